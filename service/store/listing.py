"""Which cases to list, in which order, and how one page follows another."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from service.errors import CursorError
from service.store.scope import Scope
from service.store.tables import Case, CaseTag, Coding

_ID_DIGITS = 32
_FLOAT_DIGITS = 16
# Of 100,000 cases so many are read and put in order in 30 ms; of more, every tenth has the label.
_FEW = 10_000


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; None leaves a thing open.

    Attributes:
        labels: Pairs of facet and label; a case must have all of them, not rejected.
        is_disputed: Two coders said different things of it, and nobody has settled it.
    """

    labels: Sequence[tuple[str, str]] = ()
    language: str | None = None
    record_type: str | None = None
    review_state: str | None = None
    system: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    is_disputed: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases, newest first, and where the next page begins; None at the end."""

    cases: Sequence[Case] = field(default_factory=tuple)
    next_cursor: str | None = None


def page_query(
    query: Select[Case], limit: int, cursor: str | None, *, least_certain_first: bool
) -> Select[Case]:
    """Return the query of one page and one case more, which tells whether another page follows.

    Args:
        query: Of all cases wanted.
        limit: Cases of a page.
        cursor: Where the page before ended; None for the first.
        least_certain_first: In the order of the review queue, else newest first.

    Raises:
        CursorError: If the cursor is none of ours, or of the other order.
    """
    if least_certain_first:
        order = (Case.uncertainty.desc(), Case.id.desc())
        if cursor is not None:
            number, case_id = _taken_apart(cursor)
            query = query.where(tuple_(Case.uncertainty, Case.id) < tuple_(number, case_id))
        return query.order_by(*order).limit(limit + 1)
    if cursor is not None:
        query = query.where(Case.id < _checked(cursor, _ID_DIGITS))
    return query.order_by(Case.id.desc()).limit(limit + 1)


def page_of(rows: Sequence[Case], limit: int, *, least_certain_first: bool) -> Page:
    """Return the page of what `page_query` found."""
    if len(rows) <= limit:
        return Page(rows)
    last = rows[limit - 1]
    number = struct.pack(">d", last.uncertainty).hex() if least_certain_first else ""
    return Page(rows[:limit], number + last.id)


def listed(scope: Scope, wanted: CaseFilter) -> Select[Case]:
    """Return the query of those cases of an organisation that a filter lets through, to be listed.

    Where few cases have a label, they are read and put in order; else cases are read in their
    order until a page is full. SQLite cannot know which is better, so it is told.
    """
    rare = _rarest(scope.session, wanted)
    return filtered(scope.cases() if rare is None else _own_of(scope, rare), wanted)


def filtered(query: Select[Case], wanted: CaseFilter) -> Select[Case]:
    """Return a query of those cases that a filter lets through."""
    equal = {
        Case.language: wanted.language,
        Case.record_type: wanted.record_type,
        Case.review_state: wanted.review_state,
        Case.system: wanted.system,
    }
    for column, value in equal.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.created_from is not None:
        query = query.where(Case.created_at >= wanted.created_from)
    if wanted.created_before is not None:
        query = query.where(Case.created_at < wanted.created_before)
    if wanted.is_disputed is not None:
        disputed = _disputed().where(Coding.case_id == Case.id).exists()
        query = query.where(disputed if wanted.is_disputed else ~disputed)
    for facet, label in wanted.labels:
        query = query.where(_labelled(facet, label).where(CaseTag.case_id == Case.id).exists())
    return query


def _own_of(scope: Scope, some: Select[str]) -> Select[Case]:
    """Return the query of the organisation's cases among some, which are looked up by id."""
    # No index serves this condition: those by organisation would tempt SQLite to read all.
    own = func.coalesce(Case.organisation_id, "") == scope.organisation_id
    return select(Case).where(Case.id.in_(some), own)


def _rarest(session: Session, wanted: CaseFilter) -> Select[str] | None:
    """Return the cases with that label of a filter which the fewest have; None if many have it."""
    narrow = [_labelled(facet, label) for facet, label in wanted.labels]
    if wanted.is_disputed:
        narrow.append(_disputed())
    counted = [(_count_up_to(session, one), one) for one in narrow]
    count, rarest = min(counted, key=lambda pair: pair[0], default=(_FEW + 1, None))
    return rarest if count <= _FEW else None


def _count_up_to(session: Session, some: Select[str]) -> int:
    few = some.limit(_FEW + 1).subquery()
    return session.scalars(select(func.count()).select_from(few)).one()


def _labelled(facet: str, label: str) -> Select[str]:
    return select(CaseTag.case_id).where(
        CaseTag.facet == facet, CaseTag.label == label, CaseTag.state != "rejected"
    )


def _disputed() -> Select[str]:
    return select(Coding.case_id).where(Coding.is_disputed)


def _taken_apart(cursor: str) -> tuple[float, str]:
    _checked(cursor, _FLOAT_DIGITS + _ID_DIGITS)
    (number,) = struct.unpack(">d", bytes.fromhex(cursor[:_FLOAT_DIGITS]))
    if not 0 <= number <= 1:
        raise CursorError("The cursor is not one that a page gave.")
    return number, cursor[_FLOAT_DIGITS:]


def _checked(cursor: str, digits: int) -> str:
    if len(cursor) != digits or not set(cursor) <= set("0123456789abcdef"):
        raise CursorError("The cursor is not one that a page gave.")
    return cursor
