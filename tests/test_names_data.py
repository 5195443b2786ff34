import functools
import itertools
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

NAMES = Path(__file__).parent.parent / "data" / "names"
STEMS = [
    "ru",
    "uk",
    "ro",
    "kk",
    "ky",
    "uz-Latn",
    "uz-Cyrl",
    "tg",
    "hy",
    "az",
    "ka",
    "sq",
    "bs",
    "sr-Latn",
    "sr-Cyrl",
    "cnr",
    "mk",
    "en",
]
SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Armn": "ARMENIAN", "Geor": "GEORGIAN"}
NAME_LISTS = [
    "given_female",
    "given_male",
    "surnames",
    "surnames_male",
    "surnames_female",
    "patronymics_male",
    "patronymics_female",
]
PATTERN_LISTS = ["patronymic_patterns_male", "patronymic_patterns_female"]
KEYS = {"lang", "script", "notes", "diminutives", "case_endings", *NAME_LISTS, *PATTERN_LISTS}
RULE_KEYS = {"ends_with", "last_vowel", "gender", "kind", "strip", "add", "before", "stop"}
FEWEST_GIVEN = 120
FEWEST_SURNAMES = 150
FEWEST_WORDS = 30


@functools.cache
def load(stem: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((NAMES / f"{stem}.yaml").read_text(encoding="utf-8"))
    return data


def letters_outside(text: str, script: str) -> set[str]:
    letters = {char for char in text if char.isalpha() and unicodedata.category(char) != "Lm"}
    return {char for char in letters if not unicodedata.name(char).startswith(script)}


def all_names(data: dict[str, Any]) -> list[str]:
    listed = itertools.chain.from_iterable(data[key] for key in NAME_LISTS)
    return [*listed, *data["diminutives"], *data["diminutives"].values()]


def test_there_is_one_file_for_each_language_and_script() -> None:
    assert {path.stem for path in NAMES.glob("*.yaml")} == {*STEMS, "common_words"}


@pytest.mark.parametrize("stem", STEMS)
def test_a_file_has_all_keys_and_is_of_its_language(stem: str) -> None:
    data = load(stem)
    assert set(data) == KEYS
    assert data["lang"] == stem.split("-")[0]
    assert data["script"] in SCRIPTS


@pytest.mark.parametrize("stem", STEMS)
def test_lists_are_long_enough(stem: str) -> None:
    data = load(stem)
    assert len(data["given_female"]) >= FEWEST_GIVEN
    assert len(data["given_male"]) >= FEWEST_GIVEN
    assert len(data["surnames"]) + len(data["surnames_male"]) >= FEWEST_SURNAMES


@pytest.mark.parametrize("stem", STEMS)
def test_no_list_holds_a_name_twice(stem: str) -> None:
    data = load(stem)
    for key in (*NAME_LISTS, *PATTERN_LISTS):
        twice = [name for name in set(data[key]) if data[key].count(name) > 1]
        assert not twice, key


@pytest.mark.parametrize("stem", STEMS)
def test_names_are_written_in_their_script_only(stem: str) -> None:
    data = load(stem)
    script = SCRIPTS[data["script"]]
    mixed = [name for name in all_names(data) if letters_outside(name, script)]
    assert not mixed
    endings = "".join(itertools.chain.from_iterable(rule["add"] for rule in data["case_endings"]))
    assert not letters_outside(endings, script)


@pytest.mark.parametrize("stem", STEMS)
def test_names_are_composed_trimmed_and_capitalised(stem: str) -> None:
    for name in all_names(load(stem)):
        assert name == unicodedata.normalize("NFC", name).strip()
        # Georgian has no capitals in running text; "van der Berg" has one later on.
        assert any(char.isupper() for char in name) or stem == "ka", name


@pytest.mark.parametrize("stem", STEMS)
def test_gendered_surnames_run_in_parallel(stem: str) -> None:
    data = load(stem)
    assert len(data["surnames_male"]) == len(data["surnames_female"])
    for male, female in zip(data["surnames_male"], data["surnames_female"], strict=True):
        assert male[:2] == female[:2]
        assert male != female


@pytest.mark.parametrize("stem", STEMS)
def test_patronymic_patterns_name_the_father(stem: str) -> None:
    data = load(stem)
    for key in PATTERN_LISTS:
        assert all("{father}" in pattern for pattern in data[key])


@pytest.mark.parametrize("stem", STEMS)
def test_case_endings_are_rules_that_can_be_applied(stem: str) -> None:
    rules = load(stem)["case_endings"]
    assert rules
    for rule in rules:
        assert set(rule) <= RULE_KEYS
        assert rule["gender"] in {"f", "m", "any"}
        assert rule["kind"] in {"given", "surname", "any"}
        assert rule["add"] or rule["before"]
        assert all(rule["strip"] <= len(end) for end in rule["ends_with"])


def test_names_that_are_words_are_given_for_every_file() -> None:
    words = load("common_words")
    assert set(words) == set(STEMS)
    for stem, entries in words.items():
        names = [entry["name"] for entry in entries]
        assert len(names) == len(set(names)) >= FEWEST_WORDS, stem
        assert all(entry["word"] for entry in entries)
        script = SCRIPTS[load(stem)["script"]]
        assert not [name for name in names if letters_outside(name, script)]
