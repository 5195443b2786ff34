"""Read the tags of many cases at once."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import Case, CaseTag


def tags_by_case(session: Session, cases: Iterable[Case]) -> dict[str, list[CaseTag]]:
    """Return the tags of some cases by case id, each in the order of `CaseRepository.tags_of`."""
    found: dict[str, list[CaseTag]] = {case.id: [] for case in cases}
    order = (CaseTag.facet, CaseTag.score.desc(), CaseTag.label)
    query = select(CaseTag).where(CaseTag.case_id.in_(found)).order_by(*order)
    for tag in session.scalars(query):
        found[tag.case_id].append(tag)
    return found
