"""The audit: who did what to which case and when, never content; each row seals the one before.

A row's hash covers its fields and the hash of the row before, so that a row changed, left
out or put in later breaks the chain. The newest rows can still be cut off by somebody with
the database and the time to do so: keep `casetag audit verify`'s last line elsewhere.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.store.tables import AuditEntry

NO_HASH = "0" * 64
# Any number will do, as long as nothing else of the database locks by it.
_LOCK = 0x43_41_53_45


def append(
    database: Session,
    *,
    organisation_id: str | None,
    actor: str,
    action: str,
    detail: Mapping[str, Any] | None = None,
    case_id: str | None = None,
) -> AuditEntry:
    """Add a row, in the transaction of what it tells.

    Args:
        database: An open session; the row is there when it commits.
        organisation_id: Whose data; None if nobody's, such as a failed sign-in.
        actor: "key:…", "session:…", "cli" or "anonymous".
        action: A word for what was done, such as "case_stored".
        detail: Ids, labels, counts; never text of a narrative.
        case_id: The case it was done to.
    """
    database.flush()
    if database.get_bind().dialect.name == "postgresql":
        # SQLite has one writer at a time as it is.
        database.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = newest(database)
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=datetime.now(UTC),
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        case_id=case_id,
        detail=dict(detail or {}),
        previous_hash=last.hash if last else NO_HASH,
        hash="",
    )
    entry.hash = hash_of(entry)
    database.add(entry)
    database.flush()
    return entry


def newest(database: Session) -> AuditEntry | None:
    """Return the last row; kept elsewhere, its hash shows whether rows were cut off."""
    return database.scalars(
        select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)
    ).first()


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256, in hex, of a row's fields and the hash before it."""
    fields = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "organisation_id": entry.organisation_id,
        "actor": entry.actor,
        "action": entry.action,
        "case_id": entry.case_id,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    content = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def verify(database: Session) -> int | None:
    """Return the number of the first row that breaks the chain, None if it is whole."""
    previous, expected = NO_HASH, 1
    rows = database.scalars(
        select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1000)
    )
    for entry in rows:
        is_whole = entry.sequence == expected and entry.previous_hash == previous
        if not is_whole or entry.hash != hash_of(entry):
            return entry.sequence
        previous, expected = entry.hash, entry.sequence + 1
    return None
