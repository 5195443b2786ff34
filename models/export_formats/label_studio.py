"""Label Studio's JSON: what annotators change there comes back as decisions of a person.

Each task has the redacted text, the case as it was under `data.casetag`, and one annotation with
a choice for each facet and a labelled region for each piece of evidence. Label Studio counts
offsets in UTF-16 units, Casetag in code points.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.errors import AnnotationError
from models.export_formats.records import (
    ADDED,
    PERSON,
    REJECTED,
    ExportRecord,
    ExportTag,
    check_spans,
    from_json,
    to_json,
)
from models.types import Span

_EVIDENCE = "evidence"
_TEXT = "text"


def to_text(records: Iterable[ExportRecord]) -> str:
    """Return the records as a list of tasks."""
    tasks = [_task(record) for record in records]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def from_text(content: str) -> Iterator[ExportRecord]:
    """Read tasks, as written here or exported by Label Studio after annotation.

    Raises:
        AnnotationError: If a task is none of an export; the message has its number.
    """
    try:
        tasks = json.loads(content)
    except ValueError:
        raise AnnotationError("the file is not JSON") from None
    if not isinstance(tasks, list):
        raise AnnotationError("the file is no list of tasks")
    for number, task in enumerate(tasks, start=1):
        try:
            yield _record(task)
        except (AnnotationError, KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise AnnotationError(f"task {number} is not one of a casetag export") from None


def _task(record: ExportRecord) -> dict[str, Any]:
    facets = dict.fromkeys(tag.facet for tag in record.tags)
    result = [
        {
            "id": f"choices-{facet}",
            "type": "choices",
            "from_name": facet,
            "to_name": _TEXT,
            "value": {"choices": record.labels(facet)},
        }
        for facet in facets
        if record.labels(facet)
    ]
    units = _units(record.text)
    result += [
        {
            "id": f"{tag.name}-{number}",
            "type": "labels",
            "from_name": _EVIDENCE,
            "to_name": _TEXT,
            "value": {
                "start": units[span.start],
                "end": units[span.end],
                "text": record.text[span.start : span.end],
                "labels": [tag.name],
            },
        }
        for tag in record.tags
        if tag.holds
        for number, span in enumerate(tag.evidence)
    ]
    kept = to_json(record)
    return {
        "data": {_TEXT: kept.pop("text"), "language": record.language, "casetag": kept},
        "annotations": [{"result": result}],
    }


def _record(task: Mapping[str, Any]) -> ExportRecord:
    text = task["data"][_TEXT]
    record = from_json({**task["data"]["casetag"], "text": text})
    if not task.get("annotations"):
        return record
    chosen: dict[tuple[str, str], list[Span]] = {}
    result = task["annotations"][-1]["result"]
    for entry in result:
        if entry["type"] == "choices":
            for label in entry["value"]["choices"]:
                chosen.setdefault((entry["from_name"], label), [])
    points = {unit: place for place, unit in enumerate(_units(text))}
    for entry in result:
        if entry["type"] == "labels":
            value = entry["value"]
            span = Span(points[value["start"]], points[value["end"]])
            for name in value["labels"]:
                facet, _, label = name.partition("/")
                chosen.setdefault((facet, label), []).append(span)
    decided = replace(record, tags=tuple(_decided(record, chosen)))
    check_spans(decided)
    return decided


def _decided(
    record: ExportRecord, chosen: Mapping[tuple[str, str], list[Span]]
) -> Iterator[ExportTag]:
    """Yield the tags of a case after annotation: what was not chosen any more is rejected."""
    known = {(tag.facet, tag.label): tag for tag in record.tags}
    for key, tag in known.items():
        if key not in chosen:
            yield replace(tag, state=REJECTED)
        elif tag.holds:
            yield replace(tag, evidence=tuple(chosen[key]))
        else:
            yield replace(tag, state=ADDED, origin=PERSON, evidence=tuple(chosen[key]))
    for (facet, label), spans in chosen.items():
        if (facet, label) not in known:
            yield ExportTag(facet, label, evidence=tuple(spans))


def _units(text: str) -> list[int]:
    """Return the UTF-16 offset of each code point of a text, and of its end."""
    places, unit = [0], 0
    for character in text:
        unit += 2 if ord(character) > 0xFFFF else 1
        places.append(unit)
    return places
