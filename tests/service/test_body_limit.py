import asyncio
import json

import pytest

from service.body_limit import BodyLimitMiddleware
from service.settings import Settings

SETTINGS = Settings(max_request_bytes=1024, request_timeout_seconds=0.05)


async def _echo_size(scope, receive, send):
    message = await receive()
    assert message["more_body"] is False
    scope["seen"] = message["body"]
    scope["then"] = await receive()


def _call(messages, headers=(), scope_type="http"):
    """Run the middleware on what a server would say; return the scope and what was sent."""
    scope = {"type": scope_type, "headers": list(headers), "state": {"log_fields": {}}}
    queue, sent = list(messages), []

    async def receive():
        if not queue:
            await asyncio.sleep(60)
        return queue.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(BodyLimitMiddleware(_echo_size, SETTINGS)(scope, receive, send))
    return scope, sent


def _part(body, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


def _error(sent):
    return sent[0]["status"], json.loads(sent[1]["body"])["error"]


def test_a_body_in_pieces_arrives_whole_and_its_size_is_noted():
    leaving = {"type": "http.disconnect"}
    scope, sent = _call([_part(b"a" * 500, True), _part(b"b" * 524), leaving])
    assert scope["seen"] == b"a" * 500 + b"b" * 524
    assert scope["then"] == leaving
    assert scope["state"]["log_fields"]["request_bytes"] == 1024
    assert sent == []


def test_a_declared_size_over_the_limit_is_refused_unread():
    scope, sent = _call([], [(b"content-length", b"1025")])
    assert _error(sent) == (413, "request_too_large")
    assert "seen" not in scope


@pytest.mark.parametrize("declared", [b"10", b"-1", b"many", "²".encode("latin-1")])
def test_bytes_are_counted_whatever_was_declared(declared):
    pieces = [_part(b"a" * 600, True), _part(b"a" * 600, True), _part(b"")]
    scope, sent = _call(pieces, [(b"content-length", declared)])
    assert _error(sent) == (413, "request_too_large")
    assert "seen" not in scope


def test_an_absurdly_long_declared_size_is_refused():
    _, sent = _call([], [(b"content-length", b"9" * 6000)])
    assert _error(sent) == (413, "request_too_large")


def test_a_body_that_does_not_come_is_given_up():
    _, sent = _call([_part(b"a", True)])
    assert _error(sent) == (408, "request_timeout")
    assert (b"connection", b"close") in sent[0]["headers"]


def test_a_caller_who_leaves_gets_nothing_and_nothing_is_called():
    scope, sent = _call([_part(b"a", True), {"type": "http.disconnect"}])
    assert sent == []
    assert "seen" not in scope


def test_other_than_http_passes_untouched():
    scope, _ = _call([_part(b"a" * 4000), {"type": "x"}], scope_type="lifespan")
    assert len(scope["seen"]) == 4000
