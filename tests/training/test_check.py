import functools
import io
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from models.label_sets import load_label_sets
from models.redactor import LABELS as IDENTIFIER_TYPES
from training.check import CheckedFile, across_files, check_corpus, check_file, check_line
from training.corpus import CORPUS_FOLDER, read_narratives
from training.inline_marks import read_marks
from training.record_rules import RecordRules, load_rules

SECRET = "Gulnur"
TEXT = f"{SECRET} says the doctor in Osh would not examine her. No complaint, please."
RECORD: dict[str, Any] = {
    "id": "en0-001",
    "lang": "en",
    "style": "note",
    "record_type": "violation",
    "violation_type": ["denial_of_care"],
    "perpetrator": ["health_worker_general"],
    "key_population": ["plhiv"],
    "country_incident": ["KG"],
    "country_other": [],
    "country_basis": "stated",
    "flags": ["declines_action"],
    "evidence": {"denial_of_care": "would not examine her", "country": "in Osh"},
    "text": TEXT,
    "identifiers": [[0, 6, "PERSON"]],
}


@functools.cache
def cached_rules() -> RecordRules:
    return load_rules(load_label_sets())[0]


@pytest.fixture
def rules() -> RecordRules:
    return cached_rules()


@pytest.fixture
def check(tmp_path: Path, rules: RecordRules) -> Callable[..., CheckedFile]:
    def write_and_check(*lines: dict[str, Any] | bytes) -> CheckedFile:
        path = tmp_path / "en0.jsonl"
        encoded = (x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines)
        path.write_bytes(b"\n".join(encoded) + b"\n")
        return check_file(path, rules)

    return write_and_check


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in RECORD.items() if name != key}


def run(folder: Path, **options: bool) -> tuple[bool, str]:
    output = io.StringIO()
    console = Console(file=output, width=100)
    is_good = check_corpus(
        folder,
        console,
        write=options.get("write", False),
        coverage=options.get("coverage", False),
    )
    return is_good, output.getvalue()


def test_a_good_record_has_no_fault(check):
    checked = check(RECORD)
    assert checked.faults == []
    assert [narrative.id for narrative in checked.narratives] == ["en0-001"]


