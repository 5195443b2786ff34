"""Send the messages of the outbox: signed, each until it arrives or is given up."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import select

from service.access import clock
from service.cases.webhook_signing import SIGNATURE, signature
from service.cases.webhook_targets import Target, resolve
from service.errors import WebhookTargetError
from service.logs import get_logger
from service.settings import Settings
from service.store import outbox
from service.store.store import Store
from service.store.tables import OutboxMessage, Webhook

# Few at a time: all of them must be done within the lease of the outbox.
AT_ONCE = 8
# A tenth: those that failed together do not come again together.
JITTER = 0.1
_CHANCE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message on its way, apart from the database."""

    id: str
    url: str
    secret: str
    event: str
    payload: dict[str, Any]
    is_wanted: bool


class Delivery:
    """Sends what is due.

    Args:
        store: Where the outbox is.
        settings: Timeout, and whether private addresses may be sent to.
        find: Checks a URL and looks its host up.
    """

    def __init__(
        self, store: Store, settings: Settings, find: Callable[..., Target] = resolve
    ) -> None:
        self._store = store
        self._allow_private = settings.webhook_allow_private
        self._find = find
        self._client = httpx.Client(
            timeout=settings.webhook_timeout_seconds,
            follow_redirects=False,  # a redirect could lead to where no webhook may go
            trust_env=False,  # a proxy of the environment would look the name up again
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def send_due(self) -> int:
        """Send the messages that are due.

        Returns:
            How many were tried.
        """
        letters = self._take()
        for letter in letters:
            has_arrived = letter.is_wanted and self._send(letter)
            self._note(letter, has_arrived=has_arrived, now=clock.now())
        return len(letters)

    def _take(self) -> Sequence[_Letter]:
        now = clock.now()
        with self._store.reading() as session:
            waiting = select(OutboxMessage.id).where(
                OutboxMessage.delivered_at.is_(None),
                OutboxMessage.failed_at.is_(None),
                OutboxMessage.next_attempt_at <= now,
            )
            if session.scalars(waiting.limit(1)).first() is None:
                return ()
        with self._store.session() as session:
            letters = []
            for message in outbox.take_due(session, now, AT_ONCE):
                webhook = session.get_one(Webhook, message.webhook_id)
                letters.append(
                    _Letter(
                        id=message.id,
                        url=webhook.url,
                        secret=webhook.secret,
                        event=message.event,
                        payload=dict(message.payload),
                        is_wanted=webhook.disabled_at is None,
                    )
                )
            return letters

    def _send(self, letter: _Letter) -> bool:
        """Send a message; tell whether it was taken."""
        body = json.dumps({"id": letter.id, **letter.payload}, separators=(",", ":")).encode()
        status, problem = None, None
        try:
            target = self._find(letter.url, allow_private=self._allow_private)
            headers = {
                "Host": target.host_header,
                "Content-Type": "application/json",
                "User-Agent": "Casetag",
                "Casetag-Event": letter.event,
                "Casetag-Delivery": letter.id,
                SIGNATURE: signature(letter.secret, body, int(clock.now().timestamp())),
            }
            # The certificate is checked against the name, the connection goes to the address.
            extensions = {"sni_hostname": target.host}
            with self._client.stream(
                "POST", target.url, content=body, headers=headers, extensions=extensions
            ) as answer:
                # What it says is not read: nobody needs it, and it could have no end.
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, WebhookTargetError) as error:
            problem = type(error).__name__
        has_arrived = status is not None and httpx.codes.is_success(status)
        get_logger().info(
            "webhook_sent", message=letter.id, status=status, problem=problem, arrived=has_arrived
        )
        return has_arrived

    def _note(self, letter: _Letter, *, has_arrived: bool, now: datetime) -> None:
        with self._store.session() as session:
            if has_arrived:
                outbox.mark_delivered(session, letter.id, now)
                return
            outbox.mark_failed(session, letter.id, now)
            message = session.get(OutboxMessage, letter.id)
            if message is None:
                return
            if not letter.is_wanted:
                message.failed_at = now
            pause = message.next_attempt_at - now
            message.next_attempt_at += pause * JITTER * _CHANCE.random()
