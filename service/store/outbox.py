"""Messages to webhooks: written with what they tell, sent afterwards, until they arrive."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.identifiers import new_id
from service.store.tables import OutboxMessage, Webhook

# Doubled with every attempt, from 15 seconds to 6 hours: the last attempt is made 3 days and
# 8 hours after the first, longer than a system is down over a weekend.
MAX_ATTEMPTS = 24
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=6)
# Whoever takes a message and dies lets another take it after this.
LEASE = timedelta(minutes=2)


def enqueue(
    session: Session,
    organisation_id: str,
    event: str,
    case_id: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> int:
    """Write a message for each webhook of the organisation that wants the event.

    Args:
        session: Of the work that is told; both are there or neither.
        organisation_id: Whose webhooks.
        event: A word such as "case.stored".
        case_id: The case it is about.
        payload: Ids, labels, version; never text of a narrative.
        now: Due from now on.

    Returns:
        How many messages were written.
    """
    webhooks = session.scalars(
        select(Webhook).where(
            Webhook.organisation_id == organisation_id, Webhook.disabled_at.is_(None)
        )
    )
    wanting = [webhook.id for webhook in webhooks if event in webhook.events]
    session.add_all(
        OutboxMessage(
            id=new_id(), organisation_id=organisation_id, webhook_id=webhook_id, event=event,
            case_id=case_id, payload=dict(payload), attempts=0, created_at=now,
            next_attempt_at=now,
        )
        for webhook_id in wanting
    )  # fmt: skip
    return len(wanting)


def take_due(session: Session, now: datetime, limit: int) -> Sequence[OutboxMessage]:
    """Take messages that are due, oldest first; nobody else gets them during the lease."""
    messages = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.delivered_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.next_attempt_at <= now,
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for message in messages:
        message.attempts += 1
        message.next_attempt_at = now + LEASE
    session.flush()
    return messages


def mark_delivered(session: Session, message_id: str, now: datetime) -> None:
    """Remember that a message arrived; nothing happens if its case was erased meanwhile."""
    message = session.get(OutboxMessage, message_id)
    if message is not None:
        message.delivered_at = now


def mark_failed(session: Session, message_id: str, now: datetime) -> None:
    """Put a message off, longer each time, or give it up after the last attempt."""
    message = session.get(OutboxMessage, message_id)
    if message is None:
        return
    if message.attempts >= MAX_ATTEMPTS:
        message.failed_at = now
        return
    message.next_attempt_at = now + pause_after(message.attempts)


def pause_after(attempts: int) -> timedelta:
    """Return how long a message waits that was tried so often."""
    return min(FIRST_PAUSE * (1 << max(0, attempts - 1)), LONGEST_PAUSE)
