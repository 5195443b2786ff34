"""One-time links: whoever reads one on the server's terminal opens the page signed in."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.access import clock
from service.access.principals import Principal
from service.access.roles import Role
from service.access.secrets_format import (
    Credential,
    hash_secret,
    is_secret,
    new_secret,
    write_token,
)
from service.store import audit
from service.store.identifiers import new_id
from service.store.tables import LoginLink

# Behind the #: a browser never sends that part, so it is in no log of a server or a proxy.
FRAGMENT = "#link="
KEPT_FOR = timedelta(days=1)


def create_link(database: Session, maker: Principal, role: Role, minutes: int) -> str:
    """Make a link for a role; return its token, told only now."""
    credential = Credential(new_id(), new_secret())
    made_at = clock.now()
    database.execute(delete(LoginLink).where(LoginLink.expires_at < made_at - KEPT_FOR))
    database.add(
        LoginLink(
            id=credential.id,
            organisation_id=maker.organisation_id,
            role=role.value,
            token_hash=hash_secret(credential.secret),
            created_at=made_at,
            expires_at=made_at + timedelta(minutes=minutes),
        )
    )
    audit.append(
        database,
        organisation_id=maker.organisation_id,
        actor=maker.actor,
        action="link_created",
        detail={"link_id": credential.id, "role": role.value},
    )
    return write_token(credential)


def use_link(database: Session, credential: Credential) -> LoginLink | None:
    """Use a link up; None if it is unknown, used or too old.

    Of two who come at the same moment only one changes the row.
    """
    link = database.scalar(select(LoginLink).where(LoginLink.id == credential.id))
    if not is_secret(credential.secret, link.token_hash if link else None):
        return None
    used_at = clock.now()
    used = database.execute(
        update(LoginLink)
        .where(LoginLink.id == credential.id)
        .where(LoginLink.used_at.is_(None), LoginLink.expires_at > used_at)
        .values(used_at=used_at)
        .returning(LoginLink.id)
    ).scalar()
    return link if used else None


def link_address(base: str, token: str) -> str:
    """Return the address to open: the page's own, with the token behind the #."""
    return f"{base.rstrip('/')}/{FRAGMENT}{token}"
