"""Reviewed cases become training data, from every format, with all that a person said of them."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models.export_formats.files import ExportFormat, read_file, write_file
from models.export_formats.records import ExportRecord, ExportTag
from models.label_sets import load_label_sets
from models.types import Span
from training import import_reviews as command
from training.corpus import read_local, read_narratives
from training.import_reviews import corpus_record, guess_format, import_reviews, record_id
from training.record_rules import RecordRules, load_rules
from training.tagger_data import evidence_spans, redact_gold

TEXT = (
    "😀 In Osh the doctor refused [PERSON_1], who lives with HIV. Call [PHONE_1]; [PERSON_2] waits."
)


def at(words: str) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


RECORD = ExportRecord(
    id="5e" * 16,
    text=TEXT,
    language="en",
    record_type="violation",
    tags=(
        ExportTag("record_type", "violation", "accepted", "model", 0.97),
        ExportTag("violation_type", "denial_of_care", "accepted", "model", 0.9, at("refused")),
        ExportTag("violation_type", "arbitrary_detention", "rejected", "model", 0.5, at("waits")),
        ExportTag("perpetrator", "health_worker_general", "added", "person", None, at("doctor")),
        ExportTag("key_population", "plhiv", "suggested", "model", 0.99, at("HIV")),
        ExportTag("flags", "urgent_risk", "added", "person"),
        ExportTag("country", "KG", "accepted", "model", None, at("Osh"), "inferred"),
        ExportTag("country_other", "KZ", "added", "person"),
    ),
    placeholders={"[PERSON_1]": "PERSON", "[PERSON_2]": "PERSON", "[PHONE_1]": "PHONE"},
    reviewed_at="2026-11-26T12:00:00+00:00",
)
SUFFIXES = {
    ExportFormat.JSONL: "jsonl",
    ExportFormat.CSV: "csv",
    ExportFormat.DOCBIN: "spacy",
    ExportFormat.CONLL: "conll",
    ExportFormat.LABEL_STUDIO: "json",
}


@pytest.fixture(scope="module")
def rules() -> RecordRules:
    return load_rules(load_label_sets(), needs_quotes=False)[0]


@pytest.mark.parametrize("chosen", ExportFormat)
def test_nothing_is_lost_on_the_way_from_any_format(
    chosen: ExportFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / f"cases.{SUFFIXES[chosen]}"
    write_file([RECORD], source, chosen)
    assert guess_format(source) is chosen
    target = tmp_path / "local" / "ours.jsonl"
    monkeypatch.setattr(sys, "argv", ["import_reviews", str(source), "--to", str(target)])
    with pytest.raises(SystemExit) as end:
        command.main()
    assert end.value.code == 0
    (narrative,) = read_narratives(target)
    assert narrative.text == TEXT
    assert narrative.labels == {
        "record_type": ("violation",),
        "violation_type": ("denial_of_care",),
        "perpetrator": ("health_worker_general",),
        "key_population": ("plhiv",),
        "flags": ("urgent_risk",),
    }
    assert narrative.country_incident == ("KG",)
    assert narrative.country_other == ("KZ",)
    assert narrative.country_basis == "inferred"
    assert narrative.evidence == {
        "denial_of_care": "refused",
        "health_worker_general": "doctor",
        "plhiv": "HIV",
        "country": "Osh",
    }
    assert redact_gold(narrative).text == TEXT
    spans = evidence_spans(narrative, ())
    assert spans["violation_type/denial_of_care"] == at("refused")[0]
    assert target.stat().st_mode & 0o077 == 0


def test_what_an_annotator_changes_in_label_studio_is_learned(
    tmp_path: Path, rules: RecordRules
) -> None:
    path = tmp_path / "cases.json"
    write_file([RECORD], path, ExportFormat.LABEL_STUDIO)
    (task,) = json.loads(path.read_text())
    # As Label Studio gives it back: ids, people and times of its own, entries in another order.
    annotation = task["annotations"][0]
    result = [entry for entry in annotation["result"] if entry["id"] != "choices-flags"]
    for entry in result:
        if entry["type"] == "choices" and entry["from_name"] == "violation_type":
            entry["value"]["choices"] = ["denial_of_care", "verbal_abuse"]
        entry |= {"id": "aZ3", "origin": "manual"}
    task |= {"id": 1, "project": 4, "updated_at": "2026-11-26T12:00:00Z", "total_annotations": 1}
    task["annotations"] = [annotation | {"id": 7, "completed_by": 1, "result": result[::-1]}]
    path.write_text(json.dumps([task]))
    (record,) = read_file(path, ExportFormat.LABEL_STUDIO)
    content = corpus_record(record)
    assert set(content["violation_type"]) == {"denial_of_care", "verbal_abuse"}
    assert content["flags"] == []
    assert content["country_basis"] == "inferred"


def test_a_case_with_a_fault_is_left_out_and_named_without_its_words(rules: RecordRules) -> None:
    secret = "Zulfiya"
    wrong = ExportRecord("2", f"{secret} waits.", "xx", "violation")
    good, faults = import_reviews([RECORD, wrong], rules)
    assert [content["id"] for content in good] == [record_id(RECORD.id)]
    assert any(fault.startswith("record 2: lang: 'xx'") for fault in faults)
    assert secret not in str(faults)


def test_a_case_that_comes_again_replaces_the_one_before(rules: RecordRules) -> None:
    tags = tuple(replace(tag, evidence=()) for tag in RECORD.tags)
    later = replace(RECORD, text="In Osh [PERSON_1] was sent away.", tags=tags)
    good, faults = import_reviews([RECORD, later], rules)
    assert faults == []
    assert [content["text"] for content in good] == [later.text]


def test_a_tenth_of_the_local_cases_is_kept_for_dev_and_stays_there(tmp_path: Path) -> None:
    with (tmp_path / "ours.jsonl").open("w") as file:
        for number in range(200):
            content = corpus_record(RECORD) | {"id": record_id(str(number))}
            file.write(json.dumps(content, ensure_ascii=False) + "\n")
    train, dev = read_local("train", tmp_path), read_local("dev", tmp_path)
    assert len(train) + len(dev) == 200
    assert 8 <= len(dev) <= 34
    assert read_local("dev", tmp_path) == dev
    assert read_local("train", tmp_path / "none") == []
