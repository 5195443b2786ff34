"""Store, read, list and erase cases. Every query is limited to one organisation here.

The only text taken in is a `RedactedText`; what the caller wrote is never seen by this module.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.errors import CaseUnknownError, ExternalIdTakenError, IdempotencyKeyReusedError
from service.store.cipher import Cipher
from service.store.erasure import erase_case
from service.store.identifiers import new_id
from service.store.listing import CaseFilter, Page, filtered, page_of, page_query
from service.store.new_case import Idempotency, NewCase, NewTag
from service.store.reviews import MODEL, PENDING, SUGGESTED, Review, apply_review
from service.store.scope import Scope
from service.store.tables import (
    Case,
    CaseEvent,
    CaseTag,
    Export,
    ExportCase,
    IdempotencyKey,
    Tombstone,
)

# SQLite takes 32,766 values in a statement.
_IN_ONE_STATEMENT = 1000


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
        self._cipher = cipher
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
        row = self._session.scalars(
            select(IdempotencyKey).where(
                IdempotencyKey.organisation_id == self._scope.organisation_id,
                IdempotencyKey.key_index == self._key_index(idempotency),
                IdempotencyKey.expires_at > now,
            )
        ).first()
        if row is None:
            return None
        if not hmac.compare_digest(row.body_index, self._body_index(idempotency)):
            raise IdempotencyKeyReusedError("This Idempotency-Key came with another body before.")
        return self._session.get_one(Case, row.case_id)

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
        if idempotency is not None:
            earlier = self.replayed(idempotency, now)
            if earlier is not None:
                return earlier, False
            self._forget_if_expired(idempotency, now)
        case = self._row_of(new, now)
        try:
            # A savepoint: where two arrive at once, the database lets one of them in.
            with self._session.begin_nested():
                self._session.add(case)
                self._session.flush()
                if idempotency is not None:
                    self._session.add(self._key_row(idempotency, case.id, now))
                    self._session.flush()
        except IntegrityError:
            return self._already_there(idempotency, now)
        self._session.add_all(self._tag_row(tag, case, now) for tag in new.tags)
        self.note(case, "stored", {"tags": len(new.tags)}, now)
        detail = {"language": case.language, "override": case.is_override}
        self._scope.audit("case_stored", case.id, detail)
        return case, True

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
        return self._session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        ).all()

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
        query = filtered(self._scope.cases(), wanted)
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
        own = self._scope.cases().with_only_columns(Case.id)
        export = Export(
            id=new_id(),
            organisation_id=self._scope.organisation_id,
            actor=self._scope.actor,
            format=file_format,
            path=None if path is None else str(path.resolve()),
            created_at=now,
        )
        self._session.add(export)
        self._session.flush()
        for start in range(0, len(case_ids), _IN_ONE_STATEMENT):
            some = case_ids[start : start + _IN_ONE_STATEMENT]
            found = self._session.scalars(own.where(Case.id.in_(some))).all()
            self._session.add_all(ExportCase(export_id=export.id, case_id=one) for one in found)
            self._session.execute(update(Case).where(Case.id.in_(found)).values(exported_at=now))
        self._scope.audit("cases_exported", None, {"export_id": export.id, "format": file_format})
        return export

    def audit_read(self, case_id: str) -> None:
        """Write into the audit that a case was read."""
        self._scope.audit("case_read", case_id, {})

    def note(self, case: Case, kind: str, changes: dict[str, Any], now: datetime) -> None:
        """Add a line to the history of a case: labels and counts, no narrative."""
        self._session.add(
            CaseEvent(
                id=new_id(), case_id=case.id, version=case.version, at=now, actor=self._scope.actor,
                kind=kind, changes=changes,
            )
        )  # fmt: skip

    def _forget_if_expired(self, idempotency: Idempotency, now: datetime) -> None:
        """Make room for a key that came before, but too long ago to count."""
        self._session.execute(
            delete(IdempotencyKey).where(
                IdempotencyKey.organisation_id == self._scope.organisation_id,
                IdempotencyKey.key_index == self._key_index(idempotency),
                IdempotencyKey.expires_at <= now,
            )
        )

    def _already_there(self, idempotency: Idempotency | None, now: datetime) -> tuple[Case, bool]:
        """Return what another request stored in the meantime, or say what is taken."""
        earlier = self.replayed(idempotency, now) if idempotency is not None else None
        if earlier is None:
            raise ExternalIdTakenError("This system has a case of this external_id already.")
        return earlier, False

    def _row_of(self, new: NewCase, now: datetime) -> Case:
        index = None
        if new.external_id is not None:
            index = self._cipher.index("external_id", new.external_id)
        return Case(
            id=new_id(),
            organisation_id=self._scope.organisation_id,
            system=new.system,
            external_id=new.external_id,
            external_id_index=index,
            language=new.language,
            redacted_text=str(new.redacted_text),
            placeholders=list(new.placeholders),
            record_type=new.record_type,
            review_state=PENDING,
            version=1,
            uncertainty=new.uncertainty,
            warnings=list(new.warnings),
            is_override=new.is_override,
            model_version=new.model_version,
            created_at=now,
            updated_at=now,
            expires_at=new.expires_at,
        )

    def _tag_row(self, tag: NewTag, case: Case, now: datetime) -> CaseTag:
        return CaseTag(
            id=new_id(), case_id=case.id, facet=tag.facet, label=tag.label, score=tag.score,
            state=SUGGESTED, origin=MODEL, model_version=case.model_version, actor=None,
            evidence=list(tag.evidence), detail=tag.detail, created_at=now,
        )  # fmt: skip

    def _key_row(self, idempotency: Idempotency, case_id: str, now: datetime) -> IdempotencyKey:
        return IdempotencyKey(
            id=new_id(), organisation_id=self._scope.organisation_id,
            key_index=self._key_index(idempotency), body_index=self._body_index(idempotency),
            case_id=case_id, created_at=now, expires_at=idempotency.expires_at,
        )  # fmt: skip

    def _key_index(self, idempotency: Idempotency) -> str:
        return self._cipher.index("idempotency_key", idempotency.key)

    def _body_index(self, idempotency: Idempotency) -> str:
        """Return a keyed hash of the body: a bare one would let narratives be guessed."""
        digest = hashlib.sha256(idempotency.body).hexdigest()
        return self._cipher.index("idempotency_body", digest)
