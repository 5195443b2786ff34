import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from models.errors import SpanError
from models.types import Tag
from service.access.roles import Role
from service.store import audit
from service.store.tables import AuditEntry, Case

TEXT = "The doctor refused Zulfiya Qadamova in Bishkek."


@pytest.fixture
def submitter(bearer):
    return bearer(Role.CASE_SYSTEM, name="wanda")


@pytest.fixture
def submit(client, submitter):
    def post(body=None, headers=None):
        sent = {"text": TEXT} if body is None else body
        return client.post("/v1/cases", json=sent, headers=submitter | (headers or {}))

    return post


@pytest.fixture
def unknown_language(pipeline, monkeypatch):
    """Every text is in a language that is not supported."""
    tag = pipeline.tag
    monkeypatch.setattr(
        pipeline, "tag", lambda text: replace(tag(text), warnings=("language_not_supported",))
    )


def count(store, table=Case):
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(table))


def actions(store):
    with store.session() as session:
        assert audit.verify(session) is None
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        return [(row.action, row.detail) for row in rows if row.action.startswith("case_")]


def test_a_case_is_stored_redacted_and_read_back_as_it_was_answered(client, submit, submitter):
    stored = submit()
    assert stored.status_code == 201
    body = stored.json()
    assert "Qadamova" not in stored.text
    assert body["review_state"] == "pending"
    assert body["tags"]["violation_type"][0]["label"] == "denial_of_care"
    assert body["placeholders"] == [{"placeholder": "[PERSON_1]", "type": "PERSON"}]
    read = client.get(stored.headers["Location"], headers=submitter)
    assert read.json() == body
    assert read.headers["ETag"] == stored.headers["ETag"] == '"1"'


def test_the_narrative_and_its_name_are_nowhere_on_disk(submit, database_bytes):
    submit({"text": TEXT, "external_id": "secretid"})
    content = database_bytes()
    for planted in (b"Qadamova", b"Aida", b"refused", b"secretid"):
        assert planted not in content


def test_the_same_key_and_body_answer_the_same_case_without_work(store, submit, pipeline):
    first = submit(headers={"Idempotency-Key": "k1"})
    worked = len(pipeline.texts)
    second = submit(headers={"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.json() == first.json()
    assert len(pipeline.texts) == worked
    assert count(store) == 1


def test_the_same_key_with_another_body_is_refused(submit):
    submit(headers={"Idempotency-Key": "k1"})
    answer = submit({"text": "Another text."}, {"Idempotency-Key": "k1"})
    assert answer.status_code == 409
    assert answer.json()["error"] == "idempotency_key_reused"


def test_an_external_id_is_unique_within_its_system(client, submit, bearer):
    body = {"text": TEXT, "external_id": "A-1"}
    assert submit(body).status_code == 201
    assert submit(body).json()["error"] == "external_id_taken"
    other = bearer(Role.CASE_SYSTEM, name="primero")
    assert client.post("/v1/cases", json=body, headers=other).status_code == 201


def test_an_unsure_redaction_is_not_stored(store, submit, unknown_language):
    answer = submit()
    assert answer.status_code == 422
    assert answer.json()["error"] == "redaction_unsure"
    assert "refused" not in answer.text
    assert count(store) == 0
    assert actions(store) == [("case_refused", {"warnings": ["language_not_supported"]})]


def test_an_override_stores_it_and_is_audited(store, submit, unknown_language):
    answer = submit({"text": TEXT, "override": ["language_not_supported"]})
    assert answer.status_code == 201
    assert answer.json()["override"] is True
    assert actions(store) == [("case_stored", {"language": "en", "override": True})]


def test_an_override_that_was_not_needed_is_none(submit):
    answer = submit({"text": TEXT, "override": ["language_not_supported"]})
    assert answer.json()["override"] is False


@pytest.mark.parametrize("override", ["language_not_supported", ["no_letters"], [1], {"a": 1}])
def test_other_overrides_are_refused(submit, override):
    assert submit({"text": TEXT, "override": override}).status_code == 422


def test_nothing_is_stored_when_the_redactor_fails(store, submit, pipeline):
    pipeline.error = RuntimeError(TEXT)
    answer = submit()
    assert answer.status_code == 500
    assert "Qadamova" not in answer.text
    assert count(store) == 0


def test_a_case_system_reads_its_own_cases_only(client, submit, bearer):
    place = submit().headers["Location"]
    other = bearer(Role.CASE_SYSTEM, name="primero")
    assert client.get(place, headers=other).status_code == 404
    assert client.get(place, headers=bearer(Role.ANNOTATOR)).status_code == 200


def test_another_organisation_sees_nothing(client, submit, bearer):
    place = submit().headers["Location"]
    foreign = bearer(Role.ADMIN, organisation="other")
    assert client.get(place, headers=foreign).status_code == 404
    assert client.delete(place, headers=foreign).status_code == 404
    assert client.get("/v1/cases", headers=foreign).json()["cases"] == []


def test_lists_have_filters_pages_and_no_text(client, submit, bearer):
    for _ in range(3):
        submit()
    annotator = bearer(Role.ANNOTATOR)
    first = client.get("/v1/cases?limit=2", headers=annotator).json()
    rest = client.get(f"/v1/cases?limit=2&cursor={first['next_cursor']}", headers=annotator).json()
    assert (len(first["cases"]), len(rest["cases"]), rest["next_cursor"]) == (2, 1, None)
    assert "redacted_text" not in first["cases"][0]
    for query, expected in (
        ("label=violation_type/denial_of_care", 3),
        ("label=violation_type/outing", 0),
        ("language=ka", 0),
        ("review_state=pending", 3),
    ):
        found = client.get(f"/v1/cases?{query}", headers=annotator).json()["cases"]
        assert len(found) == expected, query


@pytest.mark.parametrize(
    "query", ["cursor=x", "limit=0", "limit=1000", "review_state=other", "cursor=" + "z" * 200]
)
def test_wrong_queries_are_refused(client, bearer, query):
    answer = client.get(f"/v1/cases?{query}", headers=bearer(Role.ADMIN))
    assert answer.status_code in (400, 422)


def test_an_erased_case_is_gone(client, store, submit, bearer):
    place = submit(headers={"Idempotency-Key": "k1"}).headers["Location"]
    admin = bearer(Role.ADMIN)
    assert client.delete(place, headers=admin).status_code == 204
    assert client.get(place, headers=admin).status_code == 404
    assert client.delete(place, headers=admin).status_code == 404
    assert [action for action, _ in actions(store)] == ["case_stored", "case_erased"]


@pytest.mark.parametrize("case_id", ["x", "0" * 31, "Z" * 32, "..%2f" * 4])
def test_an_id_that_is_none_is_not_looked_for(client, bearer, case_id):
    answer = client.get(f"/v1/cases/{case_id}", headers=bearer(Role.ADMIN))
    assert answer.status_code in (404, 422)


def test_of_submissions_at_once_with_one_key_one_is_stored(client, store, submit):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(submit(headers={"Idempotency-Key": "k"})))
        for _ in range(8)
    ]
    with client:  # one event loop for all, as in the service
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert count(store) == 1


