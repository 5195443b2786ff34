"""What goes over the wire about progress, double coding and agreement."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.cases.schemas import LABEL_PATTERN, LabelId, PlaceholderBody
from service.schemas import AnswerBody

MAX_FACETS, MAX_LABELS = 20, 100
Facet = Annotated[str, Field(pattern=LABEL_PATTERN)]


class LanguageProgressBody(AnswerBody):
    """How far the review of one language is."""

    language: str
    pending: int
    reviewed: int


class DoubleCodingBody(AnswerBody):
    """How far the sample is that two people code."""

    share: float = Field(description="Of the reviewed cases, that go into the sample.")
    coded: int = Field(description="Cases of the sample with a first coding.")
    coded_twice: int
    waiting_for_you: int = Field(description="Coded by somebody else, not yet by the caller.")
    disputed: int


class ProgressBody(AnswerBody):
    """How far the review is."""

    pending: int
    reviewed: int
    languages: list[LanguageProgressBody]
    double_coding: DoubleCodingBody


class SecondBody(AnswerBody):
    """A case to code blind: the text, and nothing that anybody said of it."""

    id: str
    language: str
    redacted_text: str
    placeholders: list[PlaceholderBody]


class NextSecondBody(AnswerBody):
    """The next case to code blind; None if there is none for the caller."""

    case: SecondBody | None
    waiting: int


class CodingRequest(BaseModel):
    """All labels that a coder gives a case, by facet; what is not named is a no."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        json_schema_extra={
            "examples": [
                {
                    "labels": {
                        "record_type": ["violation"],
                        "violation_type": ["denial_of_care"],
                        "country": ["KG"],
                    }
                }
            ]
        },
    )

    labels: dict[Facet, Annotated[list[LabelId], Field(max_length=MAX_LABELS)]] = Field(
        max_length=MAX_FACETS
    )


class CodingBody(AnswerBody):
    """What came of a second coding."""

    is_disputed: bool = Field(description="The two coders do not say the same.")


class LabelAgreementBody(AnswerBody):
    """Krippendorff's alpha for a label."""

    facet: str
    label: str
    coders: float | None = Field(description="Among the coders; None where it cannot be told.")
    model: float | None = Field(description="Between the model and each coder.")
    cases: int = Field(description="In which somebody chose the label.")


class AgreementBody(AnswerBody):
    """How far coders, and the model with them, agree."""

    cases: int = Field(description="Coded by two or more.")
    labels: list[LabelAgreementBody]
