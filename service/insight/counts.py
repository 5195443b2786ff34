"""Count the cases of one organisation by label, country, language and month."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import Session, aliased

from service.cases.submission import COUNTRY, COUNTRY_OTHER
from service.insight.schemas import (
    CountBody,
    CountsBody,
    FacetCountsBody,
    PairBody,
    TogetherBody,
)
from service.insight.suppression import SMALLEST_SHOWN, is_shown, shown, shown_parts
from service.store.listing import CaseFilter, filtered
from service.store.tables import Case, CaseTag

_REJECTED = "rejected"
_MOST_PAIRS = 400


def counts_of(
    session: Session, organisation_id: str, wanted: CaseFilter, facets: Sequence[str]
) -> CountsBody:
    """Return the counts over some cases.

    Args:
        session: Only read from.
        organisation_id: Whose cases.
        wanted: Which of them.
        facets: The text facets in order; the first is crossed with each of the others.
    """
    own = select(Case).where(Case.organisation_id == organisation_id)
    ids = filtered(own, wanted).with_only_columns(Case.id)
    total = session.scalars(select(func.count()).select_from(ids.subquery())).one()
    by_facet = _by_label(session, ids)
    months = _parts(
        (f"{year:04d}-{month:02d}", count) for year, month, count in _months(session, ids)
    )
    return CountsBody(
        total=total if is_shown(total) or total == 0 else None,
        smallest_shown=SMALLEST_SHOWN,
        facets=[
            FacetCountsBody(facet=facet, labels=_overlapping(found))
            for facet, found in by_facet.items()
            if facet not in {COUNTRY, COUNTRY_OTHER}
        ],
        countries=_overlapping(by_facet.get(COUNTRY, [])),
        languages=_parts(_languages(session, ids)),
        months=months,
        together=[_together(session, ids, facets[0], other) for other in facets[1:]],
    )


def _by_label(session: Session, ids: Select[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the labels of each facet with their counts, the most frequent first."""
    number = func.count()
    query = (
        select(CaseTag.facet, CaseTag.label, number)
        .where(CaseTag.case_id.in_(ids), CaseTag.state != _REJECTED)
        .group_by(CaseTag.facet, CaseTag.label)
        .order_by(CaseTag.facet, number.desc(), CaseTag.label)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for facet, label, count in session.execute(query).tuples():
        found.setdefault(facet, []).append((label, count))
    return found


def _languages(session: Session, ids: Select[str]) -> list[tuple[str, int]]:
    number = func.count()
    query = (
        select(Case.language, number)
        .where(Case.id.in_(ids))
        .group_by(Case.language)
        .order_by(number.desc(), Case.language)
    )
    return [(language, count) for language, count in session.execute(query).tuples()]


def _months(session: Session, ids: Select[str]) -> list[tuple[int, int, int]]:
    year, month = extract("year", Case.created_at), extract("month", Case.created_at)
    query = (
        select(year, month, func.count())
        .where(Case.id.in_(ids))
        .group_by(year, month)
        .order_by(year, month)
    )
    return [(int(y), int(m), count) for y, m, count in session.execute(query).tuples()]


def _together(session: Session, ids: Select[str], rows: str, columns: str) -> TogetherBody:
    one, other = aliased(CaseTag), aliased(CaseTag)
    number = func.count()
    query = (
        select(one.label, other.label, number)
        .join(other, other.case_id == one.case_id)
        .where(
            one.case_id.in_(ids),
            one.facet == rows,
            other.facet == columns,
            one.state != _REJECTED,
            other.state != _REJECTED,
        )
        .group_by(one.label, other.label)
        .order_by(number.desc(), one.label, other.label)
        .limit(_MOST_PAIRS)
    )
    pairs = [
        PairBody(row=row, column=column, count=count if is_shown(count) else None)
        for row, column, count in session.execute(query).tuples()
    ]
    return TogetherBody(rows=rows, columns=columns, pairs=pairs)


def _overlapping(found: Sequence[tuple[str, int]]) -> list[CountBody]:
    counts = shown([count for _, count in found])
    return _bodies([value for value, _ in found], counts)


def _parts(found: Iterable[tuple[str, int]]) -> list[CountBody]:
    pairs = list(found)
    return _bodies([value for value, _ in pairs], shown_parts([count for _, count in pairs]))


def _bodies(values: Sequence[str], counts: Sequence[int | None]) -> list[CountBody]:
    return [
        CountBody(value=value, count=count) for value, count in zip(values, counts, strict=True)
    ]
