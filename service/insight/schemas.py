"""What goes over the wire about counts and about the quality of the models."""

from pydantic import Field

from service.schemas import AnswerBody


class CountBody(AnswerBody):
    """How many cases have a value; None where so few have it that it is not told."""

    value: str
    count: int | None


class FacetCountsBody(AnswerBody):
    """The labels of a facet; a case may have several."""

    facet: str
    labels: list[CountBody]


class PairBody(AnswerBody):
    """How many cases have two labels at once."""

    row: str
    column: str
    count: int | None


class TogetherBody(AnswerBody):
    """Which labels of two facets stand together."""

    rows: str
    columns: str
    pairs: list[PairBody]


class CountsBody(AnswerBody):
    """Counts over the cases that a filter lets through; rejected labels do not count."""

    total: int | None
    smallest_shown: int = Field(description="Smaller counts are None.")
    facets: list[FacetCountsBody]
    countries: list[CountBody]
    languages: list[CountBody]
    months: list[CountBody] = Field(description="Of storing, such as 2026-11, in order.")
    together: list[TogetherBody]


class LanguageQualityBody(AnswerBody):
    """How good the models are in one language, on narratives they were not trained on."""

    language: str
    narratives: int
    f1: dict[str, float | None] = Field(description="Micro-F1 of each facet.")
    record_type: float | None
    country: float | None
    narratives_with_names: int
    leak_share: float | None = Field(description="Of those, in which a piece of a name was left.")
    leak_interval: list[float] = Field(description="95 %; empty if it was not measured.")


class FacetQualityBody(AnswerBody):
    """How good the models are in one facet."""

    facet: str
    micro_f1: float | None
    macro_f1: float | None
    calibration_error: float | None


class QualityBody(AnswerBody):
    """The evaluation report of the models, as far as a page shows it."""

    is_available: bool
    model_version: str
    split: str
    narratives: int
    facets: list[FacetQualityBody]
    languages: list[LanguageQualityBody]
