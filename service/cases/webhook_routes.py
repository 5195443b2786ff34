"""The addresses for webhooks."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from service.access.dependencies import AdminDep, StoreDep
from service.api_description import ACCESS, error_responses
from service.cases.webhook_schemas import (
    NewWebhookBody,
    WebhookBody,
    WebhookChange,
    WebhookRequest,
    WebhooksBody,
)
from service.cases.webhook_work import change_webhook, end_webhook, list_webhooks, make_webhook
from service.dependencies import SettingsDep
from service.json_route import StrictJsonRoute
from service.store.tables import Webhook

router = APIRouter(route_class=StrictJsonRoute, tags=["webhooks"])

BODY = (400, 415, 422)
WebhookIdDep = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the webhook.")]


@router.get(
    "/v1/webhooks",
    summary="The webhooks of the organisation",
    response_model=WebhooksBody,
    responses=error_responses(*ACCESS),
)
def webhooks(who: AdminDep, store: StoreDep) -> dict[str, Any]:
    """Give all webhooks without their secrets, the newest first."""
    with store.reading() as session:
        return {"items": [_body(webhook) for webhook in list_webhooks(session, who)]}


@router.post(
    "/v1/webhooks",
    summary="Make a webhook",
    status_code=201,
    response_model=NewWebhookBody,
    responses=error_responses(*BODY, *ACCESS),
)
def make(
    request: WebhookRequest, who: AdminDep, store: StoreDep, settings: SettingsDep
) -> dict[str, Any]:
    """Make a webhook; its secret is told in this answer only."""
    with store.session() as session:
        webhook = make_webhook(session, who, request, allow_private=settings.webhook_allow_private)
        return _body(webhook) | {"secret": webhook.secret}


@router.patch(
    "/v1/webhooks/{webhook_id}",
    summary="Change a webhook",
    response_model=WebhookBody,
    responses=error_responses(404, *BODY, *ACCESS),
)
def change(
    webhook_id: WebhookIdDep,
    request: WebhookChange,
    who: AdminDep,
    store: StoreDep,
    settings: SettingsDep,
) -> dict[str, Any]:
    """Change the address or events of a webhook, or switch it off and on."""
    allow_private = settings.webhook_allow_private
    with store.session() as session:
        return _body(change_webhook(session, who, webhook_id, request, allow_private=allow_private))


@router.delete(
    "/v1/webhooks/{webhook_id}",
    summary="End a webhook",
    status_code=204,
    responses=error_responses(404, 422, *ACCESS),
)
def end(webhook_id: WebhookIdDep, who: AdminDep, store: StoreDep) -> None:
    """Delete a webhook with all messages to it."""
    with store.session() as session:
        end_webhook(session, who, webhook_id)


def _body(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": webhook.events,
        "enabled": webhook.disabled_at is None,
        "created_at": webhook.created_at,
    }
