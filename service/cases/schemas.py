"""What goes over the wire about stored cases."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.correction_schemas import CorrectionsRequest, IdentifierType
from service.schemas import AnswerBody, ModelBody, NarrativeText, SpanBody

MAX_EXTERNAL_ID_CHARACTERS = 200
MAX_DECISIONS = 200
MAX_REDACTED_SPANS = 500
LABEL_PATTERN = r"^[A-Za-z0-9_]{1,64}$"
NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f\x7f]+$"

LabelId = Annotated[str, Field(pattern=LABEL_PATTERN)]
ExternalId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_EXTERNAL_ID_CHARACTERS,
        pattern=NO_CONTROL_CHARACTERS,
        description="The case's id in the system that submits it, never a name. Stored "
        "encrypted, told only to that system.",
    ),
]


class ReviewState(StrEnum):
    """Whether a person has looked at a case."""

    PENDING = "pending"
    REVIEWED = "reviewed"


class Order(StrEnum):
    """Which cases a list begins with."""

    UNCERTAIN = "uncertain"
    NEWEST = "newest"


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Override(StrEnum):
    """What the caller takes upon themselves; it is written in the audit and on the case."""

    LANGUAGE_NOT_SUPPORTED = "language_not_supported"


class TagChange(_Request):
    """A label of a case to decide on."""

    facet: LabelId
    label: LabelId


class CountryChange(_Request):
    """The countries as they should be: what is not named here is rejected."""

    incident: list[LabelId] | None = Field(None, max_length=MAX_DECISIONS)
    other: list[LabelId] | None = Field(None, max_length=MAX_DECISIONS)


class TagReview(_Request):
    """What a person says of labels; what is left out stays as it is."""

    accept: list[TagChange] = Field(default_factory=list, max_length=MAX_DECISIONS)
    reject: list[TagChange] = Field(default_factory=list, max_length=MAX_DECISIONS)
    add: list[TagChange] = Field(default_factory=list, max_length=MAX_DECISIONS)
    record_type: LabelId | None = None
    country: CountryChange | None = None
    flags: list[LabelId] | None = Field(
        None, max_length=MAX_DECISIONS, description="The flags as they should be."
    )


class SubmittedReview(TagReview):
    """What a submitter says of the tags that are suggested while the case is stored."""

    review_state: ReviewState = Field(
        ReviewState.PENDING, description="reviewed: the case does not go into the queue."
    )


class CaseRequest(_Request):
    """A narrative to be redacted, tagged and stored."""

    text: NarrativeText = Field(description="Only its redacted text is stored.")
    external_id: ExternalId | None = None
    override: list[Override] = Field(
        default_factory=list,
        max_length=len(Override),
        description="Store it although names of its language may be missed; audited.",
    )
    corrections: CorrectionsRequest | None = None
    review: SubmittedReview | None = Field(
        None, description="What the submitter says of the tags; stored with the case or not at all."
    )


class CaseBatchRequest(_Request):
    """Several narratives to be stored, each for itself."""

    items: list[CaseRequest] = Field(min_length=1)


class RedactSpan(_Request):
    """A stretch of the redacted text in which something identifying was left."""

    start: int = Field(ge=0, strict=True)
    end: int = Field(ge=1, strict=True)
    type: IdentifierType


class ReviewRequest(TagReview):
    """What a person makes of a case; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "accept": [{"facet": "violation_type", "label": "denial_of_care"}],
                    "reject": [{"facet": "perpetrator", "label": "health_worker_general"}],
                    "country": {"incident": ["KG"]},
                    "redact": [{"start": 9, "end": 15, "type": "PERSON"}],
                }
            ]
        }
    )

    redact: list[RedactSpan] = Field(
        default_factory=list,
        max_length=MAX_REDACTED_SPANS,
        description="Redacted at once, wherever these words stand in the text; for good.",
    )
    review_state: ReviewState | None = Field(
        None, description="If not given: reviewed, unless `redact` is all there is."
    )


class PlaceholderBody(AnswerBody):
    """What was replaced; where it stood in the submitted text is never kept."""

    placeholder: str
    type: str


class CaseTagBody(AnswerBody):
    """A label, who gave it, and what a person made of it."""

    label: str
    score: float | None = Field(description="None if a person gave the label.")
    state: str = Field(description="suggested, accepted, rejected or added.")
    origin: str = Field(description="model or person.")
    evidence: list[SpanBody]


class CaseCountryBody(AnswerBody):
    """A country, who said so, and what a person made of it."""

    code: str
    state: str = Field(description="suggested, accepted, rejected or added.")
    origin: str = Field(description="model or person.")
    evidence: list[SpanBody]
    basis: str | None = Field(description="stated or inferred; None if a person said so.")
    reason: str


class CaseCountriesBody(AnswerBody):
    """Where it happened, and which other countries are named."""

    incident: list[CaseCountryBody]
    other: list[CaseCountryBody]


class CaseRecordTypeBody(AnswerBody):
    """The record type; without a score where a person chose it."""

    label: str
    score: float | None


class CaseBody(AnswerBody):
    """A stored case."""

    id: str
    external_id: str | None
    version: int
    review_state: ReviewState
    created_at: datetime
    updated_at: datetime
    reviewed_at: datetime | None
    expires_at: datetime | None
    override: bool = Field(description="Stored although nobody vouches for the redaction.")
    uncertainty: float
    language: str
    redacted_text: str
    placeholders: list[PlaceholderBody]
    record_type: CaseRecordTypeBody
    tags: dict[str, list[CaseTagBody]]
    country: CaseCountriesBody
    flags: list[CaseTagBody]
    warnings: list[str]
    model: ModelBody


class CaseSummaryBody(AnswerBody):
    """A case in a list, without its text."""

    id: str
    version: int
    review_state: ReviewState
    created_at: datetime
    updated_at: datetime
    reviewed_at: datetime | None
    expires_at: datetime | None
    override: bool
    uncertainty: float
    language: str
    record_type: str
    labels: dict[str, list[str]] = Field(description="By facet, without rejected ones.")
    warnings: list[str]
    model: ModelBody


class CasePageBody(AnswerBody):
    """Some cases, and the cursor of the next page; None at the end."""

    cases: list[CaseSummaryBody]
    next_cursor: str | None


class StoredItem(AnswerBody):
    """A narrative of a batch that was stored, now or before."""

    status: int
    case: CaseBody


class RefusedItem(AnswerBody):
    """A narrative of a batch that was not stored, and why."""

    status: int
    error: str
    detail: str


class CaseBatchBody(AnswerBody):
    """Results in the order of the request."""

    items: list[StoredItem | RefusedItem]


class CaseEventBody(AnswerBody):
    """Something that happened to a case."""

    version: int
    at: datetime
    actor: str
    kind: str
    changes: dict[str, Any]


class CaseHistoryBody(AnswerBody):
    """All that happened to a case, oldest first."""

    items: list[CaseEventBody]
