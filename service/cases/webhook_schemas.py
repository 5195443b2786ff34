"""What goes over the wire about webhooks."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.cases.webhook_targets import MAX_URL_CHARACTERS
from service.schemas import AnswerBody


class WebhookEvent(StrEnum):
    """What a webhook can be told of."""

    STORED = "case.stored"
    REVIEWED = "case.reviewed"
    ERASED = "case.erased"


WebhookUrl = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_URL_CHARACTERS,
        description="An https address out on the internet; kept encrypted.",
    ),
]
WebhookEvents = Annotated[list[WebhookEvent], Field(min_length=1, max_length=len(WebhookEvent))]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WebhookRequest(_Request):
    """A webhook to be made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://cases.example.org/hook", "events": ["case.stored"]}]
        }
    )

    url: WebhookUrl
    events: WebhookEvents


class WebhookChange(_Request):
    """What is to change of a webhook."""

    url: WebhookUrl | None = None
    events: WebhookEvents | None = None
    enabled: bool | None = Field(None, strict=True)


class WebhookBody(AnswerBody):
    """A webhook, without its secret."""

    id: str
    url: str
    events: list[WebhookEvent]
    enabled: bool
    created_at: datetime


class NewWebhookBody(WebhookBody):
    """A webhook that was made now."""

    secret: str = Field(description="Told in this answer only; signs every message.")


class WebhooksBody(AnswerBody):
    """The webhooks of the organisation."""

    items: list[WebhookBody]
