"""Corrections that a submitter sends along: stored with the case in one step, or not at all."""

import pytest

from service.access.roles import Role

TEXT = (
    "Zulfiya Qadamova and Marina Testova were refused in Osh by the doctor. MARINA TESTOVA has HIV."
)
MARK = {"redact": [{"words": "Marina Testova", "type": "PERSON"}]}


@pytest.fixture
def documenter(bearer):
    return bearer(Role.DOCUMENTER)


@pytest.fixture
def post(client, documenter):
    def send(address="/v1/cases", headers=None, **body):
        return client.post(
            address, json={"text": TEXT} | body, headers=documenter | (headers or {})
        )

    return send


def test_marked_words_are_taken_out_in_all_their_forms(post):
    body = post("/v1/tag", corrections=MARK).json()
    assert "testova" not in body["redacted_text"].lower()
    assert body["redacted_text"].count("[PERSON_2]") == 2


def test_restored_words_stand_in_the_text_again(post):
    body = post("/v1/tag", corrections={"restore": ["Zulfiya Qadamova"]}).json()
    assert body["redacted_text"].startswith("Zulfiya Qadamova and")


def test_what_is_marked_goes_even_if_it_was_restored(post):
    both = {
        "redact": [{"words": "Zulfiya Qadamova", "type": "PERSON"}],
        "restore": ["Zulfiya Qadamova"],
    }
    assert "Zulfiya" not in post("/v1/tag", corrections=both).json()["redacted_text"]


def test_corrections_and_decisions_are_stored_in_one_step(client, post, documenter, database_bytes):
    review = {
        "accept": [{"facet": "violation_type", "label": "denial_of_care"}],
        "reject": [{"facet": "perpetrator", "label": "health_worker_general"}],
        "add": [{"facet": "violation_type", "label": "outing"}],
        "country": {"incident": ["KZ"]},
        "record_type": "context_only",
    }
    answer = post(corrections=MARK, review=review)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert "estova" not in answer.text.lower()
    assert body["review_state"] == "pending"
    states = {tag["label"]: tag["state"] for tags in body["tags"].values() for tag in tags}
    assert states["denial_of_care"] == "accepted"
    assert states["health_worker_general"] == "rejected"
    assert states["outing"] == "added"
    assert body["record_type"]["label"] == "context_only"
    assert answer.headers["ETag"] == f'"{body["version"]}"'
    history = client.get(answer.headers["Location"] + "/history", headers=documenter).json()
    assert [event["kind"] for event in history["items"]] == [
        "stored",
        "redaction_corrected",
        "reviewed",
    ]
    assert b"Testova" not in database_bytes()


def test_a_submitter_may_finish_the_review(post):
    assert post(review={"review_state": "reviewed"}).json()["review_state"] == "reviewed"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"corrections": {"redact": [{"words": "Nobody Here", "type": "PERSON"}]}},
         "redact_spans_unusable"),
        ({"review": {"add": [{"facet": "violation_type", "label": "unheard_of"}]}},
         "label_unknown"),
        ({"review": {"reject": [{"facet": "violation_type", "label": "outing"}]}}, "tag_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_stores_nothing(client, post, documenter, body, error):
    answer = post(**body)
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert "Nobody" not in answer.text
    assert client.get("/v1/cases", headers=documenter).json()["cases"] == []


def test_the_same_key_gives_the_same_case_with_its_corrections_once(client, post, documenter):
    key = {"Idempotency-Key": "one"}
    first = post(corrections=MARK, review={}, headers=key)
    again = post(corrections=MARK, review={}, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = post(headers=key)
    assert other.json()["error"] == "idempotency_key_reused"
