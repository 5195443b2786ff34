"""Who may call what: each endpoint and each role has its status."""

import pytest
from fastapi.testclient import TestClient

from service.access.roles import Role
from service.app import create_app

NOBODY = None
CALLERS = (NOBODY, Role.DOCUMENTER, Role.CASE_SYSTEM, Role.ANNOTATOR, Role.ADMIN)
NEW_KEY = {"name": "x", "role": "documenter"}
NARRATIVE = {"text": "Zulfiya Qadamova was refused."}
WEBHOOK = {"url": "https://example.org/hook", "events": ["case.stored"]}
NO_KEY = "0" * 32
MATRIX = {
    # operation: (body, status for nobody, documenter, case_system, annotator, admin)
    ("POST", "/v1/tag"): ({"text": "a"}, 401, 200, 200, 200, 200),
    ("POST", "/v1/tag/batch"): ({"items": [{"text": "a"}]}, 401, 200, 200, 200, 200),
    ("POST", "/v1/redact"): ({"text": "a"}, 401, 200, 200, 200, 200),
    ("GET", "/v1/labels"): (None, 401, 200, 200, 200, 200),
    ("GET", "/v1/keys"): (None, 401, 403, 403, 403, 200),
    ("POST", "/v1/keys"): (NEW_KEY, 401, 403, 403, 403, 201),
    ("DELETE", "/v1/keys/{key_id}"): (None, 401, 403, 403, 403, 404),
    ("POST", "/v1/cases"): (NARRATIVE, 401, 201, 201, 403, 201),
    ("POST", "/v1/cases/batch"): ({"items": [NARRATIVE]}, 401, 200, 200, 403, 200),
    ("GET", "/v1/cases"): (None, 401, 200, 403, 200, 200),
    ("GET", "/v1/cases/{case_id}"): (None, 401, 404, 404, 404, 404),
    ("GET", "/v1/cases/{case_id}/history"): (None, 401, 404, 403, 404, 404),
    # 428: whoever may review must say which version.
    ("PATCH", "/v1/cases/{case_id}"): ({}, 401, 428, 403, 428, 428),
    ("DELETE", "/v1/cases/{case_id}"): (None, 401, 404, 403, 403, 404),
    ("GET", "/v1/export"): (None, 401, 403, 403, 200, 200),
    ("GET", "/v1/review/progress"): (None, 401, 200, 403, 200, 200),
    ("GET", "/v1/review/second"): (None, 401, 403, 403, 200, 200),
    ("POST", "/v1/review/codings/{case_id}"): ({"labels": {}}, 401, 403, 403, 404, 404),
    ("GET", "/v1/review/agreement"): (None, 401, 403, 403, 200, 200),
    ("GET", "/v1/insight/counts"): (None, 401, 200, 403, 200, 200),
    ("GET", "/v1/insight/quality"): (None, 401, 200, 403, 200, 200),
    ("GET", "/v1/webhooks"): (None, 401, 403, 403, 403, 200),
    ("POST", "/v1/webhooks"): (WEBHOOK, 401, 403, 403, 403, 201),
    ("PATCH", "/v1/webhooks/{webhook_id}"): ({}, 401, 403, 403, 403, 404),
    ("DELETE", "/v1/webhooks/{webhook_id}"): (None, 401, 403, 403, 403, 404),
    ("GET", "/metrics"): (None, 401, 403, 403, 403, 200),
    ("GET", "/health/live"): (None, 200, 200, 200, 200, 200),
    ("GET", "/health/ready"): (None, 200, 200, 200, 200, 200),
    ("GET", "/"): (None, 200, 200, 200, 200, 200),
    ("GET", "/v1/openapi.json"): (None, 200, 200, 200, 200, 200),
}
# Whoever is not signed in may call these: they are how one signs in, or hold no data.
PUBLIC = {
    ("POST", "/v1/session"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
}


def statuses(callers, operation, sign_in):
    """Return what each caller gets; `sign_in` makes a client and the headers of a caller."""
    method, path = operation
    body, *_ = MATRIX[operation]
    found = []
    for caller in callers:
        client, headers = sign_in(caller)
        place = path.format(key_id=NO_KEY, case_id=NO_KEY, webhook_id=NO_KEY)
        answer = client.request(method, place, json=body, headers=headers)
        found.append(answer.status_code)
    return found


@pytest.mark.parametrize("operation", MATRIX, ids=" ".join)
def test_each_role_gets_its_status(client, bearer, operation):
    def with_key(caller):
        return client, {} if caller is NOBODY else bearer(caller)

    assert statuses(CALLERS, operation, with_key) == list(MATRIX[operation][1:])


@pytest.mark.parametrize("operation", MATRIX, ids=" ".join)
def test_a_session_of_the_page_gets_what_a_key_gets(visit, make_link, operation):
    def with_session(caller):
        client = visit()
        opened = client.post("/v1/session", json={"link": make_link(caller)}).json()
        return client, {"X-CSRF-Token": opened["csrf_token"]}

    callers = [Role.DOCUMENTER, Role.ANNOTATOR, Role.ADMIN]
    wanted = [MATRIX[operation][1 + CALLERS.index(caller)] for caller in callers]
    assert statuses(callers, operation, with_session) == wanted


def test_no_operation_but_the_public_ones_answers_a_stranger(client, app):
    """Holds for every operation there is, also those that nobody wrote into the table above."""
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if (method.upper(), path) in PUBLIC:
                continue
            # Valid JSON, so that nothing but the missing key can be the reason.
            body = {"text": "a"} if "requestBody" in operation else None
            answer = client.request(method, path.replace("{", "").replace("}", ""), json=body)
            assert answer.status_code == 401, f"{method} {path}"
            assert answer.json()["error"] == "not_signed_in"


def test_tagging_is_open_at_a_loopback_address_only(settings, pipeline, store, visit):

    for update, status in (
        ({"host": "127.0.0.1"}, 200),
        ({"host": "127.0.0.1", "open_tagging": False}, 401),
        ({"host": "192.0.2.1"}, 401),
        ({"host": "0.0.0.0"}, 401),
        ({"host": "192.0.2.1", "open_tagging": True}, 200),
    ):
        client = TestClient(create_app(settings.model_copy(update=update), pipeline, store))
        assert client.post("/v1/tag", json={"text": "a"}).status_code == status
        assert client.get("/v1/labels").status_code == status
        assert client.get("/v1/keys").status_code == 401


def test_an_open_service_needs_no_store_to_tag(settings, pipeline):

    local = settings.model_copy(update={"host": "127.0.0.1"})
    client = TestClient(create_app(local, pipeline))
    assert client.post("/v1/tag", json={"text": "a"}).status_code == 200


def test_metrics_are_for_this_machine_or_for_admins(settings, pipeline, store, bearer):

    for host, key, status in (
        ("127.0.0.1", {}, 200),
        ("192.0.2.1", {}, 401),
        ("192.0.2.1", bearer(Role.ANNOTATOR), 403),
        ("192.0.2.1", bearer(Role.ADMIN), 200),
    ):
        app = create_app(settings.model_copy(update={"host": host}), pipeline, store)
        assert TestClient(app).get("/metrics", headers=key).status_code == status
