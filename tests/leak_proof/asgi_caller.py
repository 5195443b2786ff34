"""Call an app in this thread, with any bytes in any place: clients would mend or refuse them."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI

from tests.leak_proof.proof import Answer


class AsgiCaller:
    """Sends one request after the other to an app; who calls is at an address for documents."""

    def __init__(self, app: FastAPI):
        self._app = app
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """End the event loop."""
        self._runner.close()

    def ask(self, method: str, path: str, headers: Mapping[str, bytes], body: bytes) -> Answer:
        """Send a request; the path may have a query, both percent-encoded."""
        place, _, query = path.partition("?")
        raw = place.encode("ascii")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "https",
            "method": method, "path": _unquoted(raw), "raw_path": raw, "root_path": "",
            "query_string": query.encode("ascii"), "client": ("203.0.113.5", 50000),
            "server": ("testserver", 443),
            "headers": [(name.lower().encode(), value) for name, value in headers.items()],
        }  # fmt: skip
        return self._runner.run(self._call(scope, body))

    def call(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Call the app with the server's side played by the caller."""
        self._runner.run(self._app(scope, receive, send))

    async def _call(self, scope: dict[str, Any], body: bytes) -> Answer:
        answer: dict[str, Any] = {"body": b""}
        is_read = False

        async def receive() -> dict[str, Any]:
            nonlocal is_read
            if is_read:
                await asyncio.Event().wait()
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            answer["body"] += message.get("body", b"")
            answer.update({k: v for k, v in message.items() if k in ("status", "headers")})

        await self._app(scope, receive, send)
        head = b"\r\n".join(name + b": " + value for name, value in answer["headers"])
        return Answer(answer["status"], head, answer["body"])


def _unquoted(raw: bytes) -> str:
    return unquote_to_bytes(raw).decode("utf-8", "replace")
