"""Keys: made, listed, revoked, and looked up when somebody comes with one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service.access import clock
from service.access.principals import Principal, key_actor
from service.access.roles import Role
from service.access.secrets_format import (
    Credential,
    hash_secret,
    is_secret,
    new_secret,
    write_key,
)
from service.errors import KeyUnknownError
from service.store import audit
from service.store.identifiers import new_id
from service.store.tables import ApiKey, Organisation, PageSession


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is to be."""

    name: str
    role: Role
    days: int


def create_key(database: Session, maker: Principal, wanted: NewKey) -> tuple[ApiKey, str]:
    """Make a key in the organisation of its maker; return its row and the key, told only now."""
    credential = Credential(new_id(), new_secret())
    made_at = clock.now()
    key = ApiKey(
        id=credential.id,
        organisation_id=maker.organisation_id,
        name=wanted.name,
        role=wanted.role.value,
        secret_hash=hash_secret(credential.secret),
        created_at=made_at,
        expires_at=made_at + timedelta(days=wanted.days),
    )
    database.add(key)
    _note(database, maker, "key_created", key)
    return key, write_key(credential)


def list_keys(database: Session, organisation_id: str) -> list[ApiKey]:
    """Return the keys of an organisation, the newest first."""
    own = select(ApiKey).where(ApiKey.organisation_id == organisation_id)
    return list(database.scalars(own.order_by(ApiKey.created_at.desc(), ApiKey.id.desc())))


def list_all_keys(database: Session) -> list[tuple[str, ApiKey]]:
    """Return all keys with the names of their organisations, the newest first."""
    everything = select(Organisation.name, ApiKey).join_from(
        ApiKey, Organisation, ApiKey.organisation_id == Organisation.id
    )
    rows = database.execute(everything.order_by(ApiKey.created_at.desc(), ApiKey.id.desc()))
    return [(name, key) for name, key in rows]


def organisation_of(database: Session, key_id: str) -> str:
    """Return the id of the organisation of a key.

    Raises:
        KeyUnknownError: If there is no such key.
    """
    key = database.get(ApiKey, key_id)
    if key is None:
        raise KeyUnknownError("There is no such key.")
    return key.organisation_id


def revoke_key(database: Session, revoker: Principal, key_id: str) -> None:
    """End a key and the sessions that began with it; once more does nothing.

    Raises:
        KeyUnknownError: If the organisation of the revoker has no such key.
    """
    own = select(ApiKey).where(
        ApiKey.id == key_id, ApiKey.organisation_id == revoker.organisation_id
    )
    key = database.scalar(own)
    if key is None:
        raise KeyUnknownError("There is no such key.")
    if key.revoked_at is not None:
        return
    key.revoked_at = clock.now()
    database.execute(
        update(PageSession)
        .where(PageSession.key_id == key_id, PageSession.revoked_at.is_(None))
        .values(revoked_at=key.revoked_at)
    )
    _note(database, revoker, "key_revoked", key)


def find_key(database: Session, credential: Credential) -> ApiKey | None:
    """Return the key with this id and this secret, whether or not it is still good."""
    key = database.get(ApiKey, credential.id)
    return key if is_secret(credential.secret, key.secret_hash if key else None) else None


def end_of(key: ApiKey, now: datetime) -> str | None:
    """Return why a key is good no more: `revoked` or `expired`."""
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at <= now else None


def key_principal(key: ApiKey) -> Principal:
    """Return who comes with this key."""
    return Principal(key.organisation_id, Role(key.role), key_actor(key.id), key.id, key.name)


def note_use(database: Session, key_id: str, now: datetime) -> None:
    """Write down that a key was used."""
    before = now - clock.USE_NOTED_EVERY
    database.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .where(or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= before))
        .values(last_used_at=now)
    )


def is_use_due(key: ApiKey, now: datetime) -> bool:
    """Tell whether the use of a key has to be written down again."""
    return key.last_used_at is None or key.last_used_at <= now - clock.USE_NOTED_EVERY


def _note(database: Session, who: Principal, action: str, key: ApiKey) -> None:
    audit.append(
        database,
        organisation_id=who.organisation_id,
        actor=who.actor,
        action=action,
        detail={"key_id": key.id, "role": key.role},
    )
