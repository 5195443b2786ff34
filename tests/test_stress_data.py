import functools
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

DATA = Path(__file__).parent.parent / "data"
STRESS = DATA / "stress"
STEMS = [
    path.stem for path in sorted((DATA / "names").glob("*.yaml")) if path.stem != "common_words"
]
TYPES = {"PERSON", "HANDLE", "PHONE", "EMAIL", "ID_NUMBER", "ADDRESS", "PLATE", "DOB"}
MARK = re.compile(r"<([A-Z_]+)>(.*?)</\1>", re.DOTALL)
ALL_MENTIONS = 900
MENTIONS_PER_FILE = 50
NAMES_ALSO_LISTED = 0.25


@functools.cache
def rows(stem: str) -> list[dict[str, str]]:
    lines = (STRESS / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def persons(stem: str) -> list[str]:
    marks = [MARK.findall(row["text"]) for row in rows(stem)]
    return [words for found in marks for label, words in found if label == "PERSON"]


@functools.cache
def phenomena() -> set[str]:
    return set(yaml.safe_load((STRESS / "phenomena.yaml").read_text(encoding="utf-8")))


def test_there_is_one_file_for_each_language_and_script() -> None:
    assert [path.stem for path in sorted(STRESS.glob("*.jsonl"))] == STEMS


def test_the_set_is_large_enough() -> None:
    assert sum(len(persons(stem)) for stem in STEMS) >= ALL_MENTIONS


@pytest.mark.parametrize("stem", STEMS)
def test_each_language_has_enough_mentions(stem: str) -> None:
    assert len(persons(stem)) >= MENTIONS_PER_FILE


@pytest.mark.parametrize("stem", STEMS)
def test_each_language_shows_every_phenomenon(stem: str) -> None:
    assert {row["phenomenon"] for row in rows(stem)} == phenomena()


@pytest.mark.parametrize("stem", STEMS)
def test_rows_have_their_keys_and_an_id_of_their_own(stem: str) -> None:
    for row in rows(stem):
        assert list(row) == ["id", "lang", "phenomenon", "text"]
        assert row["id"].startswith(f"stress-{stem}-")
        assert row["lang"] == stem.split("-")[0]
        assert row["text"] == unicodedata.normalize("NFC", row["text"]).strip()
    for key in ("id", "text"):
        assert max(Counter(row[key] for row in rows(stem)).values()) == 1


@pytest.mark.parametrize("stem", STEMS)
def test_marks_are_closed_known_and_not_nested(stem: str) -> None:
    for row in rows(stem):
        rest = MARK.sub("", row["text"])
        assert "<" not in rest, row["id"]
        assert ">" not in rest, row["id"]
        for label, words in MARK.findall(row["text"]):
            assert label in TYPES
            assert "<" not in words
            assert words == words.strip(' ,;:()«»„“"\n'), row["id"]


@pytest.mark.parametrize("stem", STEMS)
def test_only_decoys_name_nobody(stem: str) -> None:
    for row in rows(stem):
        named = any(label == "PERSON" for label, _ in MARK.findall(row["text"]))
        assert named == (row["phenomenon"] != "decoy"), row["id"]


@pytest.mark.parametrize("stem", STEMS)
def test_a_row_of_names_that_are_words_also_has_the_word_unmarked_somewhere(stem: str) -> None:
    found = 0
    for row in rows(stem):
        if row["phenomenon"] == "word_name":
            names = {words.casefold()[:3] for _, words in MARK.findall(row["text"])}
            rest = re.findall(r"\w+", MARK.sub(" ", row["text"]).casefold())
            found += any(word[:3] in names for word in rest)
    assert found


@pytest.mark.parametrize("stem", STEMS)
def test_most_names_are_not_in_the_name_lists(stem: str) -> None:
    lists = yaml.safe_load((DATA / "names" / f"{stem}.yaml").read_text(encoding="utf-8"))
    listed = {
        name.casefold()
        for key, names in lists.items()
        if key.startswith(("given", "surnames", "diminutives"))
        for name in names
    }
    known = [name for name in persons(stem) if set(name.casefold().split()) <= listed]
    assert len(known) <= NAMES_ALSO_LISTED * len(persons(stem))


def test_no_row_is_a_narrative_of_the_corpus() -> None:
    corpus = "".join(
        path.read_text(encoding="utf-8") for path in sorted((DATA / "corpus").glob("*.jsonl"))
    )
    for stem in STEMS:
        for row in rows(stem):
            words = json.dumps(MARK.sub(r"\2", row["text"])[:60], ensure_ascii=False)[1:-1]
            assert words not in corpus, row["id"]


@pytest.mark.parametrize("stem", STEMS)
def test_the_readme_counts_what_is_there(stem: str) -> None:
    readme = (STRESS / "README.md").read_text(encoding="utf-8")
    assert f"| {stem} | {len(rows(stem))} | {len(persons(stem))} |" in readme
