"""Whose data a piece of work may touch, and in whose name it is done."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.store import audit
from service.store.cipher import Cipher
from service.store.tables import Case


@dataclass(frozen=True, slots=True)
class Scope:
    """One organisation, one actor, one transaction.

    Attributes:
        session: Committed or undone by the caller.
        cipher: Makes keyed hashes.
        organisation_id: Whose cases; others do not exist here.
        actor: Who signs histories and the audit, such as "key:…".
    """

    session: Session
    cipher: Cipher
    organisation_id: str
    actor: str

    def cases(self) -> Select[Case]:
        """Return the query of all cases of the organisation."""
        return select(Case).where(Case.organisation_id == self.organisation_id)

    def audit(self, action: str, case_id: str | None, detail: dict[str, Any]) -> None:
        """Add a row to the audit: ids, labels and counts, never content."""
        audit.append(
            self.session, organisation_id=self.organisation_id, actor=self.actor,
            action=action, case_id=case_id, detail=detail,
        )  # fmt: skip
