"""The audit: who did what to which case and when, never content; each row seals the one before.

A row's hash covers its fields and the hash of the row before, so that a row changed, left
out or put in later breaks the chain. The hash is keyed (HMAC-SHA256, by the secret that the
store keeps encrypted): whoever can write to the database but has no key cannot make another
chain. Rows from before that have plain hashes; the first keyed row seals them, and the store
keeps, encrypted, which one that is, so that no later row passes with a plain hash.

The newest rows can still be cut off by somebody with the database and the time to do so: keep
`casetag audit verify`'s last line elsewhere.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.store.base import cipher_of
from service.store.cipher import Cipher
from service.store.tables import AuditEntry, StoreFact

NO_HASH = "0" * 64
KEYED_FROM = "audit_keyed_from"
_PURPOSE = "audit"
_SERVICE = "service"
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
    _wait_for_turn(database)
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
    entry.hash = hash_of(entry, _cipher(database))
    database.add(entry)
    database.flush()
    return entry


def key_chain(database: Session) -> None:
    """Note from which row on hashes are keyed, once; plain rows are sealed by a keyed one."""
    _wait_for_turn(database)
    if _keyed_from(database) is not None:
        return
    last = newest(database)
    database.add(StoreFact(name=KEYED_FROM, value=str(last.sequence + 1 if last else 1)))
    if last is not None:
        append(database, organisation_id=None, actor=_SERVICE, action="audit_keyed")


def newest(database: Session) -> AuditEntry | None:
    """Return the last row; kept elsewhere, its hash shows whether rows were cut off."""
    return database.scalars(
        select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)
    ).first()


def hash_of(entry: AuditEntry, cipher: Cipher | None) -> str:
    """Return the hash, in hex, of a row's fields and the hash before it.

    Args:
        entry: The row.
        cipher: Makes keyed hashes; None for the plain SHA-256 of old rows.
    """
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
    if cipher is None:
        return hashlib.sha256(content.encode()).hexdigest()
    return cipher.index(_PURPOSE, content)


def verify(database: Session) -> int | None:
    """Return the number of the first row that breaks the chain, None if it is whole."""
    previous, expected = NO_HASH, 1
    cipher, keyed_from = _cipher(database), _keyed_from(database)
    if keyed_from is None:
        # Every open store has it: somebody took it away.
        return 1
    rows = database.scalars(
        select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1000)
    )
    for entry in rows:
        is_whole = entry.sequence == expected and entry.previous_hash == previous
        own_hash = hash_of(entry, cipher if entry.sequence >= keyed_from else None)
        if not is_whole or not hmac.compare_digest(entry.hash, own_hash):
            return entry.sequence
        previous, expected = entry.hash, entry.sequence + 1
    # Plain rows without the keyed one that seals them prove nothing.
    return expected if 1 < keyed_from == expected else None


def _wait_for_turn(database: Session) -> None:
    """Let one transaction at a time add rows; SQLite has one writer at a time as it is."""
    if database.get_bind().dialect.name == "postgresql":
        database.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _cipher(database: Session) -> Cipher:
    return cipher_of(database.get_bind().dialect)


def _keyed_from(database: Session) -> int | None:
    """Return the number of the first row whose hash is keyed."""
    query = select(StoreFact.value).where(StoreFact.name == KEYED_FROM)
    value = database.scalars(query).first()
    return None if value is None else int(value)
