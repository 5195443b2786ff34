"""A route that takes JSON only, and only JSON that means one thing."""

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service.errors import MediaTypeError
from service.strict_json import read_json


class StrictJsonRequest(Request):
    """A request whose JSON is read by `read_json`."""

    async def json(self) -> object:
        """Return the body as JSON, read once."""
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


class StrictJsonRoute(APIRoute):
    """Reads the JSON before FastAPI does, because FastAPI turns our errors into its own."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with the strict reading in front of it."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def read_then_handle(request: Request) -> Response:
            strict = StrictJsonRequest(request.scope, request.receive)
            _need_json(strict.headers.get("content-type", ""))
            await strict.json()
            return await handle(strict)

        return read_then_handle


def _need_json(content_type: str) -> None:
    header = Message()
    header["content-type"] = content_type
    subtype = header.get_content_subtype() if content_type else ""
    is_json = subtype == "json" or subtype.endswith("+json")
    if not is_json or header.get_content_maintype() != "application":
        raise MediaTypeError("Send the body as Content-Type: application/json.")
