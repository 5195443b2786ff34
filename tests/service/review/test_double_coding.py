"""Two people code the same case, the second blind; what they say is counted."""

import pytest

from service.access.roles import Role
from service.app import create_app
from service.review.sample import is_in_sample

TEXT = "The doctor refused Zulfiya Qadamova in Osh."
FIRST = {
    "country": ["KG"],
    "key_population": [],
    "perpetrator": ["health_worker_general"],
    "record_type": ["violation"],
    "violation_type": ["denial_of_care"],
}


@pytest.fixture
def app(settings, pipeline, store):
    return create_app(settings.model_copy(update={"double_coding_share": 1}), pipeline, store)


@pytest.fixture
def coders(bearer):
    return [bearer(Role.ANNOTATOR, name=name) for name in ("one", "two")]


@pytest.fixture
def case(client, bearer, coders):
    """A case that the first coder has reviewed."""
    stored = client.post("/v1/cases", json={"text": TEXT}, headers=bearer(Role.ADMIN))
    review = {"accept": [{"facet": "violation_type", "label": "denial_of_care"}]}
    headers = coders[0] | {"If-Match": stored.headers["ETag"]}
    assert client.patch(stored.headers["Location"], json=review, headers=headers).is_success
    return stored.json()["id"]


@pytest.fixture
def code(client, coders, case):
    def post(labels, coder=1):
        return client.post(
            f"/v1/review/codings/{case}", json={"labels": labels}, headers=coders[coder]
        )

    return post


def progress(client, coder):
    return client.get("/v1/review/progress", headers=coder).json()


def test_a_reviewed_case_waits_for_another_coder_and_shows_no_label(client, coders, case):
    assert client.get("/v1/review/second", headers=coders[0]).json() == {"case": None, "waiting": 0}
    found = client.get("/v1/review/second", headers=coders[1]).json()
    assert found["waiting"] == 1
    assert found["case"]["id"] == case
    assert set(found["case"]) == {"id", "language", "redacted_text", "placeholders"}
    assert progress(client, coders[1])["double_coding"] == {
        "share": 1.0,
        "coded": 1,
        "coded_twice": 0,
        "waiting_for_you": 1,
        "disputed": 0,
    }


def test_the_same_labels_are_agreement(client, coders, case, code):
    answer = code(FIRST)
    assert (answer.status_code, answer.json()) == (201, {"is_disputed": False})
    body = client.get("/v1/review/agreement", headers=coders[0]).json()
    assert body["cases"] == 1
    assert {one["label"] for one in body["labels"]} >= {"denial_of_care", "KG", "violation"}
    assert progress(client, coders[1])["double_coding"]["waiting_for_you"] == 0


def test_other_labels_are_a_dispute_until_somebody_reviews_again(client, coders, case, code):
    assert code(FIRST | {"violation_type": ["outing"]}).json() == {"is_disputed": True}
    found = client.get("/v1/cases?disputed=true", headers=coders[0]).json()["cases"]
    assert [one["id"] for one in found] == [case]
    headers = coders[0] | {"If-Match": f'"{found[0]["version"]}"'}
    assert client.patch(f"/v1/cases/{case}", json={"flags": []}, headers=headers).is_success
    assert client.get("/v1/cases?disputed=true", headers=coders[0]).json()["cases"] == []
    assert progress(client, coders[0])["double_coding"]["coded_twice"] == 1


def test_nobody_codes_a_case_twice(code):
    assert code(FIRST, coder=0).status_code == 409
    assert code(FIRST).status_code == 201
    assert code(FIRST).json()["error"] == "case_conflict"


def test_unknown_labels_are_refused_and_nothing_is_kept(client, coders, code):
    assert code({"violation_type": ["unheard_of"]}).json()["error"] == "label_unknown"
    assert progress(client, coders[1])["double_coding"]["waiting_for_you"] == 1


def test_erasing_a_case_erases_its_codings(client, bearer, coders, case, code):
    code(FIRST)
    admin = bearer(Role.ADMIN)
    assert client.delete(f"/v1/cases/{case}", headers=admin).status_code == 204
    assert progress(client, coders[0])["double_coding"]["coded"] == 0
    assert client.get("/v1/review/agreement", headers=coders[0]).json()["cases"] == 0


def test_another_organisation_sees_nothing_of_it(client, bearer, case):
    stranger = bearer(Role.ANNOTATOR, organisation="other")
    assert client.get("/v1/review/second", headers=stranger).json()["case"] is None
    answer = client.post(f"/v1/review/codings/{case}", json={"labels": FIRST}, headers=stranger)
    assert answer.status_code == 404


def test_the_share_of_the_sample_is_kept():
    ids = [f"{number:032x}" for number in range(4000)]
    assert not any(is_in_sample(one, 0) for one in ids)
    assert all(is_in_sample(one, 1) for one in ids)
    assert 0.08 < sum(is_in_sample(one, 0.1) for one in ids) / len(ids) < 0.12
