"""The example of the API description: what storing a narrative would answer. Stores nothing."""

from datetime import UTC, datetime
from typing import Any

from models.labels import LabelSets
from models.types import TaggedNarrative
from service.access.principals import Principal
from service.access.roles import Role
from service.cases.case_bodies import case_body
from service.cases.schemas import CaseBody, CaseRequest
from service.cases.submission import new_case
from service.store.reviews import MODEL, SUGGESTED
from service.store.submissions import case_of
from service.store.tables import CaseTag

_AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
_ID = "019bc0de5a40" + "7" * 20
_SYSTEM = "wanda"
_RETENTION_DAYS = 90


def example_case(
    tagged: TaggedNarrative, request: CaseRequest, labels: LabelSets
) -> dict[str, Any]:
    """Return the body of a case as if the request had been stored at some time."""
    new = new_case(
        tagged,
        system=_SYSTEM,
        external_id=request.external_id,
        now=_AT,
        retention_days=_RETENTION_DAYS,
    )
    case = case_of(new, case_id=_ID, now=_AT)
    tags = [
        CaseTag(
            facet=tag.facet, label=tag.label, score=tag.score, state=SUGGESTED, origin=MODEL,
            evidence=list(tag.evidence), detail=tag.detail,
        )
        for tag in new.tags
    ]  # fmt: skip
    who = Principal("", Role.CASE_SYSTEM, "", system=_SYSTEM)
    body = CaseBody.model_validate(case_body(case, tags, who, labels.facets))
    return body.model_dump(mode="json")