BAD_RECORDS = [
    (without("lang"), "field 'lang' is missing"),
    (without("identifiers"), "field 'identifiers' is missing"),
    (RECORD | {"labels": []}, "unknown field 'labels'"),
    (RECORD | {SECRET + " told us": 1}, "unknown field (not an id)"),
    (RECORD | {"text": "  "}, "field 'text' is not a text"),
    (RECORD | {"flags": "urgent_risk"}, "field 'flags' is not a list of texts"),
    (RECORD | {"evidence": {"country": 3}}, "field 'evidence' is not an object"),
    (RECORD | {"identifiers": [[0, True, "PERSON"]]}, "field 'identifiers' is not a list"),
    (RECORD | {"id": "en0 001"}, "id: not of the form"),
    (RECORD | {"lang": "xx"}, "lang: 'xx' is not in labels/languages.yaml"),
    (RECORD | {"style": "poem"}, "style: unknown style 'poem'"),
    (RECORD | {"text": TEXT + "\x00"}, "text: the service would refuse it"),
    (RECORD | {"text": TEXT + "\ud800"}, "text: the service would refuse it"),
    (RECORD | {"text": TEXT + " cafe\u0301"}, "text: not normalised"),
    (RECORD | {"flags": ["urgent"]}, "flags: there is no label 'urgent'"),
    (RECORD | {"flags": [SECRET + "!"]}, "flags: there is no label (not an id)"),
    (RECORD | {"flags": ["urgent_risk"] * 2}, "flags: 'urgent_risk' comes twice"),
    (RECORD | {"record_type": "crime"}, "record_type: there is no label 'crime'"),
    (RECORD | {"perpetrator": ["unknown", "police"]}, "perpetrator: 'unknown' stands alone"),
    (RECORD | {"perpetrator": []}, "perpetrator: empty"),
    (RECORD | {"violation_type": [], "evidence": {"country": "Osh"}}, "violation_type: empty"),
    (RECORD | {"record_type": "no_violation"}, "violation_type: must be empty"),
    (RECORD | {"key_population": []}, "key_population: at least 1 label"),
    (RECORD | {"evidence": {"country": "in Osh"}}, "evidence: no quote for 'denial_of_care'"),
    (
        RECORD | {"evidence": RECORD["evidence"] | {"outing": "says"}},
        "evidence: 'outing' is not among the labels",
    ),
    (
        RECORD | {"evidence": RECORD["evidence"] | {"denial_of_care": "Would not"}},
        "evidence: the quote of 'denial_of_care' is not in the text",
    ),
    (
        RECORD | {"evidence": RECORD["evidence"] | {"country": "Osh "}},
        "evidence: the quote of 'country' starts or ends with a space",
    ),
    (RECORD | {"evidence": {"denial_of_care": "says"}}, "evidence: no quote for 'country'"),
    (RECORD | {"country_incident": ["EU"]}, "country_incident: not all are ISO"),
    (RECORD | {"country_other": ["kg"]}, "country_other: not all are ISO"),
    (RECORD | {"country_other": ["RU", "RU"]}, "country_other: a code comes twice"),
    (RECORD | {"country_other": ["KG"]}, "country_other: a code is also in country_incident"),
    (RECORD | {"country_basis": "guessed"}, "country_basis: unknown 'guessed'"),
    (RECORD | {"country_basis": "none"}, "country_basis: 'none' exactly where"),
    (RECORD | {"country_incident": []}, "country_basis: 'none' exactly where"),
    (RECORD | {"identifiers": [[0, 6, "NAME"]]}, "identifiers: 0-6 has the unknown type 'NAME'"),
    (RECORD | {"identifiers": [[3, 3, "PERSON"]]}, "identifiers: 3-3 is empty or outside"),
    (RECORD | {"identifiers": [[0, 999, "PERSON"]]}, "identifiers: 0-999 is empty or outside"),
    (RECORD | {"identifiers": [[-2, 6, "PERSON"]]}, "identifiers: -2-6 is empty or outside"),
    (RECORD | {"identifiers": [[0, 7, "PERSON"]]}, "identifiers: 0-7 starts or ends with a space"),
    (
        RECORD | {"identifiers": [[0, 6, "PERSON"], [4, 11, "PERSON"]]},
        "identifiers: 4-11 overlaps another",
    ),
    (
        RECORD | {"text": "[[PERSON|Gulnur]] " + TEXT},
        "text: inline marks beside identifiers",
    ),
    (without("identifiers") | {"text": "[[PERSON|Gulnur]" + TEXT}, "text: the mark at 0"),
    (b'{"id": "en0-001"', "no valid JSON"),
    (b'{"id": 1, "id": 2}', "a field comes twice"),
    (b"[1]", "the line is no JSON object"),
    (b'{"id": "\xff"}', "the line is not UTF-8"),
    (b"", "no valid JSON"),
]


@pytest.mark.parametrize(("line", "message"), BAD_RECORDS, ids=[m for _, m in BAD_RECORDS])
def test_a_fault_is_named_with_its_file_and_line(check, line, message: str):
    checked = check(RECORD, line)
    found = [str(fault) for fault in checked.faults]
    assert any(text.startswith(f"en0.jsonl:2: {message}") for text in found), found
    assert checked.is_faulty
    assert not any(SECRET in text for text in found)


def test_all_faults_of_a_line_are_named_not_only_the_first(check):
    record = RECORD | {"lang": "xx", "style": "poem", "key_population": []}
    assert len(check(record).faults) == 3


def test_name_marked_once_and_left_open_later_is_a_warning(check):
    record = RECORD | {"text": f"{TEXT} Call {SECRET}."}
    checked = check(record)
    place = len(TEXT) + len(" Call ")
    assert [str(fault) for fault in checked.faults] == [
        f"en0.jsonl:1: warning: identifiers: {place}-{place + 6} "
        "repeats a marked name and is not marked"
    ]
    assert not checked.is_faulty


