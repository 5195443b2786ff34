"""One log line and one count for each request, and the last catch for what nobody expected.

The line has the template of the route, never the address: callers may put names into it.
"""

import secrets
import time
from collections import defaultdict
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.step_times import StepTimes, collect_steps
from service.error_handlers import unexpected_error_response
from service.failures import describe_failure
from service.logs import get_logger
from service.metrics import Metrics

REQUEST_ID_HEADER = "X-Request-ID"
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "(no route)"


class RequestLogMiddleware:
    """Gives each request an id, logs how it ended, and lets no exception out."""

    def __init__(self, app: ASGIApp, metrics: Metrics | None = None) -> None:
        self.app = app
        self._metrics = metrics or Metrics()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Our own id: one that the caller sends could hold anything.
        request_id = secrets.token_hex(8)
        fields: dict[str, Any] = {}
        scope.setdefault("state", {})["log_fields"] = fields
        sending = _WatchedSend(send, request_id)
        started = time.perf_counter()
        with collect_steps() as steps:
            try:
                await self.app(scope, receive, sending)
            except Exception as error:
                # Let out, the server would log its message, which may quote the narrative.
                get_logger().error(
                    "unexpected_error", request_id=request_id, **describe_failure(error)
                )
                if sending.status is None:
                    await unexpected_error_response(request_id)(scope, receive, sending)
            finally:
                seconds = time.perf_counter() - started
                self._tell(scope, sending, steps, seconds, fields | {"request_id": request_id})

    def _tell(
        self,
        scope: Scope,
        sending: "_WatchedSend",
        steps: StepTimes,
        seconds: float,
        fields: dict[str, Any],
    ) -> None:
        """Log and count a request that has ended."""
        method = scope["method"] if scope["method"] in KNOWN_METHODS else "(other)"
        route = _route_template(scope)
        self._metrics.count_request(
            route=route, method=method, status=sending.status, seconds=seconds, steps=steps
        )
        self._metrics.count_languages(_languages(fields))
        get_logger().info(
            "request",
            method=method,
            route=route,
            status=sending.status,
            duration_ms=_milliseconds(seconds),
            response_bytes=sending.sent_bytes,
            **_step_fields(steps),
            **fields,
        )


class _WatchedSend:
    """Passes messages on, adds the request id, and remembers status and size."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None
        self.sent_bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID_HEADER] = self._request_id
        self.sent_bytes += len(message.get("body", b""))
        await self._send(message)


def _step_fields(steps: StepTimes) -> dict[str, float]:
    """Return how long each step took in all, such as store_ms."""
    sums: defaultdict[str, float] = defaultdict(float)
    for name, seconds in steps:
        sums[f"{name}_ms"] += seconds
    return {name: _milliseconds(seconds) for name, seconds in sums.items()}


def _languages(fields: dict[str, Any]) -> list[str]:
    """Return the languages of the narratives that were worked on; those of a batch are not logged.

    An answer repeated for its Idempotency-Key is no work.
    """
    languages: list[str] = fields.pop("languages", [])
    if "language" in fields and not fields.get("replayed", False):
        languages = [*languages, fields["language"]]
    return languages


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _route_template(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", UNMATCHED)
