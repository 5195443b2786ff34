"""Take in the body of a request before anything parses it: bounded in bytes and in time."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.error_handlers import casetag_error_response
from service.errors import RequestError, RequestTimeoutError, RequestTooLargeError
from service.settings import Settings


class _CallerLeftError(Exception):
    """The caller closed the connection before the body was complete."""


class BodyLimitMiddleware:
    """Answers 413 or 408 by itself; what is inside gets a complete body or no call at all."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await self._read_body(Headers(scope=scope), receive)
        except RequestError as error:
            response = casetag_error_response(error, self._settings.retry_after_seconds)
            # The rest of the body may still be on its way: this connection is of no more use.
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
        except _CallerLeftError:
            return
        else:
            scope["state"]["log_fields"]["request_bytes"] = len(body)
            await self.app(scope, _replay(body, receive), send)

    async def _read_body(self, headers: Headers, receive: Receive) -> bytes:
        """Return the whole body; a declared size over the limit is refused unread."""
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self._settings.max_request_bytes:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._settings.request_timeout_seconds):
                return await self._collect(receive)
        except TimeoutError:
            raise RequestTimeoutError("The request did not arrive in time.") from None

    async def _collect(self, receive: Receive) -> bytes:
        body = bytearray()
        more_body = True
        while more_body:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _CallerLeftError
            body += message.get("body", b"")
            more_body = message.get("more_body", False)
            if len(body) > self._settings.max_request_bytes:
                raise self._too_large()
        return bytes(body)

    def _too_large(self) -> RequestTooLargeError:
        limit = self._settings.max_request_bytes
        return RequestTooLargeError(f"The request has more than {limit} bytes.")


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once, then what the server has to say."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
