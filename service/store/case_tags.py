"""Read the tags of many cases at once."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import Case, CaseTag

_REJECTED = "rejected"


def tags_by_case(session: Session, cases: Iterable[Case]) -> dict[str, list[CaseTag]]:
    """Return the tags of some cases by case id, each in the order of `CaseRepository.tags_of`."""
    found: dict[str, list[CaseTag]] = {case.id: [] for case in cases}
    order = (CaseTag.facet, CaseTag.score.desc(), CaseTag.label)
    for tag in session.scalars(select(CaseTag).where(CaseTag.case_id.in_(found)).order_by(*order)):
        found[tag.case_id].append(tag)
    return found


def labels_by_case(session: Session, cases: Iterable[Case]) -> dict[str, dict[str, list[str]]]:
    """Return the labels of some cases by case id and facet, without rejected ones.

    Reads what is not encrypted only: a list needs no evidence.
    """
    found: dict[str, dict[str, list[str]]] = {case.id: {} for case in cases}
    columns = (CaseTag.case_id, CaseTag.facet, CaseTag.label)
    query = (
        select(*columns)
        .where(CaseTag.case_id.in_(found), CaseTag.state != _REJECTED)
        .order_by(CaseTag.facet, CaseTag.score.desc(), CaseTag.label)
    )
    for case_id, facet, label in session.execute(query).tuples():
        found[case_id].setdefault(facet, []).append(label)
    return found
