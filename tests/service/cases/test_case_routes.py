import pytest
from sqlalchemy import func, select

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
    from dataclasses import replace

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
