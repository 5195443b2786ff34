import json
from pathlib import Path
from typing import Any

import pytest

from models.errors import AnnotationError
from training.corpus import (
    CORPUS_FOLDER,
    SPLITS,
    read_corpus,
    read_narratives,
    read_splits,
    select,
)

SECRET = "Gulnur"
RECORD: dict[str, Any] = {
    "id": "en0-001",
    "lang": "en",
    "style": "note",
    "record_type": "violation",
    "violation_type": ["denial_of_care"],
    "perpetrator": ["health_worker_general"],
    "key_population": ["plhiv"],
    "country_incident": ["KG"],
    "country_other": ["RU"],
    "country_basis": "stated",
    "flags": ["declines_action"],
    "evidence": {"denial_of_care": "would not examine her"},
    "text": f"{SECRET} says the doctor in Osh would not examine her.",
    "identifiers": [[0, 6, "PERSON"]],
}


def write(path: Path, *records: object) -> Path:
    lines = (x if isinstance(x, bytes) else json.dumps(x).encode() for x in records)
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_a_record_is_read_with_the_place_it_came_from(tmp_path: Path):
    _, narrative = read_narratives(write(tmp_path / "a.jsonl", RECORD, RECORD))
    assert (narrative.file, narrative.line) == ("a.jsonl", 2)
    assert narrative.text == RECORD["text"]
    assert narrative.labels["record_type"] == ("violation",)
    assert narrative.country_other == ("RU",)
    (person,) = narrative.identifiers
    assert narrative.text[person.start : person.end] == SECRET


def test_outputs_name_all_labels_by_facet(tmp_path: Path):
    (narrative,) = read_narratives(write(tmp_path / "a.jsonl", RECORD))
    assert narrative.outputs == {
        "record_type/violation",
        "violation_type/denial_of_care",
        "perpetrator/health_worker_general",
        "key_population/plhiv",
        "flags/declines_action",
    }


BAD_LINES = [
    (b"{", "no valid JSON"),
    (b"", "no valid JSON"),
    (b'"text"', "wrong form"),
    (b'{"id": "\xff"}', "wrong form"),
    ({key: value for key, value in RECORD.items() if key != "lang"}, "field 'lang' is missing"),
    (RECORD | {"identifiers": [[0, 6]]}, "wrong form"),
    (RECORD | {"evidence": 3}, "wrong form"),
    (RECORD | {"flags": None}, "wrong form"),
]


@pytest.mark.parametrize(("line", "message"), BAD_LINES)
def test_a_bad_line_is_refused_with_its_place_and_without_its_text(
    tmp_path: Path, line: object, message: str
):
    path = write(tmp_path / "a.jsonl", RECORD, line)
    with pytest.raises(AnnotationError, match=rf"^a\.jsonl:2: .*{message}") as caught:
        read_narratives(path)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_an_id_used_in_two_files_is_refused(tmp_path: Path):
    write(tmp_path / "a.jsonl", RECORD)
    write(tmp_path / "b.jsonl", RECORD | {"id": "en0-002"}, RECORD)
    with pytest.raises(AnnotationError, match=r"b\.jsonl:2: id is already used in a\.jsonl:1"):
        read_corpus(tmp_path)


def test_splits_are_read_and_select_in_the_order_of_the_corpus(tmp_path: Path):
    records = [RECORD | {"id": f"en0-00{number}"} for number in range(4)]
    write(tmp_path / "a.jsonl", *records)
    splits = {"train": ["en0-003", "en0-001"], "dev": ["en0-000"], "test": ["en0-002"]}
    (tmp_path / "splits.json").write_text(json.dumps(splits))
    read = read_splits(tmp_path / "splits.json")
    narratives = select(read_corpus(tmp_path), read, "train")
    assert [narrative.id for narrative in narratives] == ["en0-001", "en0-003"]


@pytest.mark.parametrize("content", [None, "", "{", '{"train": [], "dev": []}', "[]"])
def test_a_damaged_splits_file_is_refused(tmp_path: Path, content: str | None):
    path = tmp_path / "splits.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(AnnotationError, match=r"splits\.json"):
        read_splits(path)


def test_the_splits_of_the_project_are_apart_and_made_of_its_narratives():
    corpus = {narrative.id: narrative for narrative in read_corpus()}
    splits = read_splits()
    ids = [narrative_id for split in SPLITS for narrative_id in splits[split]]
    assert len(ids) == len(set(ids))
    assert set(ids) <= set(corpus)
    languages = {narrative.lang for narrative in corpus.values()}
    for split in SPLITS:
        assert {corpus[narrative_id].lang for narrative_id in splits[split]} == languages
    files = {corpus[narrative_id].file for narrative_id in splits["test"]}
    part_1 = {path.name for path in CORPUS_FOLDER.glob("*.jsonl") if path.stem[-1] != "2"}
    assert files <= part_1 | {"ru2.jsonl"}
