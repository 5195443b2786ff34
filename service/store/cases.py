"""Store, read, list and erase cases. Every query is limited to one organisation here.

The only text taken in is a `RedactedText`; what the caller wrote is never seen by this module.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import CaseUnknownError
from service.store import submissions
from service.store.cipher import Cipher
from service.store.erasure import erase_case
from service.store.exports import begin_export, finish_export
from service.store.history import history_of, note
from service.store.listing import CaseFilter, Page, filtered, listed, page_of, page_query
from service.store.new_case import Idempotency, NewCase
from service.store.reviews import Review, apply_review
from service.store.scope import Scope
from service.store.tables import Case, CaseEvent, CaseTag, Export, Tombstone


class CaseRepository:
    """The cases of one organisation, in one transaction.

    Args:
        session: Committed or undone by the caller.
        cipher: Makes keyed hashes.
        organisation_id: Whose cases; others do not exist here.
        actor: Who signs histories and the audit, such as "key:…".
    """

    def __init__(self, session: Session, cipher: Cipher, organisation_id: str, actor: str) -> None:
        self._session = session
        self._scope = Scope(session, cipher, organisation_id, actor)

    @property
    def session(self) -> Session:
        """The transaction in which the repository works."""
        return self._session

    def replayed(self, idempotency: Idempotency, now: datetime) -> Case | None:
        """Return the case that an earlier submission with this key made, if there is one.

        Raises:
            IdempotencyKeyReusedError: If it had another body.
        """
        return submissions.replayed(self._scope, idempotency, now)

    def create(
        self, new: NewCase, now: datetime, idempotency: Idempotency | None = None
    ) -> tuple[Case, bool]:
        """Store a case once; with history and audit in the same transaction.

        Returns:
            The case, and whether it was made now: not if the key and body came before.

        Raises:
            IdempotencyKeyReusedError: If the key came with another body.
            ExternalIdTakenError: If the system has a case of this external id.
        """
        return submissions.store_once(self._scope, new, now, idempotency)

    def get(self, case_id: str) -> Case:
        """Return a case.

        Raises:
            CaseUnknownError: If the organisation has none of this id.
        """
        case = self._session.scalars(self._scope.cases().where(Case.id == case_id)).first()
        if case is None:
            raise CaseUnknownError("There is no case of this id.")
        return case

    def tags_of(self, case: Case) -> Sequence[CaseTag]:
        """Return the tags of a case, also rejected ones."""
        order = (CaseTag.facet, CaseTag.score.desc(), CaseTag.label)
        return self._session.scalars(
            select(CaseTag).where(CaseTag.case_id == case.id).order_by(*order)
        ).all()

    def history(self, case: Case) -> Sequence[CaseEvent]:
        """Return what happened to a case, oldest first."""
        return history_of(self._scope, case)

    def find(
        self,
        wanted: CaseFilter,
        *,
        limit: int,
        cursor: str | None = None,
        least_certain_first: bool = False,
    ) -> Page:
        """Return one page of cases, newest first or in the order of the review queue.

        Args:
            wanted: Which.
            limit: At most so many.
            cursor: `next_cursor` of the page before.
            least_certain_first: The order of the review queue.

        Raises:
            CursorError: If the cursor is none of ours.
        """
        query = listed(self._scope, wanted)
        query = page_query(query, limit, cursor, least_certain_first=least_certain_first)
        rows = self._session.scalars(query).all()
        return page_of(rows, limit, least_certain_first=least_certain_first)

    def count(self, wanted: CaseFilter) -> int:
        """Return how many cases there are."""
        matching = filtered(self._scope.cases(), wanted).with_only_columns(Case.id).subquery()
        return self._session.scalars(select(func.count()).select_from(matching)).one()

    def review(self, case_id: str, review: Review, now: datetime) -> Case:
        """Keep what a person made of a case, if nobody changed it since it was read.

        Raises:
            CaseUnknownError: If the organisation has none of this id.
            CaseChangedError: If the case is of another version by now.
            TagUnknownError: If a tag to accept or reject is not there.
        """
        case = self.get(case_id)
        changes = apply_review(self._scope, case, review, now)
        self.note(case, "reviewed", changes, now)
        self._scope.audit("case_reviewed", case_id, {"version": case.version})
        return case

    def erase(self, case_id: str, reason: str, now: datetime) -> Tombstone:
        """Delete a case and everything that came of it; leave a signed tombstone.

        Args:
            case_id: The case.
            reason: A word such as "requested" or "expired"; never free text.
            now: The time of erasure.

        Raises:
            CaseUnknownError: If the organisation has none of this id.
            StoreError: If an exported file that holds the case cannot be deleted.
        """
        return erase_case(self._scope, self.get(case_id), reason, now)

    def mark_exported(
        self, case_ids: Sequence[str], file_format: str, now: datetime, path: Path | None = None
    ) -> Export:
        """Remember that cases left: they no longer expire, and erasure finds the file.

        Args:
            case_ids: Cases of the organisation; others are passed over.
            file_format: A word such as "jsonl".
            now: The time of the export.
            path: The file on this machine; None for a download.
        """
        export = begin_export(self._scope, case_ids, file_format, now, path)
        finish_export(self._scope, export, now)
        return export

    def audit_read(self, case_id: str) -> None:
        """Write into the audit that a case was read."""
        self._scope.audit("case_read", case_id, {})

    def note(self, case: Case, kind: str, changes: dict[str, Any], now: datetime) -> None:
        """Add a line to the history of a case: labels and counts, no narrative."""
        note(self._scope, case, kind, changes, now)
