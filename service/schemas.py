"""What goes over the wire: requests, the tagged answer, labels, errors.

`to_body` is the only place where a tagged narrative becomes JSON; every door uses it.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from models.types import Combination, CountryTag, Identifier, Span, Tag, TaggedNarrative
from service.correction_schemas import CorrectionsRequest

SCORE_DIGITS = 4
MAX_ID_CHARACTERS = 200
# The pipeline's own limit decides; this one is only told in the API description.
MAX_CHARACTERS = 20_000


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a valid string")
    return value


NarrativeText = Annotated[
    str,
    # Any string passes, also one with lone surrogates: the pipeline says what is wrong with it,
    # so that a batch loses one narrative and not all.
    PlainValidator(_string),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_CHARACTERS}),
]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class AnswerBody(BaseModel):
    """Base of what the service answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TagRequest(_Request):
    """One narrative."""

    text: NarrativeText = Field(description="The narrative. It is not stored and not logged.")
    corrections: CorrectionsRequest | None = None
    explain: bool = Field(
        False,
        description="Look for the words without which each tag would not be given; several times "
        "slower.",
    )


class BatchItem(_Request):
    """One narrative of a batch, with the caller's own id for it."""

    id: Annotated[str, Field(max_length=MAX_ID_CHARACTERS)] | int | None = Field(
        None, description="Given back with the answer; never logged."
    )
    text: NarrativeText


class BatchRequest(_Request):
    """Several narratives."""

    items: list[BatchItem] = Field(min_length=1)


class SpanBody(AnswerBody):
    """A stretch of the redacted text in Unicode code points, `end` not included."""

    start: int
    end: int


class IdentifierBody(AnswerBody):
    """What was replaced in the submitted text, in Unicode code points of that text."""

    start: int
    end: int
    type: str
    placeholder: str


class RecordTypeBody(AnswerBody):
    """The one most probable record type."""

    label: str
    score: float


class TagBody(AnswerBody):
    """A label, its calibrated score, the words that caused it, and whether to rely on it."""

    label: str
    score: float
    evidence: list[SpanBody]
    zone: Literal["suggest", "ask"] = Field(
        description='"suggest": of such tags at least nine in ten were right when it was chosen; '
        '"ask": a person should look.'
    )


class CountryBody(AnswerBody):
    """Another country the narrative speaks of, and why."""

    code: str
    evidence: list[SpanBody]
    reason: str


class IncidentCountryBody(CountryBody):
    """Where it happened; `basis` is "stated" or "inferred"."""

    basis: str


class CountriesBody(AnswerBody):
    """Where it happened, and which other countries are named."""

    incident: list[IncidentCountryBody]
    other: list[CountryBody]


class CombinationSpanBody(SpanBody):
    """A detail of the redacted text that narrows down who somebody is."""

    kind: str


class CombinationBody(AnswerBody):
    """Details that together could still point to one person; one of them may have to go."""

    spans: list[CombinationSpanBody]
    kinds: list[str]


class ModelBody(AnswerBody):
    """Which trained models answered."""

    version: str


class TaggedBody(AnswerBody):
    """The answer for one narrative."""

    language: str
    redacted_text: str
    identifiers: list[IdentifierBody]
    record_type: RecordTypeBody
    tags: dict[str, list[TagBody]]
    questions: dict[str, list[TagBody]] = Field(
        description="By facet and for flags: labels that are no tags, but may hold; ask a person. "
        "They are not stored."
    )
    country: CountriesBody
    flags: list[TagBody]
    warnings: list[str]
    combinations: list[CombinationBody]
    model: ModelBody


class ErrorBody(AnswerBody):
    """The body of every error. It never has a piece of the narrative."""

    error: str
    detail: str


class TaggedItem(TaggedBody):
    """The answer for one narrative of a batch."""

    id: str | int | None


class FailedItem(ErrorBody):
    """A narrative of a batch that has no answer, and why."""

    id: str | int | None


class BatchBody(AnswerBody):
    """Answers in the order of the request."""

    items: list[TaggedItem | FailedItem]


class StatusBody(AnswerBody):
    """The state of the service."""

    status: str


class ReadyBody(StatusBody):
    """The state of the service, and which models it has loaded."""

    model: ModelBody


def to_body(tagged: TaggedNarrative) -> dict[str, Any]:
    """Return a tagged narrative as the JSON that every door gives."""
    return {
        "language": tagged.language,
        "redacted_text": str(tagged.redacted_text),
        "identifiers": [_identifier(identifier) for identifier in tagged.identifiers],
        "record_type": _label_and_score(tagged.record_type),
        "tags": {facet: _tags(tags) for facet, tags in tagged.tags.items()},
        "questions": {facet: _tags(tags) for facet, tags in tagged.questions.items()},
        "country": {
            "incident": [
                {"code": country.code, "basis": country.basis, **_grounds(country)}
                for country in tagged.countries.incident
            ],
            "other": [
                {"code": country.code, **_grounds(country)} for country in tagged.countries.other
            ],
        },
        "flags": _tags(tagged.flags),
        "warnings": list(tagged.warnings),
        "combinations": [_combination(combination) for combination in tagged.combinations],
        "model": {"version": tagged.model_version},
    }


def _tags(tags: Iterable[Tag]) -> list[dict[str, Any]]:
    return [
        _label_and_score(tag) | {"evidence": _spans(tag.evidence), "zone": tag.zone} for tag in tags
    ]


def _label_and_score(tag: Tag) -> dict[str, Any]:
    return {"label": tag.label, "score": round(float(tag.score), SCORE_DIGITS)}


def _grounds(country: CountryTag) -> dict[str, Any]:
    return {"evidence": _spans(country.evidence), "reason": country.reason}


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _combination(combination: Combination) -> dict[str, Any]:
    spans = [
        {"start": span.start, "end": span.end, "kind": span.kind} for span in combination.spans
    ]
    return {"spans": spans, "kinds": list(combination.kinds)}


def _identifier(identifier: Identifier) -> dict[str, Any]:
    return {
        "start": identifier.start,
        "end": identifier.end,
        "type": identifier.type,
        "placeholder": identifier.placeholder,
    }
