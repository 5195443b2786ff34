"""Serves an app to a real browser, and makes up answers for the page to show."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 20.0

Found = Mapping[str, tuple[float, str]]
"""Label to its score and the words it rests on; no words, no evidence."""


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an app on a free port of this machine and yield its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{_port(server)}/"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


def _port(server: uvicorn.Server) -> int:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError("The server did not start.")
        time.sleep(0.02)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


def tagged(
    redacted_text: str,
    *,
    identifiers: Mapping[str, str] | None = None,
    violation_type: Found | None = None,
    perpetrator: Found | None = None,
    key_population: Found | None = None,
    flags: Found | None = None,
    incident: list[dict[str, str]] | None = None,
    **others: Any,
) -> dict[str, Any]:
    """Return an answer of `POST /v1/tag`; evidence is given as words and counted by Python."""

    def tags(found: Found | None) -> list[dict[str, Any]]:
        return [
            {"label": label, "score": score, "evidence": _spans(redacted_text, words)}
            for label, (score, words) in (found or {}).items()
        ]

    return {
        "language": "en",
        "redacted_text": redacted_text,
        "identifiers": [
            {"start": 0, "end": 1, "type": kind, "placeholder": placeholder}
            for placeholder, kind in (identifiers or {}).items()
        ],
        "record_type": {"label": "violation", "score": 0.97},
        "tags": {
            "violation_type": tags(violation_type),
            "perpetrator": tags(perpetrator),
            "key_population": tags(key_population),
        },
        "country": {
            "incident": [
                {**country, "evidence": _spans(redacted_text, country["reason"].split(" ")[0])}
                for country in incident or []
            ],
            "other": [],
        },
        "flags": tags(flags),
        "warnings": [],
        "combinations": [],
        "model": {"version": "test-1"},
        **others,
    }


def _spans(text: str, words: str) -> list[dict[str, int]]:
    if not words:
        return []
    start = text.index(words)
    return [{"start": start, "end": start + len(words)}]
