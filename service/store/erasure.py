"""Erase a case and everything that came of it; a signed tombstone is what is left."""

import hmac
from datetime import UTC, datetime

from sqlalchemy import delete

from service.store.cipher import Cipher
from service.store.exported_files import delete_exported_files
from service.store.scope import Scope
from service.store.tables import (
    Case,
    CaseEvent,
    CaseTag,
    Coding,
    ExportCase,
    IdempotencyKey,
    OutboxMessage,
    Tombstone,
)

_ERASED_WITH_A_CASE = (OutboxMessage, ExportCase, IdempotencyKey, CaseEvent, CaseTag, Coding)


def erase_case(scope: Scope, case: Case, reason: str, now: datetime) -> Tombstone:
    """Delete a case with its tags, history, messages and exported files.

    Args:
        scope: Whose case.
        case: The case.
        reason: A word such as "requested" or "expired"; never free text.
        now: The time of erasure.

    Raises:
        StoreError: If an exported file that holds the case cannot be deleted; nothing is erased.
    """
    case_id = case.id
    delete_exported_files(scope, case_id, now)
    for table in _ERASED_WITH_A_CASE:
        scope.session.execute(delete(table).where(table.case_id == case_id))
    scope.session.delete(case)
    tombstone = Tombstone(
        case_id=case_id,
        organisation_id=scope.organisation_id,
        erased_at=now,
        actor=scope.actor,
        reason=reason,
        signature=_signature(scope.cipher, scope.organisation_id, case_id, reason, now),
    )
    scope.session.add(tombstone)
    scope.audit("case_erased", case_id, {"reason": reason})
    return tombstone


def is_genuine(cipher: Cipher, tombstone: Tombstone) -> bool:
    """Tell whether a tombstone was signed with this store's secret."""
    expected = _signature(
        cipher,
        tombstone.organisation_id,
        tombstone.case_id,
        tombstone.reason,
        tombstone.erased_at,
    )
    return hmac.compare_digest(tombstone.signature, expected)


def _signature(
    cipher: Cipher, organisation_id: str, case_id: str, reason: str, at: datetime
) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return cipher.index("tombstone", "|".join((organisation_id, case_id, reason, moment)))
