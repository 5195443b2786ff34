"""The service keeps to its API description, whatever it is sent, for callers of every role.

Requests are generated from the description by Schemathesis, valid and broken ones: no answer is
a fault of ours, none has a status, a type or a body that is not described. Few for each operation
here, always the same ones; `make test-slow` sends many times as many, new ones in every run.
"""

import hypothesis
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from schemathesis.checks import (
    Failure,
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    response_headers_conformance,
)

from service.access.api_keys import NewKey, create_key
from service.access.organisations import ensure_organisation, find_organisation
from service.access.principals import cli_principal
from service.access.roles import Role
from service.app import create_app
from service.settings import Settings
from service.store.store import Store
from tests.conftest import NARRATIVE, FakePipeline

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    allow_header_conformance,
]
NOBODY = "nobody"
FEW, MANY = 15, 150
ROLES = pytest.mark.parametrize("role", [*Role, NOBODY])


def often(count, *, always_the_same):
    return hypothesis.settings(
        max_examples=count,
        derandomize=always_the_same,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    settings = Settings(
        host="192.0.2.1",  # no loopback: nothing is open
        data_folder=tmp_path_factory.mktemp("contract"),
        max_failed_attempts=1000,
        double_coding_share=1.0,
    )
    store = Store.open(settings)
    with store.session() as session:
        ensure_organisation(session)
    app = create_app(settings, FakePipeline(), store)
    yield app
    store.close()


@pytest.fixture(scope="module")
def keys(app):
    with app.state.store.session() as session:
        maker = cli_principal(find_organisation(session, "default"))
        made = {role: create_key(session, maker, NewKey("x", role, 30))[1] for role in Role}
    return {role: {"Authorization": f"Bearer {key}"} for role, key in made.items()} | {NOBODY: {}}


@pytest.fixture(scope="module")
def description(app):
    return schemathesis.openapi.from_asgi("/v1/openapi.json", app)


@pytest.fixture(scope="module")
def something(app, keys):
    """Ids of what is there: generated ids are of nothing, and end in 404."""
    client, admin = TestClient(app, base_url="https://testserver"), keys[Role.ADMIN]
    webhook = {"url": "https://example.org/", "events": ["case.stored"]}
    made = {
        "case_id": ("/v1/cases", {"text": NARRATIVE}),
        "webhook_id": ("/v1/webhooks", webhook),
        "key_id": ("/v1/keys", {"name": "x", "role": "annotator"}),
    }
    return {
        name: client.post(path, json=body, headers=admin).json()["id"]
        for name, (path, body) in made.items()
    }


@ROLES
def test_answers_keep_to_the_description(description, app, keys, something, role):
    keeps_to_it(description, app, keys[role], something, often(FEW, always_the_same=True))


@pytest.mark.slow
@ROLES
def test_many_answers_keep_to_the_description(description, app, keys, something, role):
    keeps_to_it(description, app, keys[role], something, often(MANY, always_the_same=False))


def test_what_breaks_the_description_is_told(description, app, keys, something, monkeypatch):
    monkeypatch.setattr(app.state.pipeline, "error", RuntimeError())
    settings = often(1, always_the_same=True)
    with pytest.raises(AssertionError, match="POST /v1/tag"):
        keeps_to_it(description, app, keys[Role.ADMIN], something, settings)


def keeps_to_it(description, app, key, something, settings):
    """Send generated requests to every operation; tell all that goes wrong at the end."""
    operations = [found.ok() for found in description.get_all_operations()]
    assert {(o.method.upper(), o.path) for o in operations} == described(app)
    failures = []
    for operation in operations:

        @settings
        @hypothesis.given(case=operation.as_strategy())
        def send(case):
            case.call_and_validate(headers=key, checks=CHECKS)
            known = {name: something[name] for name in case.path_parameters if name in something}
            if known and case.method != "DELETE":
                case.path_parameters.update(known)
                # The version it has until a review that is right, of which there are few.
                case.call_and_validate(headers=key | {"If-Match": '"1"'}, checks=CHECKS)

        try:
            send()
        except BaseExceptionGroup as group:
            failures += [f"{operation.label}: {error}" for error in group.exceptions]
        except Failure as error:
            failures.append(f"{operation.label}: {error}")
    assert not failures, "\n\n".join(failures)


def described(app):
    paths = app.openapi()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}
