"""How a list of cases is asked for."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.cases.schemas import LABEL_PATTERN, LabelId, Order, ReviewState
from service.cases.submission import COUNTRY, FLAGS
from service.store.listing import CaseFilter

MAX_LABELS = 10
DEFAULT_LIMIT, MAX_LIMIT = 50, 200
FACET_AND_LABEL = rf"^{LABEL_PATTERN[1:-1]}/{LABEL_PATTERN[1:-1]}$"


class Filters(BaseModel):
    """Which cases are meant."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    label: list[Annotated[str, Field(pattern=FACET_AND_LABEL)]] = Field(
        default_factory=list,
        max_length=MAX_LABELS,
        description="facet/label, such as violation_type/denial_of_care; all must be there.",
    )
    country: LabelId | None = Field(None, description="Code of the country of the incident.")
    language: LabelId | None = None
    review_state: ReviewState | None = None
    record_type: LabelId | None = None
    flag: list[LabelId] = Field(default_factory=list, max_length=MAX_LABELS)
    created_from: AwareDatetime | None = Field(None, description="With a time zone.")
    created_to: AwareDatetime | None = Field(None, description="Not included.")
    disputed: bool | None = Field(
        None, description="Two coders disagree about it, and nobody has settled it."
    )

    @property
    def wanted(self) -> CaseFilter:
        """Return which cases are meant."""
        pairs = (label.partition("/") for label in self.label)
        labels = [(facet, label) for facet, _, label in pairs]
        labels += [(FLAGS, flag) for flag in self.flag]
        if self.country is not None:
            labels.append((COUNTRY, self.country))
        return CaseFilter(
            labels=labels,
            language=self.language,
            record_type=self.record_type,
            review_state=self.review_state and self.review_state.value,
            created_from=self.created_from,
            created_before=self.created_to,
            is_disputed=self.disputed,
        )


class Listing(Filters):
    """The filters, order and place of a list."""

    order: Order = Order.UNCERTAIN
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(
        None, max_length=64, description="`next_cursor` of the page before, of the same list."
    )

    @property
    def is_least_certain_first(self) -> bool:
        """Tell whether the list has the order of the review queue."""
        return self.order is Order.UNCERTAIN


FiltersDep = Annotated[Filters, Query()]
ListingDep = Annotated[Listing, Query()]
