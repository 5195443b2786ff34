"""Faults forced in each layer, by errors that quote what was sent: nothing of it comes out."""

import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from models.errors import ArtifactError, CasetagError, SpanError
from models.types import Countries, CountryTag
from service.cases.background import Worker
from service.cases.delivery import Delivery
from service.cases.webhook_targets import resolve
from service.errors import StoreError, WebhookTargetError
from service.store import audit
from service.store.cipher import Cipher
from service.store.store import Store
from tests.leak_proof.in_process import loud_logging
from tests.leak_proof.receiver import Receiver
from tests.leak_proof.walk import Walk


@pytest.fixture
def walk(tmp_path):
    with loud_logging() as loud:
        made = Walk(tmp_path)
        made.loud = loud
        yield made
        made.service.close()


def chained(words):
    error = RuntimeError(words)
    error.__cause__ = KeyError(words)
    error.add_note(words)
    return error


ERRORS = {
    "a key error": KeyError,
    "a chain with a note": chained,
    "an encoding error": lambda words: UnicodeDecodeError("utf-8", words.encode(), 0, 1, words),
    "a group": lambda words: ExceptionGroup(words, [ValueError(words)]),
    "the disk is full": lambda words: OSError(28, words, words),
    "an error of ours": CasetagError,
    "a span error": SpanError,
    "damaged models": ArtifactError,
    "a store error": StoreError,
    "out of memory": MemoryError,
    "too deep": RecursionError,
    "an integrity error": lambda words: IntegrityError(words, {"text": words}, KeyError(words)),
}  # fmt: skip
DRIVER_ERRORS = [
    ("SELECT", sqlite3.OperationalError),
    ("BEGIN", sqlite3.OperationalError),
    ("INSERT", sqlite3.OperationalError),
    ("INSERT", sqlite3.IntegrityError),
    ("INSERT", sqlite3.DataError),
    ("SELECT", sqlite3.ProgrammingError),
    ("BEGIN", sqlite3.InterfaceError),
    ("UPDATE", sqlite3.NotSupportedError),
]


def send_all(walk, install):
    """Make the requests while all is well, then send them with the fault; return the statuses."""
    requests = []
    for method, path in walk.planter.operations():
        walk.path = path
        requests.append((method, path, next(walk.planter.requests(method, path))))
    install()
    statuses = set()
    for method, path, request in requests:
        answer = walk.service.send(request)
        walk.proof.own_answer(f"{method} {path}", answer, walk.sent)
        statuses.add(answer.status)
    return statuses


def quote(walk):
    """Return the words that were planted last; none of them may be told."""
    return " ".join(walk.sent[-8:])


def assert_nothing_came_out(walk):
    walk.proof.look("the log", walk.service.printed.getvalue())
    walk.proof.look("what our loggers were told", walk.loud.stream.getvalue())
    assert not walk.proof.leaks, "\n".join(map(str, walk.proof.leaks[:20]))


@pytest.mark.parametrize("make", ERRORS.values(), ids=ERRORS.keys())
def test_the_pipeline_fails(walk, make):
    def install():
        walk.service.pipeline.error = make(quote(walk))

    assert send_all(walk, install) & {500, 503}
    assert_nothing_came_out(walk)


@pytest.mark.parametrize(("verb", "kind"), DRIVER_ERRORS)
def test_the_database_driver_quotes_its_parameters(walk, verb, kind):
    def install():
        @event.listens_for(walk.service.store.engine, "do_execute")
        def fail(_cursor, statement, parameters, _context):
            if statement.startswith(verb):
                raise kind(f"{quote(walk)} {parameters}")

        @event.listens_for(walk.service.store.engine, "do_execute_no_params")
        def fail_without(_cursor, statement, _context):
            if statement.startswith(verb):
                raise kind(quote(walk))

    assert send_all(walk, install) & {500, 503}
    assert_nothing_came_out(walk)


@pytest.mark.parametrize("kind", ["a chain with a note", "an integrity error", "the disk is full"])
def test_the_store_fails(walk, monkeypatch, kind):
    def fail(*_arguments, **_options):
        raise ERRORS[kind](quote(walk))

    def install():
        monkeypatch.setattr(Cipher, "encrypt", fail)
        monkeypatch.setattr(audit, "append", fail)

    assert send_all(walk, install) & {500, 503, 409}
    assert_nothing_came_out(walk)


def test_the_store_is_gone(walk, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError(quote(walk))

    def install():
        monkeypatch.setattr(Store, "_working", fail)

    assert 500 in send_all(walk, install)
    assert_nothing_came_out(walk)


def test_the_disk_is_full(walk):
    def install():
        @event.listens_for(walk.service.store.engine, "begin")
        def no_room(connection):
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    send_all(walk, install)
    statuses = set()
    for _ in range(30):
        answer = walk.ask("POST", "/v1/cases", {"text": walk.text() + " It went on." * 900})
        walk.proof.own_answer("POST /v1/cases", answer, walk.sent)
        statuses.add(answer.status)
    assert statuses & {500, 503}
    assert_nothing_came_out(walk)
    walk.service.look_everywhere(walk.proof, walk.loud)
    assert not walk.proof.leaks


def test_an_answer_that_breaks_its_own_contract_is_not_shown(walk):
    tag = walk.service.pipeline.tag

    def with_a_list_for_a_reason(*arguments):
        tagged = tag(*arguments)
        country = CountryTag("KG", "stated", (), [quote(walk)])
        return replace(tagged, countries=Countries(incident=(country,), other=()))

    def install():
        walk.service.pipeline.tag = with_a_list_for_a_reason

    assert 500 in send_all(walk, install)
    assert_nothing_came_out(walk)


def test_a_caller_that_leaves_is_not_told_of(walk):
    async def receive():
        raise ConnectionError(walk.word())

    async def send(message):
        walk.proof.look("an answer", str(message))

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/v1/tag",
        "raw_path": b"/v1/tag", "query_string": b"", "headers": [], "scheme": "http",
        "server": ("x", 80), "client": ("203.0.113.5", 1), "root_path": "",
    }  # fmt: skip
    walk.service.call(scope, receive, send)
    assert "unexpected_error" in walk.service.printed.getvalue()
    assert_nothing_came_out(walk)


def failing_find(make):
    def find(*_arguments, **_options):
        raise make()

    return find


def test_webhooks_that_fail_tell_nothing(walk):
    receiver = Receiver(500)
    address = walk.word()
    body = {"url": f"{receiver.url}/{address}", "events": ["case.stored"]}
    walk.proof.kept["url"].add(address)
    walk.proof.own_answer("POST /v1/webhooks", walk.ask("POST", "/v1/webhooks", body))
    finders = (
        resolve,
        failing_find(lambda: WebhookTargetError(quote(walk))),
        failing_find(lambda: RuntimeError(quote(walk))),
    )
    for find in finders:
        answer = walk.ask("POST", "/v1/cases", {"text": walk.text()})
        walk.proof.own_answer("POST /v1/cases", answer, walk.sent)
        delivery = Delivery(walk.service.store, walk.service.settings, find)
        with walk.service.printing():
            Worker("webhooks", lambda d=delivery: d.send_due() > 8, 1)._do_one()
        delivery.close()
    receiver.close()
    assert len(receiver.got) == 1
    for path, headers, body in receiver.got:
        walk.proof.look("webhook path", path, {address})
        walk.proof.look("webhook message", headers.encode() + body)
    assert "background_failed" in walk.service.printed.getvalue()
    walk.service.look_everywhere(walk.proof, walk.loud)
    assert_nothing_came_out(walk)
