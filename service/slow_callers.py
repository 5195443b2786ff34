"""Bound connections in number and in time, which uvicorn alone does not.

It waits for ever for the head of a request, so that a few dozen callers who send nothing would
keep everybody else out; and to a connection too many it gives no error body.
"""

import asyncio
from functools import partial
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from service.error_handlers import casetag_error_response
from service.errors import TooManyConnectionsError
from service.security_headers import SecurityHeadersMiddleware
from service.settings import Settings

# So many more are told to come again; those beyond are closed without a word.
REFUSED_AT_ONCE = 64


class BoundedProtocol(H11Protocol):
    """One connection: one of not too many, whose requests begin in time."""

    def __init__(
        self,
        settings: Settings,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._settings = settings
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; what is beyond the limit gets an answer that says so."""
        super().connection_made(transport)
        others = len(self.connections) - 1
        if others >= self._settings.max_connections + REFUSED_AT_ONCE:
            transport.close()
            return
        if others >= self._settings.max_connections:
            self.app = cast("Any", refusing_app(self._settings))
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take in some bytes."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """End a request; another may begin."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Let the time run while no request is being worked on."""
        # The body has a time of its own: BodyLimitMiddleware.
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._head_timer is None:
            seconds = self._settings.request_timeout_seconds
            self._head_timer = self.loop.call_later(seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def http_protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return what makes uvicorn's connections."""
    # Uvicorn only calls it.
    return cast("type[asyncio.Protocol]", partial(BoundedProtocol, settings))


def refusing_app(settings: Settings) -> ASGIApp:
    """Return what answers on a connection too many."""
    error = TooManyConnectionsError("Too many connections at once. Try again in a moment.")

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        response = casetag_error_response(error, settings.retry_after_seconds)
        response.headers["Connection"] = "close"
        await response(scope, receive, send)

    return SecurityHeadersMiddleware(refuse)
