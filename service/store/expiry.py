"""Erase what is past its time: cases nobody exported, old idempotency keys, old messages."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from service.store.erasure import erase_case
from service.store.scope import Scope
from service.store.store import Store
from service.store.tables import Case, IdempotencyKey, OutboxMessage

ACTOR = "retention"
EXPIRED = "expired"
# Few at a time: whoever submits a case waits for one such piece at most.
CASES_AT_ONCE = 20
MESSAGES_KEPT = timedelta(days=30)


def purge_expired(store: Store, now: datetime) -> int:
    """Erase everything whose time is over, in pieces; each erased case leaves a tombstone.

    Returns:
        How many cases were erased.
    """
    erased = 0
    while True:
        with store.session() as session:
            cases = session.scalars(
                select(Case)
                .where(Case.expires_at <= now, Case.exported_at.is_(None))
                .order_by(Case.expires_at)
                .limit(CASES_AT_ONCE)
                .with_for_update(skip_locked=True)
            ).all()
            for case in cases:
                scope = Scope(session, store.cipher, case.organisation_id, ACTOR)
                erase_case(scope, case, EXPIRED, now)
        erased += len(cases)
        if len(cases) < CASES_AT_ONCE:
            break
    with store.session() as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at <= now))
        ended = or_(
            OutboxMessage.delivered_at <= now - MESSAGES_KEPT,
            OutboxMessage.failed_at <= now - MESSAGES_KEPT,
        )
        session.execute(delete(OutboxMessage).where(ended))
    return erased
