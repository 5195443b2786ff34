"""What leaves of a reviewed case: the redacted text, its labels and what a person made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import AnnotationError
from models.types import Span

REJECTED = "rejected"
SUGGESTED = "suggested"
ADDED = "added"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class ExportTag:
    """A label of a case.

    Attributes:
        facet: violation_type, perpetrator, key_population, record_type, flags, country or
            country_other.
        label: Id of the label, or code of the country.
        state: suggested, accepted, rejected or added.
        origin: model or person.
        score: The model's probability; None if a person gave the label.
        evidence: Spans of the text.
        basis: Of a country: "stated" or "inferred"; empty if nobody said.
    """

    facet: str
    label: str
    state: str = ADDED
    origin: str = PERSON
    score: float | None = None
    evidence: tuple[Span, ...] = ()
    basis: str = ""

    @property
    def name(self) -> str:
        """The label with its facet, "facet/label"."""
        return f"{self.facet}/{self.label}"

    @property
    def holds(self) -> bool:
        """Whether the label is true of the case, as far as is known."""
        return self.state != REJECTED


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """A case as it leaves; times in ISO 8601.

    Attributes:
        placeholders: Placeholder to its type, such as "[PERSON_1]" to "PERSON".
    """

    id: str
    text: str
    language: str
    record_type: str
    tags: tuple[ExportTag, ...] = ()
    placeholders: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    model_version: str = ""
    created_at: str = ""
    reviewed_at: str | None = None

    def labels(self, facet: str) -> list[str]:
        """Return the labels of a facet that hold."""
        return [tag.label for tag in self.tags if tag.facet == facet and tag.holds]


def to_json(record: ExportRecord) -> dict[str, Any]:
    """Return a record as JSON; `from_json` gives it back."""
    return {
        "id": record.id,
        "text": record.text,
        "language": record.language,
        "record_type": record.record_type,
        "tags": [tag_to_json(tag) for tag in record.tags],
        "placeholders": dict(record.placeholders),
        "warnings": list(record.warnings),
        "model_version": record.model_version,
        "created_at": record.created_at,
        "reviewed_at": record.reviewed_at,
    }


def from_json(content: Mapping[str, Any]) -> ExportRecord:
    """Return the record of a JSON object.

    Raises:
        AnnotationError: If it is none of an export. Nothing of it is quoted.
    """
    try:
        record = ExportRecord(
            id=content["id"],
            text=content["text"],
            language=content["language"],
            record_type=content["record_type"],
            tags=tuple(_tag_from_json(tag) for tag in content["tags"]),
            placeholders=dict(content["placeholders"]),
            warnings=tuple(content["warnings"]),
            model_version=content["model_version"],
            created_at=content["created_at"],
            reviewed_at=content["reviewed_at"],
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise AnnotationError("a record is not one of a casetag export") from None
    check_spans(record)
    return record


def check_spans(record: ExportRecord) -> None:
    """Pass over a record whose evidence lies in its text.

    Raises:
        AnnotationError: If it does not.
    """
    for tag in record.tags:
        for span in tag.evidence:
            if not 0 <= span.start < span.end <= len(record.text):
                raise AnnotationError("evidence lies outside its text")


def tag_to_json(tag: ExportTag) -> dict[str, Any]:
    """Return a tag as JSON."""
    return {
        "facet": tag.facet,
        "label": tag.label,
        "state": tag.state,
        "origin": tag.origin,
        "score": tag.score,
        "evidence": [{"start": span.start, "end": span.end} for span in tag.evidence],
        "basis": tag.basis,
    }


def _tag_from_json(content: Mapping[str, Any]) -> ExportTag:
    return ExportTag(
        facet=content["facet"],
        label=content["label"],
        state=content["state"],
        origin=content["origin"],
        score=content["score"],
        evidence=tuple(Span(int(s["start"]), int(s["end"])) for s in content["evidence"]),
        # Exports of version 0.1 had none.
        basis=str(content.get("basis", "")),
    )
