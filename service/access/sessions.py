"""Sessions of the page: begun with a link or a key, ended by time, by sign-out or with the key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.access import clock
from service.access.principals import Principal, session_actor
from service.access.roles import Role
from service.access.secrets_format import (
    Credential,
    csrf_token,
    hash_secret,
    is_secret,
    new_secret,
    write_token,
)
from service.store.identifiers import new_id
from service.store.tables import ApiKey, LoginLink, PageSession

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What a browser is told of its session."""

    id: str
    principal: Principal
    csrf_token: str
    expires_at: datetime


def open_session(
    database: Session, source: ApiKey | LoginLink, hours: int
) -> tuple[OpenSession, str]:
    """Begin a session with what a key or a link allows; return it and its token."""
    credential = Credential(new_id(), new_secret())
    began_at = clock.now()
    csrf = csrf_token(credential.secret)
    latest = began_at + timedelta(hours=hours)
    key_id = source.id if isinstance(source, ApiKey) else None
    expires_at = min(latest, source.expires_at) if isinstance(source, ApiKey) else latest
    database.execute(delete(PageSession).where(PageSession.expires_at < began_at - KEPT_FOR))
    row = PageSession(
        id=credential.id,
        organisation_id=source.organisation_id,
        role=source.role,
        key_id=key_id,
        token_hash=hash_secret(credential.secret),
        csrf_hash=hash_secret(csrf),
        created_at=began_at,
        last_seen_at=began_at,
        expires_at=expires_at,
    )
    database.add(row)
    opened = OpenSession(row.id, session_principal(row), csrf, expires_at)
    return opened, write_token(credential)


def find_session(database: Session, credential: Credential) -> PageSession | None:
    """Return the session with this id and this secret, whether or not it is still open."""
    row = database.get(PageSession, credential.id)
    return row if is_secret(credential.secret, row.token_hash if row else None) else None


def is_open(database: Session, row: PageSession, now: datetime, idle_minutes: int) -> bool:
    """Tell whether a session goes on: not ended, not old, not idle, its key not ended."""
    if row.revoked_at is not None or row.expires_at <= now:
        return False
    if row.last_seen_at <= now - timedelta(minutes=idle_minutes):
        return False
    key = database.get(ApiKey, row.key_id) if row.key_id else None
    return key is None or (key.revoked_at is None and key.expires_at > now)


def close_session(database: Session, session_id: str) -> None:
    """End a session; once more does nothing."""
    database.execute(
        update(PageSession)
        .where(PageSession.id == session_id, PageSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )


def close_all_sessions(database: Session, organisation_id: str) -> int:
    """End all sessions of an organisation; return how many were ended now."""
    ended = update(PageSession).where(
        PageSession.organisation_id == organisation_id, PageSession.revoked_at.is_(None)
    )
    rows = database.scalars(ended.values(revoked_at=clock.now()).returning(PageSession.id))
    return len(rows.all())


def session_principal(row: PageSession) -> Principal:
    """Return who comes with this session."""
    return Principal(row.organisation_id, Role(row.role), session_actor(row.id), row.key_id)


def note_seen(database: Session, session_id: str, now: datetime) -> None:
    """Write down that a session was used."""
    database.execute(
        update(PageSession)
        .where(PageSession.id == session_id)
        .where(PageSession.last_seen_at <= now - clock.USE_NOTED_EVERY)
        .values(last_seen_at=now)
    )


def is_note_due(row: PageSession, now: datetime) -> bool:
    """Tell whether the use of a session has to be written down again."""
    return row.last_seen_at <= now - clock.USE_NOTED_EVERY
