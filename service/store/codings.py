"""Read and write what single coders say of cases. One transaction, one organisation."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.store.identifiers import new_id
from service.store.tables import Case, Coding

TWICE = 2


def codings_of(session: Session, case_id: str) -> Sequence[Coding]:
    """Return the codings of a case, the first one first."""
    return session.scalars(
        select(Coding).where(Coding.case_id == case_id).order_by(Coding.id)
    ).all()


def add_coding(
    session: Session,
    case_id: str,
    coder: str,
    labels: Mapping[str, list[str]],
    now: datetime,
    *,
    is_disputed: bool = False,
) -> None:
    """Keep what a coder says of a case."""
    session.add(
        Coding(
            id=new_id(),
            case_id=case_id,
            coder=coder,
            labels=dict(labels),
            is_disputed=is_disputed,
            created_at=now,
        )
    )


def waiting_for_second(organisation_id: str, coder: str) -> Select[Case]:
    """Return the query of the cases that one other coder has coded, the oldest first."""
    once = (
        select(Coding.case_id)
        .group_by(Coding.case_id)
        .having(func.count() == 1, func.max(Coding.coder) != coder)
    )
    return (
        select(Case)
        .where(Case.organisation_id == organisation_id, Case.id.in_(once))
        .order_by(Case.id)
    )


def coded_twice(session: Session, organisation_id: str) -> dict[str, list[Coding]]:
    """Return the codings of all cases that have two or more, by case id."""
    twice = select(Coding.case_id).group_by(Coding.case_id).having(func.count() >= TWICE)
    rows = session.scalars(
        select(Coding)
        .join(Case, Case.id == Coding.case_id)
        .where(Case.organisation_id == organisation_id, Coding.case_id.in_(twice))
        .order_by(Coding.case_id, Coding.id)
    )
    found: dict[str, list[Coding]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def count_coded(session: Session, organisation_id: str) -> int:
    """Return how many cases have at least one coding."""
    query = (
        select(func.count(func.distinct(Coding.case_id)))
        .join(Case, Case.id == Coding.case_id)
        .where(Case.organisation_id == organisation_id)
    )
    return session.scalars(query).one()
