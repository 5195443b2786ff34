"""Store, read, list and erase cases. Every query is limited to one organisation here.

The only text taken in is a `RedactedText`; what the caller wrote is never seen by this module.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.types import RedactedText
from service.errors import (
    CaseUnknownError,
    CursorError,
    ExternalIdTakenError,
    IdempotencyKeyReusedError,
)
from service.store import audit
from service.store.cipher import Cipher
from service.store.identifiers import new_id
from service.store.tables import (
    Case,
    CaseEvent,
    CaseTag,
    ExportCase,
    IdempotencyKey,
    OutboxMessage,
    Tombstone,
)

PENDING, REVIEWED = "pending", "reviewed"
SUGGESTED, MODEL = "suggested", "model"
_ERASED_WITH_A_CASE = (OutboxMessage, ExportCase, IdempotencyKey, CaseEvent, CaseTag)


@dataclass(frozen=True, slots=True)
class NewTag:
    """A label that the model suggests for a case."""

    facet: str
    label: str
    score: float | None
    evidence: Sequence[dict[str, int]] = ()
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is stored of one submission.

    Attributes:
        placeholders: [{"placeholder": "[PERSON_1]", "type": "PERSON"}]; no offsets: they would
            tell how long a name was.
        uncertainty: 0 (sure) to 1, the order of the review queue.
        is_override: The caller asked to store it although the redaction was not sure.
    """

    redacted_text: RedactedText
    language: str
    record_type: str
    model_version: str
    system: str = ""
    external_id: str | None = None
    placeholders: Sequence[dict[str, str]] = ()
    tags: Sequence[NewTag] = ()
    warnings: Sequence[str] = ()
    uncertainty: float = 0.0
    is_override: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The caller's key for one submission, and its body: kept as keyed hashes only."""

    key: str
    body: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; None leaves a thing open.

    Attributes:
        labels: Pairs of facet and label; a case must have all of them, not rejected.
    """

    labels: Sequence[tuple[str, str]] = ()
    language: str | None = None
    record_type: str | None = None
    review_state: str | None = None
    system: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases, newest first, and where the next page begins; None at the end."""

    cases: Sequence[Case] = field(default_factory=tuple)
    next_cursor: str | None = None


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
        self._organisation_id = organisation_id
        self._actor = actor

    def replayed(self, idempotency: Idempotency, now: datetime) -> Case | None:
        """Return the case that an earlier submission with this key made, if there is one.

        Raises:
            IdempotencyKeyReusedError: If it had another body.
        """
        row = self._session.scalars(
            select(IdempotencyKey).where(
                IdempotencyKey.organisation_id == self._organisation_id,
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
        self._audit("case_stored", case.id, detail)
        return case, True

    def get(self, case_id: str) -> Case:
        """Return a case.

        Raises:
            CaseUnknownError: If the organisation has none of this id.
        """
        case = self._session.scalars(self._own().where(Case.id == case_id)).first()
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

    def find(self, wanted: CaseFilter, *, limit: int, cursor: str | None = None) -> Page:
        """Return one page of cases, newest first.

        Args:
            wanted: Which.
            limit: At most so many.
            cursor: `next_cursor` of the page before.

        Raises:
            CursorError: If the cursor is none of ours.
        """
        query = self._filtered(wanted)
        if cursor is not None:
            if len(cursor) != 32 or not cursor.isalnum():
                raise CursorError("The cursor is not one that a page gave.")
            query = query.where(Case.id < cursor)
        rows = self._session.scalars(query.order_by(Case.id.desc()).limit(limit + 1)).all()
        more = len(rows) > limit
        return Page(rows[:limit], rows[limit - 1].id if more else None)

    def count(self, wanted: CaseFilter) -> int:
        """Return how many cases there are."""
        matching = self._filtered(wanted).with_only_columns(Case.id).subquery()
        return self._session.scalars(select(func.count()).select_from(matching)).one()

    def erase(self, case_id: str, reason: str, now: datetime) -> Tombstone:
        """Delete a case and everything that came of it; leave a signed tombstone.

        Args:
            case_id: The case.
            reason: A word such as "requested" or "expired"; never free text.
            now: The time of erasure.

        Raises:
            CaseUnknownError: If the organisation has none of this id.
        """
        case = self.get(case_id)
        for table in _ERASED_WITH_A_CASE:
            self._session.execute(delete(table).where(table.case_id == case.id))
        self._session.delete(case)
        tombstone = Tombstone(
            case_id=case_id,
            organisation_id=self._organisation_id,
            erased_at=now,
            actor=self._actor,
            reason=reason,
            signature=self._signature(case_id, reason, now),
        )
        self._session.add(tombstone)
        self._audit("case_erased", case_id, {"reason": reason})
        return tombstone

    def is_genuine(self, tombstone: Tombstone) -> bool:
        """Tell whether a tombstone was signed with this store's secret."""
        expected = self._signature(tombstone.case_id, tombstone.reason, tombstone.erased_at)
        return hmac.compare_digest(tombstone.signature, expected)

    def note(self, case: Case, kind: str, changes: dict[str, Any], now: datetime) -> None:
        """Add a line to the history of a case: labels and counts, no narrative."""
        self._session.add(
            CaseEvent(
                id=new_id(), case_id=case.id, version=case.version, at=now, actor=self._actor,
                kind=kind, changes=changes,
            )
        )  # fmt: skip

    def _own(self) -> Select[Case]:
        return select(Case).where(Case.organisation_id == self._organisation_id)

    def _filtered(self, wanted: CaseFilter) -> Select[Case]:
        query = self._own()
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
        for facet, label in wanted.labels:
            has_label = select(CaseTag.case_id).where(
                CaseTag.facet == facet, CaseTag.label == label, CaseTag.state != "rejected"
            )
            query = query.where(Case.id.in_(has_label))
        return query

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
            organisation_id=self._organisation_id,
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
            id=new_id(), organisation_id=self._organisation_id,
            key_index=self._key_index(idempotency), body_index=self._body_index(idempotency),
            case_id=case_id, created_at=now, expires_at=idempotency.expires_at,
        )  # fmt: skip

    def _key_index(self, idempotency: Idempotency) -> str:
        return self._cipher.index("idempotency_key", idempotency.key)

    def _body_index(self, idempotency: Idempotency) -> str:
        """Return a keyed hash of the body: a bare one would let narratives be guessed."""
        digest = hashlib.sha256(idempotency.body).hexdigest()
        return self._cipher.index("idempotency_body", digest)

    def _signature(self, case_id: str, reason: str, at: datetime) -> str:
        moment = at.isoformat(timespec="microseconds")
        fields = "|".join((self._organisation_id, case_id, reason, moment))
        return self._cipher.index("tombstone", fields)

    def _audit(self, action: str, case_id: str, detail: dict[str, Any]) -> None:
        audit.append(
            self._session, organisation_id=self._organisation_id, actor=self._actor,
            action=action, case_id=case_id, detail=detail,
        )  # fmt: skip
