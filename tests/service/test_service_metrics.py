import asyncio

import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.step_times import step
from service.access import clock
from service.access.organisations import ensure_organisation
from service.errors import StoreUnavailableError
from service.settings import Settings
from service.state_metrics import StateCollector
from service.store.identifiers import new_id
from service.store.store import Store
from service.store.tables import OutboxMessage, Webhook


def samples_of(text):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def read(client):
    def samples():
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        return samples_of(answer.text)

    return samples


@pytest.fixture
def store(client, tmp_path):
    opened = Store.open(Settings(data_folder=tmp_path))
    client.app.state.store = opened
    yield opened
    opened.close()


def requests(route, method, status):
    return (
        "casetag_requests_total",
        ("method", method),
        ("route", route),
        ("status", str(status)),
    )


def test_requests_are_counted_by_route_method_and_status(client, narrative, read):
    for text in (narrative, narrative, ""):
        client.post("/v1/tag", json={"text": text})
    found = read()
    assert found[requests("/v1/tag", "POST", 200)] == 2
    assert found[requests("/v1/tag", "POST", 422)] == 1
    assert found["casetag_step_seconds_count", ("step", "total")] == 3


def test_nothing_that_a_caller_makes_up_becomes_a_label(client, read, narrative):
    client.get("/health/live")
    before = {key for key in read() if key[0] == "casetag_requests_total"}
    for number in range(20):
        client.get(f"/v1/zulfiya{number}?x=zulfiya")
        client.get(f"/static/zulfiya{number}.js")
        client.get(f"/v1/cases/{number:032x}", headers={"X-Request-ID": "zulfiya"})
        client.request(f"ZULFIYA{number}", "/v1/tag")
        client.request("DELETE", "/v1/tag")
        client.get(f"/v1/labels?lang=zulfiya{number}")
    text = client.get("/metrics").text
    assert "zulfiya" not in text.lower()
    new = {key for key in samples_of(text) if key[0] == "casetag_requests_total"} - before
    assert len(new) <= 7, new
    assert requests("(no route)", "GET", 404) in new


def test_no_word_of_a_narrative_is_in_the_metrics(client, narrative, known_name):
    client.post("/v1/tag", json={"text": narrative})
    text = client.get("/metrics").text
    for word in (*known_name.split(), "Osh", "HIV", "denial_of_care"):
        assert word not in text


def test_only_the_services_own_metrics_are_told(read):
    assert {name.partition("_")[0] for name, *_ in read()} == {"casetag"}


def test_two_apps_count_apart(client, read, settings, pipeline):
    from fastapi.testclient import TestClient

    from service.app import create_app

    TestClient(create_app(settings, pipeline)).get("/health/live")
    assert requests("/health/live", "GET", 200) not in read()


def test_narratives_are_counted_by_language(client, read, narrative):
    client.post("/v1/tag", json={"text": narrative})
    client.post("/v1/redact", json={"text": narrative})
    client.post("/v1/tag/batch", json={"items": [{"text": narrative}, {"text": ""}]})
    assert read()["casetag_narratives_total", ("language", "en")] == 3


def test_languages_that_are_not_supported_are_counted_as_one(client, read):
    client.app.state.metrics.count_languages(["zu", "mt", "und", "ka"])
    found = read()
    assert found["casetag_narratives_total", ("language", "other")] == 3
    assert found["casetag_narratives_total", ("language", "ka")] == 1


def test_steps_that_the_core_measures_are_in_the_metrics_and_in_the_log(
    client, read, pipeline, capsys
):
    tag = pipeline.tag

    def stepwise(text):
        with step("redact"):
            pass
        with step("tag"):
            return tag(text)

    pipeline.tag = stepwise
    client.post("/v1/tag/batch", json={"items": [{"text": "a"}, {"text": "b"}]})
    assert '"redact_ms"' in capsys.readouterr().err
    found = read()
    assert found["casetag_step_seconds_count", ("step", "redact")] == 2
    assert found["casetag_step_seconds_count", ("step", "tag")] == 2


def test_refusals_and_the_queue_are_told(client, read):
    limiter = client.app.state.limiter

    async def fill():
        async with limiter.turn():
            running = samples_of(client.app.state.metrics.text().decode())
            limiter._admitted += 1_000
            with pytest.raises(Exception, match="Too many"):
                async with limiter.turn():
                    pass
            limiter._admitted -= 1_000
            return running

    running = asyncio.run(fill())
    assert running["casetag_work_running",] == 1
    assert running["casetag_work_waiting",] == 0
    found = read()
    assert found["casetag_work_running",] == 0
    assert found["casetag_work_refused_total", ("reason", "queue_full")] == 1
    assert found["casetag_work_refused_total", ("reason", "no_turn_in_time")] == 0


def test_build_and_model_versions_are_told(read):
    found = read()
    assert found["casetag_model_info", ("version", "fake-1")] == 1
    assert any(name == "casetag_build_info" for name, *_ in found)


def test_messages_that_wait_for_webhooks_are_counted(store, read):
    assert read()["casetag_outbox_waiting",] == 0
    now = clock.now()
    with store.session() as database:
        ensure_organisation(database)
    from service.access.organisations import find_organisation

    with store.session() as database:
        owner = find_organisation(database, "default")
        organisation = getattr(owner, "id", owner)
        hook = Webhook(
            id=new_id(), organisation_id=organisation, url="https://example.org/",
            secret="s" * 32, events=["case.stored"], created_at=now,
        )  # fmt: skip
        database.add(hook)
        database.flush()
        for delivered, failed in ((None, None), (None, None), (now, None), (None, now)):
            database.add(
                OutboxMessage(
                    id=new_id(), organisation_id=organisation, webhook_id=hook.id,
                    event="case.stored", case_id=new_id(), payload={}, attempts=0, created_at=now,
                    next_attempt_at=now, delivered_at=delivered, failed_at=failed,
                )
            )  # fmt: skip
    found = read()
    assert found["casetag_outbox_waiting",] == 2
    assert found["casetag_outbox_given_up",] == 1
    assert found["casetag_store_up",] == 1


def test_a_database_that_does_not_answer_is_told_and_the_rest_still_there(
    store, client, read, monkeypatch
):
    def refuse():
        raise StoreUnavailableError("down")

    monkeypatch.setattr(store, "reading", refuse)
    found = read()
    assert found["casetag_store_up",] == 0
    assert ("casetag_outbox_waiting",) not in found
    assert found["casetag_work_running",] == 0


def test_registering_the_state_reads_nothing():
    assert StateCollector(None).describe() == []


def test_the_metrics_are_described(client):
    operation = client.get("/v1/openapi.json").json()["paths"]["/metrics"]["get"]
    assert list(operation["responses"]["200"]["content"]) == ["text/plain"]
    assert {"401", "403", "503"} <= operation["responses"].keys()
