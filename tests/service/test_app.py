import json

import pytest
from fastapi.testclient import TestClient

from models.errors import ArtifactError
from service import app as app_module
from service.app import create_app
from service.settings import Settings


def test_not_ready_before_the_models_are_loaded(settings):
    # Without its lifespan an app has loaded nothing.
    client = TestClient(create_app(settings))
    for answer in (client.get("/health/ready"), client.post("/v1/tag", json={"text": "a"})):
        assert (answer.status_code, answer.json()["error"]) == (503, "not_ready")
        assert answer.headers["Retry-After"]
    assert client.get("/health/live").status_code == 200


def test_models_are_loaded_by_the_lifespan(settings, pipeline, monkeypatch):
    monkeypatch.setattr(app_module, "load_pipeline", lambda _settings: pipeline)
    with TestClient(create_app(settings)) as client:
        assert client.get("/health/ready").status_code == 200


def test_an_app_without_usable_models_does_not_start(settings, monkeypatch):
    def refuse(_settings):
        raise ArtifactError("The trained folder is damaged.")

    monkeypatch.setattr(app_module, "load_pipeline", refuse)
    with pytest.raises(ArtifactError), TestClient(create_app(settings)):
        pass


def test_settings_come_from_the_environment_if_not_given(monkeypatch, pipeline):
    monkeypatch.setenv("CASETAG_MAX_BATCH_ITEMS", "3")
    assert create_app(pipeline=pipeline).state.settings.max_batch_items == 3


def test_no_documentation_page_from_foreign_hosts(client):
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
    assert client.get("/v1/openapi.json").status_code == 200


def test_no_telemetry_even_when_a_provider_is_there(settings, pipeline, monkeypatch, narrative):
    from fastapi.telemetry import _asgi
    from opentelemetry import _logs, trace

    asked = []

    class Provider(_logs.LoggerProvider, trace.TracerProvider):
        def get_logger(self, *args, **kwargs):
            asked.append(args)
            return _logs.NoOpLogger("x")

        def get_tracer(self, *args, **kwargs):
            asked.append(args)
            return trace.NoOpTracer()

    monkeypatch.setattr(_asgi._logs, "get_logger_provider", Provider)
    monkeypatch.setattr(_asgi.trace, "get_tracer_provider", Provider)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    with TestClient(create_app(settings, pipeline)) as client:
        client.post("/v1/tag", json={"text": narrative})
        client.post("/v1/tag", json={"text": 7})
    assert asked == []


def test_a_slash_too_many_is_not_redirected_with_its_query(client):
    answer = client.get("/v1/labels/?name=Zulfiya", follow_redirects=False)
    assert answer.status_code == 404
    assert "Zulfiya" not in json.dumps(dict(answer.headers))


def test_two_apps_share_nothing(pipeline):
    one, two = create_app(Settings(), pipeline), create_app(Settings(), pipeline)
    assert one.state.limiter is not two.state.limiter
    assert one.routes is not two.routes