def test_long_quote_is_a_warning(check):
    long = " ".join(["she waited"] * 8)
    record = RECORD | {
        "text": f"{TEXT} {long}",
        "evidence": RECORD["evidence"] | {"denial_of_care": long},
    }
    (fault,) = check(record).faults
    assert fault.finding.is_warning


def test_inline_marks_become_spans(check):
    marked = without("identifiers") | {"text": f"[[PERSON|{SECRET}]]" + TEXT[6:]}
    checked = check(marked)
    assert (checked.faults, checked.marked) == ([], 1)
    assert checked.records == [RECORD]


def test_write_turns_marks_into_spans_that_training_reads(tmp_path: Path):
    path = tmp_path / "en0.jsonl"
    marked = without("identifiers") | {"text": f"[[PERSON|{SECRET}]]" + TEXT[6:]}
    path.write_text(json.dumps(marked) + "\n")
    before = path.read_bytes()
    is_good, output = run(tmp_path)
    assert is_good
    assert "1 lines have inline marks" in output
    assert path.read_bytes() == before
    assert run(tmp_path, write=True)[0]
    (narrative,) = read_narratives(path)
    assert narrative.text == TEXT
    assert [(e.start, e.end, e.label) for e in narrative.identifiers] == [(0, 6, "PERSON")]


def test_a_faulty_file_is_never_rewritten(tmp_path: Path):
    path = tmp_path / "en0.jsonl"
    marked = without("identifiers") | {"text": f"[[PERSON|{SECRET}]]" + TEXT[6:], "lang": "xx"}
    path.write_text(json.dumps(marked) + "\n")
    before = path.read_bytes()
    assert not run(tmp_path, write=True)[0]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_id_used_twice_and_near_duplicates_are_found_across_files(tmp_path: Path, rules):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(json.dumps(RECORD) + "\n")
    narratives = [
        narrative
        for name in ("a.jsonl", "b.jsonl")
        for narrative in check_file(tmp_path / name, rules).narratives
    ]
    assert [str(fault) for fault in across_files(narratives)] == [
        "b.jsonl:1: id: already used in a.jsonl:1",
        "b.jsonl:1: text: nearly that of a.jsonl:1",
    ]


def test_coverage_counts_labels_and_shows_no_stray_words(tmp_path: Path):
    record = RECORD | {"lang": f"{SECRET} lives in Osh"}
    (tmp_path / "en0.jsonl").write_text(json.dumps(record) + "\n")
    is_good, output = run(tmp_path, coverage=True)
    assert not is_good
    assert "denial_of_care" in output
    assert "(not an id)" in output
    assert SECRET not in output


def test_an_empty_folder_is_no_good_corpus(tmp_path: Path):
    assert not run(tmp_path)[0]


def test_the_corpus_of_the_project_has_no_fault(rules):
    files = [check_file(path, rules) for path in sorted(CORPUS_FOLDER.glob("*.jsonl"))]
    faults = [str(f) for file in files for f in file.faults if not f.finding.is_warning]
    assert faults == []
    assert sum(len(file.narratives) for file in files) > 1000


WORDS = st.text(st.characters(exclude_characters="[]|", codec="utf-8"), min_size=1)


@given(st.lists(st.tuples(WORDS, st.sampled_from(IDENTIFIER_TYPES), WORDS), max_size=5))
def test_marks_come_out_where_they_stood(parts: list[tuple[str, str, str]]):
    marked = "".join(f"{before}[[{label}|{body}]]" for before, label, body in parts)
    text, entities = read_marks(marked)
    assert text == "".join(before + body for before, _, body in parts)
    assert [(text[e.start : e.end], e.label) for e in entities] == [
        (body, label) for _, label, body in parts
    ]


ODD_VALUES = st.sampled_from(
    [f"{SECRET} {string.punctuation}", [f"{SECRET}."], {SECRET + ",": SECRET}, 7, {}, None]
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(RECORD)), ODD_VALUES, min_size=1))
def test_messages_never_show_the_text(changes: dict[str, Any]):
    line = json.dumps(RECORD | changes).encode()
    found = check_line(line, 1, CheckedFile(Path("en0.jsonl")), cached_rules())
    assert not any(SECRET in finding.message for finding in found)
