"""The data statement gives the numbers of the corpus as it is."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
STATEMENT = (DATA / "README.md").read_text(encoding="utf-8")
PLAIN = STATEMENT.replace(",", "")


@pytest.fixture(scope="module")
def narratives_by_file() -> dict[str, list[dict[str, object]]]:
    return {
        path.name: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted((DATA / "corpus").glob("*.jsonl"))
    }


@pytest.fixture(scope="module")
def narratives(narratives_by_file):
    return [narrative for part in narratives_by_file.values() for narrative in part]


def test_total_and_lengths_are_right(narratives):
    lengths = sorted(len(narrative["text"].split()) for narrative in narratives)
    assert f"{len(narratives)} narratives {sum(lengths)} words" in PLAIN
    middle = lengths[len(lengths) // 2]
    assert f"{lengths[0]} to {lengths[-1]} words each median {middle}" in PLAIN


def test_counts_by_language_are_right(narratives):
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| (\d+) \|$", STATEMENT, re.MULTILINE)
    counts = Counter(narrative["lang"] for narrative in narratives)
    assert {code: int(count) for code, count in rows} == counts


def test_counts_by_file_are_right(narratives_by_file):
    for file, part in narratives_by_file.items():
        last = file.removesuffix(".jsonl")[-1]
        part_number = int(last) if last.isdigit() and file != "ru2.jsonl" else 1
        languages = Counter(narrative["lang"] for narrative in part).most_common()
        listed = ", ".join(f"{code} {count}" for code, count in languages)
        assert f"| {file} | {part_number} | {len(part)} | {listed} |" in STATEMENT


@pytest.mark.parametrize("field", ["style", "record_type", "country_basis"])
def test_counts_of_a_field_are_right(narratives, field: str):
    counts = Counter(narrative[field] for narrative in narratives)
    row = re.findall(rf"^\| {field} \| (.+) \|$", STATEMENT, re.MULTILINE)[0]
    found = dict(re.findall(r"(\w+) ([\d,]+)", row))
    assert {key: int(value.replace(",", "")) for key, value in found.items()} == counts


def test_counts_of_flags_and_identifiers_are_right(narratives):
    for flag, count in Counter(f for n in narratives for f in n["flags"]).items():
        assert f"{flag} {count}" in PLAIN
    for kind, count in Counter(i[2] for n in narratives for i in n["identifiers"]).items():
        assert f"{kind} {count}" in PLAIN
    with_any = sum(bool(n["identifiers"]) for n in narratives)
    with_person = sum(any(i[2] == "PERSON" for i in n["identifiers"]) for n in narratives)
    assert f"{with_any} narratives hold at least one identifier {with_person} a personal" in PLAIN


def test_rarest_label_is_as_rare_as_stated(narratives):
    facets = ("violation_type", "perpetrator", "key_population")
    counts = Counter((facet, label) for n in narratives for facet in facets for label in n[facet])
    assert f"at least {min(counts.values())} narratives" in STATEMENT


def test_the_example_of_the_record_format_is_a_valid_record():
    readme = (DATA / "corpus" / "README.md").read_text(encoding="utf-8")
    record = json.loads(re.findall(r"```json\n(.*?)```", readme, re.DOTALL)[0])
    start, end, kind = record["identifiers"][0]
    assert (record["text"][start:end], kind) == ("Gulnur", "PERSON")
    assert all(quote in record["text"] for quote in record["evidence"].values())
    fields = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", readme, re.MULTILINE)))
    )
    assert fields == set(record)
