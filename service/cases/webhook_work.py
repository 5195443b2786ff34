"""Make, change and end webhooks of one organisation."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.access import clock
from service.access.principals import Principal
from service.cases.webhook_schemas import WebhookChange, WebhookRequest
from service.cases.webhook_signing import new_secret
from service.cases.webhook_targets import check_url
from service.errors import WebhookError, WebhookUnknownError
from service.store import audit
from service.store.identifiers import new_id
from service.store.tables import OutboxMessage, Webhook

MAX_WEBHOOKS = 20


def list_webhooks(session: Session, who: Principal) -> Sequence[Webhook]:
    """Return the webhooks of the organisation, the newest first."""
    query = select(Webhook).where(Webhook.organisation_id == who.organisation_id)
    return session.scalars(query.order_by(Webhook.id.desc())).all()


def make_webhook(
    session: Session, who: Principal, wanted: WebhookRequest, *, allow_private: bool
) -> Webhook:
    """Make a webhook with a secret of its own.

    Raises:
        WebhookTargetError: If messages may not go there.
        WebhookError: If the organisation has as many as it may.
    """
    check_url(wanted.url, allow_private=allow_private)
    if len(list_webhooks(session, who)) >= MAX_WEBHOOKS:
        raise WebhookError(f"An organisation has at most {MAX_WEBHOOKS} webhooks.")
    webhook = Webhook(
        id=new_id(),
        organisation_id=who.organisation_id,
        url=wanted.url,
        secret=new_secret(),
        events=sorted({event.value for event in wanted.events}),
        created_at=clock.now(),
    )
    session.add(webhook)
    _audit(session, who, "webhook_made", webhook)
    return webhook


def change_webhook(
    session: Session, who: Principal, webhook_id: str, wanted: WebhookChange, *, allow_private: bool
) -> Webhook:
    """Change what a request names.

    Raises:
        WebhookUnknownError: If the organisation has no such webhook.
        WebhookTargetError: If messages may not go there.
    """
    webhook = _own(session, who, webhook_id)
    if wanted.url is not None:
        check_url(wanted.url, allow_private=allow_private)
        webhook.url = wanted.url
    if wanted.events is not None:
        webhook.events = sorted({event.value for event in wanted.events})
    if wanted.enabled is not None:
        webhook.disabled_at = None if wanted.enabled else clock.now()
    _audit(session, who, "webhook_changed", webhook)
    return webhook


def end_webhook(session: Session, who: Principal, webhook_id: str) -> None:
    """Delete a webhook with all messages to it.

    Raises:
        WebhookUnknownError: If the organisation has no such webhook.
    """
    webhook = _own(session, who, webhook_id)
    session.execute(delete(OutboxMessage).where(OutboxMessage.webhook_id == webhook.id))
    session.delete(webhook)
    _audit(session, who, "webhook_ended", webhook)


def _own(session: Session, who: Principal, webhook_id: str) -> Webhook:
    webhook = session.scalars(
        select(Webhook).where(
            Webhook.id == webhook_id, Webhook.organisation_id == who.organisation_id
        )
    ).first()
    if webhook is None:
        raise WebhookUnknownError("There is no webhook of this id.")
    return webhook


def _audit(session: Session, who: Principal, action: str, webhook: Webhook) -> None:
    audit.append(
        session,
        organisation_id=who.organisation_id,
        actor=who.actor,
        action=action,
        detail={"webhook_id": webhook.id, "events": webhook.events},
    )
