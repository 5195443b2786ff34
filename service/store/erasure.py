"""Erase a case and everything that came of it; a signed tombstone is what is left."""

import hmac
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select

from service.errors import StoreError
from service.store.cipher import Cipher
from service.store.scope import Scope
from service.store.tables import (
    Case,
    CaseEvent,
    CaseTag,
    Export,
    ExportCase,
    IdempotencyKey,
    OutboxMessage,
    Tombstone,
)

_ERASED_WITH_A_CASE = (OutboxMessage, ExportCase, IdempotencyKey, CaseEvent, CaseTag)


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
    _delete_exported_files(scope, case_id, now)
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


def _delete_exported_files(scope: Scope, case_id: str, now: datetime) -> None:
    """Delete whole files: cutting one case out would leave the old file in a backup of ours."""
    exports = scope.session.scalars(
        select(Export)
        .join(ExportCase, ExportCase.export_id == Export.id)
        .where(ExportCase.case_id == case_id, Export.erased_at.is_(None))
    ).all()
    for export in exports:
        if export.path is not None:
            try:
                Path(export.path).unlink(missing_ok=True)
            except OSError:
                # Without its path: it may be named after anything.
                raise StoreError(
                    "An exported file that holds the case cannot be deleted."
                ) from None
            export.erased_at = now


def _signature(
    cipher: Cipher, organisation_id: str, case_id: str, reason: str, at: datetime
) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return cipher.index("tombstone", "|".join((organisation_id, case_id, reason, moment)))
