"""The security headers are on every kind of answer, whoever makes it: a handler or a layer."""

import pytest
from sqlalchemy import event

from service.access.roles import Role
from service.security_headers import HEADERS

JSON = {"Content-Type": "application/json"}
NARRATIVE = {"text": "In Osh the doctor refused Zulfiya Qadamova."}
NO_CASE = "/v1/cases/" + "0" * 32


def caching(path):
    return "no-cache" if path.startswith("/static/") else "no-store"


def assert_headers(answer, path):
    assert {name: answer.headers.get_list(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }
    assert answer.headers.get_list("Cache-Control") == [caching(path)]


@pytest.fixture
def admin(bearer):
    return bearer(Role.ADMIN)


# Status wanted, method, path, and what else is sent.
ANSWERS = {
    "page": (200, "GET", "/", {}),
    "page, head only": (200, "HEAD", "/", {}),
    "static file": (200, "GET", "/static/app.js", {}),
    "no such static file": (404, "GET", "/static/nothing.js", {}),
    "static file by another method": (405, "POST", "/static/app.js", {}),
    "out of the static folder": (404, "GET", "/static/%2e%2e/settings.py", {}),
    "description": (200, "GET", "/v1/openapi.json", {}),
    "metrics": (200, "GET", "/metrics", {}),
    "answer of a model": (200, "POST", "/v1/tag", {"json": NARRATIVE}),
    "something made": (201, "POST", "/v1/cases", {"json": NARRATIVE}),
    "stream": (200, "GET", "/v1/export", {}),
    "no JSON": (400, "POST", "/v1/tag", {"content": b"{", "headers": JSON}),
    "no UTF-8": (400, "POST", "/v1/tag", {"content": b'"\xff"', "headers": JSON}),
    "key unknown": (401, "GET", "/v1/keys", {"headers": {"Authorization": "Bearer x"}}),
    "nothing there": (404, "GET", "/nothing", {}),
    "no such case": (404, "GET", NO_CASE, {}),
    "no such method": (405, "PUT", "/v1/tag", {}),
    "preflight of another origin": (405, "OPTIONS", "/v1/tag", {}),
    "too large, as declared": (413, "POST", "/v1/tag", {"content": b"a" * 3_000_000}),
    "too large, in pieces": (413, "POST", "/v1/tag", {"content": [b"a" * 100_000] * 30}),
    "too long": (413, "POST", "/v1/tag", {"json": {"text": "word " * 5000}}),
    "other type": (415, "POST", "/v1/tag", {"content": b"text"}),
    "wrong fields": (422, "POST", "/v1/tag", {"json": {}}),
    "no version": (428, "PATCH", NO_CASE, {"json": {"accept": []}}),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_them(client, admin, kind):
    status, method, path, sent = ANSWERS[kind]
    if isinstance(sent.get("content"), list):
        sent = sent | {"content": iter(sent["content"])}
    headers = admin | sent.get("headers", {})
    answer = client.request(method, path, **(sent | {"headers": headers}))
    assert answer.status_code == status
    assert_headers(answer, path)


def test_a_file_that_has_not_changed_has_them(client):
    first = client.get("/static/app.js")
    again = client.get("/static/app.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert_headers(again, "/static/app.js")


def test_no_content_and_refused_roles_have_them(client, bearer, admin):
    case = client.post("/v1/cases", json=NARRATIVE, headers=admin).json()["id"]
    refused = client.delete(f"/v1/cases/{case}", headers=bearer(Role.ANNOTATOR))
    erased = client.delete(f"/v1/cases/{case}", headers=admin)
    assert (refused.status_code, erased.status_code) == (403, 204)
    for answer in (refused, erased):
        assert_headers(answer, "/v1/cases")


def test_too_many_failed_tries_have_them(client):
    answers = [client.get("/v1/keys", headers={"Authorization": "Bearer x"}) for _ in range(7)]
    assert answers[-1].status_code == 429
    assert_headers(answers[-1], "/v1/keys")


def test_faults_have_them(client, pipeline, store, admin):
    pipeline.error = RuntimeError()
    fault = client.post("/v1/tag", json=NARRATIVE, headers=admin)
    assert fault.status_code == 500
    assert_headers(fault, "/v1/tag")

    @event.listens_for(store.engine, "do_execute")
    def fail(*_arguments):
        raise store.engine.dialect.loaded_dbapi.OperationalError("database is locked")

    busy = client.get("/v1/cases", headers=admin)
    assert busy.status_code == 503
    assert_headers(busy, "/v1/cases")


def test_a_slow_body_and_a_lost_store_have_them(client, app, admin, monkeypatch):
    async def never(*_arguments):
        raise TimeoutError

    monkeypatch.setattr("service.body_limit.BodyLimitMiddleware._collect", never)
    slow = client.post("/v1/tag", json=NARRATIVE, headers=admin)
    assert slow.status_code == 408
    assert_headers(slow, "/v1/tag")
    monkeypatch.undo()
    app.state.store = None
    gone = client.get("/v1/cases", headers=admin)
    assert gone.status_code == 503
    assert_headers(gone, "/v1/cases")


def test_every_described_operation_has_them_for_strangers_and_admins(client, app, admin):
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            place = path.replace("{", "").replace("}", "")
            for headers in ({}, admin):
                assert_headers(client.request(method, place, headers=headers), path)