def test_two_systems_may_use_the_same_key(client, submit, bearer, store):
    submit(headers={"Idempotency-Key": "k"})
    other = bearer(Role.CASE_SYSTEM, name="primero") | {"Idempotency-Key": "k"}
    assert client.post("/v1/cases", json={"text": TEXT + "!"}, headers=other).status_code == 201
    assert count(store) == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", b"\xc3\xa9"])
def test_a_key_that_is_none_is_refused(submit, key):
    assert submit(headers={"Idempotency-Key": key}).status_code == 422


def test_a_text_without_words_is_not_stored(store, submit):
    answer = submit({"text": "nothing the pipeline knows"})
    assert (answer.status_code, answer.json()["error"]) == (422, "redaction_unsure")
    assert count(store) == 0


def test_a_redactor_that_cannot_place_a_span_stores_nothing(store, submit, pipeline):
    pipeline.error = SpanError(TEXT)
    answer = submit()
    assert (answer.status_code, answer.json()["error"]) == (422, "redaction_failed")
    assert "Qadamova" not in answer.text
    assert count(store) == 0


def test_an_external_id_is_told_to_its_system_only(client, submit, submitter, bearer):
    place = submit({"text": TEXT, "external_id": "A-1"}).headers["Location"]
    assert client.get(place, headers=submitter).json()["external_id"] == "A-1"
    assert client.get(place, headers=bearer(Role.ADMIN)).json()["external_id"] is None


def test_a_batch_has_a_result_for_each(client, submitter, store):
    items = [{"text": TEXT}, {"text": " "}, {"text": "\ud800"}, {"text": TEXT, "external_id": "1"}]
    body = json.dumps({"items": items}).encode()
    headers = submitter | {"Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = client.post("/v1/cases/batch", content=body, headers=headers)
    results = answer.json()["items"]
    assert [result["status"] for result in results] == [201, 422, 422, 201]
    assert results[1]["error"] == "narrative_empty"
    again = client.post("/v1/cases/batch", content=body, headers=headers).json()["items"]
    assert [result["status"] for result in again] == [200, 422, 422, 200]
    assert again[0]["case"] == results[0]["case"]
    assert count(store) == 2


def test_a_batch_has_a_limit(client, submitter, settings):
    items = [{"text": TEXT}] * (settings.max_batch_items + 1)
    answer = client.post("/v1/cases/batch", json={"items": items}, headers=submitter)
    assert (answer.status_code, answer.json()["error"]) == (413, "batch_too_large")


def test_the_review_queue_begins_with_the_least_certain(client, submit, bearer, pipeline):
    tag = pipeline.tag
    for score in (0.9, 0.5, 0.7):
        pipeline.tag = lambda text, score=score: replace(
            tag(text), record_type=Tag("violation", score), tags={}, flags=()
        )
        submit()
    annotator = bearer(Role.ANNOTATOR)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/cases?limit=1{cursor}", headers=annotator).json()
        seen += [case["uncertainty"] for case in page["cases"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert seen == [1.0, 0.6, 0.2]
    newest = client.get("/v1/cases?order=newest", headers=annotator).json()["cases"]
    assert [case["uncertainty"] for case in newest] == [0.6, 1.0, 0.2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("flag=urgent_risk", 0),
        ("country=KG", 0),
        ("record_type=violation", 1),
        ("created_from=2020-01-01T00:00:00Z", 1),
        ("created_to=2020-01-01T00:00:00Z", 0),
        ("label=violation_type/denial_of_care&label=perpetrator/health_worker_general", 1),
    ],
)
def test_filters(client, submit, bearer, query, expected):
    submit()
    answer = client.get(f"/v1/cases?{query}", headers=bearer(Role.ANNOTATOR))
    assert len(answer.json()["cases"]) == expected


def test_that_a_case_was_read_is_in_the_audit(client, submit, submitter, store):
    client.get(submit().headers["Location"], headers=submitter)
    assert [action for action, _ in actions(store)] == ["case_stored", "case_read"]
