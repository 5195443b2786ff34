"""Webhooks from the request that causes them to the server that gets them."""

import hashlib
import hmac
import json
import threading
import time as clocks
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.access.roles import Role
from service.app import create_app
from service.cases.delivery import Delivery
from service.store.outbox import MAX_ATTEMPTS
from service.store.tables import Case, OutboxMessage, Webhook
from service.worker import Worker

TEXT = "In Osh the doctor refused Zulfiya Qadamova."


class Receiver:
    """A server on this machine that keeps what it gets."""

    def __init__(self):
        self.status = 204
        self.got = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers), body))
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", outer.url)
                self.end_headers()

            def log_message(self, *_arguments):
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"webhook_allow_private": True})


@pytest.fixture
def admin(bearer):
    return bearer(Role.ADMIN)


@pytest.fixture
def webhook(client, admin, receiver):
    body = {"url": receiver.url, "events": ["case.stored", "case.reviewed", "case.erased"]}
    answer = client.post("/v1/webhooks", json=body, headers=admin)
    assert answer.status_code == 201
    return answer.json()


@pytest.fixture
def send(store, settings):
    def send_due():
        delivery = Delivery(store, settings)
        try:
            return delivery.send_due()
        finally:
            delivery.close()

    return send_due


@pytest.fixture
def submit(client, admin):
    def post(text=TEXT):
        return client.post("/v1/cases", json={"text": text}, headers=admin)

    return post


def messages(store):
    with store.reading() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()


def test_a_stored_case_is_told_with_a_signature(webhook, submit, send, receiver, store):
    case = submit().json()
    assert send() == 1
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told["event"] == headers["Casetag-Event"] == "case.stored"
    assert (told["case_id"], told["version"]) == (case["id"], 1)
    assert told["labels"]["violation_type"] == ["denial_of_care"]
    assert told["id"] == headers["Casetag-Delivery"]
    seconds, _, digest = headers["Casetag-Signature"].removeprefix("t=").partition(",v1=")
    signed = f"{seconds}.".encode() + body
    assert digest == hmac.new(webhook["secret"].encode(), signed, hashlib.sha256).hexdigest()
    assert abs(int(seconds) - clocks.time()) < 60
    assert messages(store)[0].delivered_at is not None
    assert send() == 0


def test_no_word_of_the_narrative_is_told(webhook, submit, send, receiver, client, admin):
    place = submit().headers["Location"]
    change = {"flags": [], "redact": [{"start": 3, "end": 6, "type": "ADDRESS"}]}
    client.patch(place, json=change, headers=admin | {"If-Match": '"1"'})
    client.delete(place, headers=admin)
    while send():
        pass
    told = json.dumps([body.decode() for _, body in receiver.got])
    for word in ("doctor", "refused", "Osh", "Zulfiya", "PERSON_1"):
        assert word not in told


def test_an_erased_case_leaves_one_message_only(webhook, submit, client, admin, store):
    client.delete(submit().headers["Location"], headers=admin)
    assert [message.event for message in messages(store)] == ["case.erased"]


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_what_is_not_taken_is_sent_again_later(
    webhook, submit, send, receiver, store, time, status
):
    submit()
    receiver.status = status
    assert send() == 1
    assert len(receiver.got) == 1, "a redirect is not followed"
    (message,) = messages(store)
    assert message.delivered_at is None
    assert send() == 0
    time.pass_time(seconds=30)
    receiver.status = 200
    assert send() == 1
    assert messages(store)[0].delivered_at is not None


def test_pauses_grow_and_end(webhook, submit, send, receiver, store, time):
    submit()
    receiver.status = 500
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        assert send() == 1
        (message,) = messages(store)
        pauses.append((message.next_attempt_at - time()).total_seconds())
        time.pass_time(hours=7)
    assert messages(store)[0].failed_at is not None
    assert send() == 0
    # Doubled each time, plus up to a tenth, never more than six hours and a tenth.
    for number, pause in enumerate(pauses[:-1]):
        shortest = min(15 * 2**number, 6 * 3600)
        assert shortest - 5 <= pause <= shortest * 1.1


def test_a_message_survives_a_restart(webhook, submit, settings, pipeline, store, receiver):
    submit()
    with TestClient(create_app(settings, pipeline, store)):
        deadline = clocks.monotonic() + 10
        while not receiver.got and clocks.monotonic() < deadline:
            clocks.sleep(0.05)
    assert len(receiver.got) == 1


def test_a_name_that_turns_private_later_is_not_sent_to(webhook, submit, settings, store, receiver):
    submit()
    strict = settings.model_copy(update={"webhook_allow_private": False})
    delivery = Delivery(store, strict)
    delivery.send_due()
    delivery.close()
    assert receiver.got == []


def test_a_webhook_switched_off_gets_nothing(client, admin, webhook, submit, send, receiver, store):
    submit()
    place = f"/v1/webhooks/{webhook['id']}"
    answer = client.patch(place, json={"enabled": False}, headers=admin)
    assert answer.json()["enabled"] is False
    submit()
    send()
    assert receiver.got == []
    assert [message.failed_at is not None for message in messages(store)] == [True]


def test_webhooks_are_listed_without_their_secrets(client, admin, webhook, bearer):
    answer = client.get("/v1/webhooks", headers=admin)
    assert [item["id"] for item in answer.json()["items"]] == [webhook["id"]]
    assert webhook["secret"] not in answer.text
    foreign = bearer(Role.ADMIN, organisation="other")
    assert client.get("/v1/webhooks", headers=foreign).json()["items"] == []
    place = f"/v1/webhooks/{webhook['id']}"
    assert client.delete(place, headers=foreign).status_code == 404


def test_an_ended_webhook_takes_its_messages_along(client, admin, webhook, submit, store):
    submit()
    assert client.delete(f"/v1/webhooks/{webhook['id']}", headers=admin).status_code == 204
    assert messages(store) == []


def test_a_private_address_is_refused_where_it_is_not_allowed(pipeline, store, settings, admin):
    strict = settings.model_copy(update={"webhook_allow_private": False})
    client = TestClient(create_app(strict, pipeline, store))
    for url in ("https://127.0.0.1/", "http://example.org/"):
        body = {"url": url, "events": ["case.stored"]}
        answer = client.post("/v1/webhooks", json=body, headers=admin)
        assert (answer.status_code, answer.json()["error"]) == (422, "webhook_target_refused")


def test_address_and_secret_are_encrypted(webhook, receiver, database_bytes, store):
    content = database_bytes()
    assert receiver.url.encode() not in content
    assert webhook["secret"].encode() not in content
    with store.reading() as session:
        assert session.scalars(select(Webhook)).one().url == receiver.url


def test_a_worker_lives_on_after_a_failure():
    calls = []

    def work():
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("once")
        return False

    worker = Worker("test", work, 0.01)
    worker.start()
    deadline = clocks.monotonic() + 5
    while len(calls) < 3 and clocks.monotonic() < deadline:
        clocks.sleep(0.01)
    worker.stop()
    worker.wait()
    assert len(calls) >= 3


def test_cases_past_their_time_are_erased_while_the_service_runs(
    submit, settings, pipeline, store, time
):
    submit()
    time.pass_time(days=settings.retention_days + 1)
    with TestClient(create_app(settings, pipeline, store)):
        deadline = clocks.monotonic() + 10
        while clocks.monotonic() < deadline:
            with store.reading() as session:
                if session.scalars(select(Case.id)).first() is None:
                    break
            clocks.sleep(0.05)
    with store.reading() as session:
        assert session.scalars(select(Case.id)).all() == []
