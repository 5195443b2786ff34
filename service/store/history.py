"""The history of a case: what was done to it, when and by whom; labels and counts, no text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service.store.identifiers import new_id
from service.store.scope import Scope
from service.store.tables import Case, CaseEvent


def note(scope: Scope, case: Case, kind: str, changes: dict[str, Any], now: datetime) -> None:
    """Add a line to the history of a case: labels and counts, no narrative."""
    scope.session.add(
        CaseEvent(
            id=new_id(), case_id=case.id, version=case.version, at=now, actor=scope.actor,
            kind=kind, changes=changes,
        )
    )  # fmt: skip


def history_of(scope: Scope, case: Case) -> Sequence[CaseEvent]:
    """Return what happened to a case, oldest first."""
    return scope.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    ).all()
