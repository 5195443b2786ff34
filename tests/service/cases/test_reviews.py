"""Reviews over HTTP: locking, decisions on tags, and more taken out of a text for good."""

import threading

import pytest

from service.access.roles import Role

TEXT = (
    "In Osh the doctor refused Zulfiya Qadamova. Marina Testova saw it; "
    "Testova, marina testova and MARINA TESTOVA wrote to +996 555 000 111. Call +996 555 000 111!"
)


@pytest.fixture
def documenter(bearer):
    return bearer(Role.DOCUMENTER, name="clinic")


@pytest.fixture
def stored(client, documenter):
    answer = client.post("/v1/cases", json={"text": TEXT}, headers=documenter)
    assert answer.status_code == 201
    return answer


@pytest.fixture
def change(client, documenter, stored):
    """Send a change of the stored case; the second argument is the version it is made from."""

    def patch(body, version=1):
        headers = documenter | ({"If-Match": f'"{version}"'} if version else {})
        return client.patch(stored.headers["Location"], json=body, headers=headers)

    return patch


def span_of(body, words, kind="PERSON"):
    start = body["redacted_text"].index(words)
    return {"start": start, "end": start + len(words), "type": kind}


def labels(body, facet="violation_type"):
    return {tag["label"]: tag["state"] for tag in body["tags"][facet]}


def test_a_change_must_say_which_version_it_is_made_from(change):
    answer = change({"accept": []}, version=None)
    assert (answer.status_code, answer.json()["error"]) == (428, "if_match_missing")


@pytest.mark.parametrize("tag", ['"2"', "1", 'W/"1"', "*", '"x"', ""])
def test_a_change_from_another_version_is_refused(client, stored, documenter, tag):
    answer = client.patch(
        stored.headers["Location"], json={"flags": []}, headers=documenter | {"If-Match": tag}
    )
    assert (answer.status_code, answer.json()["error"]) == (412, "case_changed")


def test_of_changes_at_once_one_is_kept(client, change):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(change({"flags": []}).status_code))
        for _ in range(6)
    ]
    with client:  # one event loop for all, as in the service
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == [200] + [412] * 5


def test_a_change_that_says_nothing_is_refused(change):
    assert change({}).json()["error"] == "nothing_to_change"


def test_tags_are_accepted_rejected_and_added(change):
    answer = change(
        {
            "accept": [{"facet": "violation_type", "label": "denial_of_care"}],
            "reject": [{"facet": "perpetrator", "label": "health_worker_general"}],
            "add": [{"facet": "violation_type", "label": "outing"}],
            "flags": ["urgent_risk"],
            "country": {"incident": ["KZ"]},
            "record_type": "no_violation",
        }
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert answer.headers["ETag"] == '"2"'
    assert (body["version"], body["review_state"]) == (2, "reviewed")
    assert labels(body) == {"denial_of_care": "accepted", "outing": "added"}
    assert labels(body, "perpetrator") == {"health_worker_general": "rejected"}
    assert body["record_type"] == {"label": "no_violation", "score": None}
    countries = {tag["code"]: tag["state"] for tag in body["country"]["incident"]}
    assert countries == {"KG": "rejected", "KZ": "added"}


@pytest.mark.parametrize(
    "body",
    [
        {"add": [{"facet": "violation_type", "label": "unheard_of"}]},
        {"add": [{"facet": "unheard_of", "label": "outing"}]},
        {"flags": ["outing"]},
        {"country": {"incident": ["QQ"]}},
        {"record_type": "unheard_of"},
        {"reject": [{"facet": "record_type", "label": "violation"}]},
        {"accept": [{"facet": "violation_type", "label": "outing"}]},
        {"accept": [{"facet": "Zulfiya Qadamova", "label": "outing"}]},
        {"redact": [{"start": 0, "end": 100_000, "type": "PERSON"}]},
        {"redact": [{"start": 5, "end": 5, "type": "PERSON"}]},
        {"redact": [{"start": 0, "end": 3, "type": "NAME"}]},
    ],
)
def test_what_cannot_be_done_changes_nothing(client, change, stored, documenter, body):
    answer = change(body)
    assert answer.status_code == 422
    assert "Qadamova" not in answer.text
    read = client.get(stored.headers["Location"], headers=documenter).json()
    assert read == stored.json()


def test_a_span_is_redacted_wherever_its_words_stand(client, change, stored, documenter):
    body = stored.json()
    answer = change({"redact": [span_of(body, "Marina Testova")]})
    assert answer.status_code == 200, answer.text
    text = answer.json()["redacted_text"]
    assert "testova" not in text.lower()
    assert "marina" not in text.lower()
    assert "[PERSON_1]" in text
    assert "[PERSON_2] saw it" in text
    kinds = {one["placeholder"]: one["type"] for one in answer.json()["placeholders"]}
    assert kinds["[PERSON_1]"] == kinds["[PERSON_2]"] == "PERSON"
    read = client.get(stored.headers["Location"], headers=documenter)
    assert read.json() == answer.json()
    history = client.get(stored.headers["Location"] + "/history", headers=documenter)
    assert "estova" not in history.text


def test_a_number_is_redacted_wherever_it_stands(change, stored):
    answer = change({"redact": [span_of(stored.json(), "+996 555 000 111", "PHONE")]})
    text = answer.json()["redacted_text"]
    assert "555" not in text
    assert text.count("[PHONE_1]") == 2


def test_who_takes_a_name_out_has_not_reviewed_the_labels(change, stored):
    answer = change({"redact": [span_of(stored.json(), "Marina Testova")]})
    assert (answer.json()["version"], answer.json()["review_state"]) == (2, "pending")


def test_a_stored_placeholder_keeps_its_number(change, stored):
    body = stored.json()
    start = body["redacted_text"].index("refused [PERSON_1]")
    span = {"start": start, "end": start + len("refused [PERSON_1]"), "type": "PERSON"}
    text = change({"redact": [span]}).json()["redacted_text"]
    assert "[PERSON_2] [PERSON_1]" in text


def test_evidence_moves_with_the_text(change, stored):
    before = stored.json()
    # Evidence of the country stands before the name, that of nothing behind it: add one.
    words = before["redacted_text"]
    answer = change({"redact": [span_of(before, "the", "PERSON")]}).json()
    (tag,) = answer["tags"]["violation_type"]
    (span,) = tag["evidence"]
    assert answer["redacted_text"][span["start"] : span["end"]] == "refused"
    assert words != answer["redacted_text"]


def test_the_reason_of_a_country_forgets_what_was_redacted(change, stored):
    assert stored.json()["country"]["incident"][0]["reason"] == "Osh → Kyrgyzstan"
    answer = change({"redact": [span_of(stored.json(), "Osh", "ADDRESS")]}).json()
    assert "Osh" not in str(answer)


def test_what_is_redacted_later_is_not_on_disk_in_the_clear(change, stored, database_bytes):
    change({"redact": [span_of(stored.json(), "Marina Testova")]})
    assert b"Testova" not in database_bytes()


def test_a_reviewed_case_can_go_back_into_the_queue(change):
    assert change({"flags": []}).json()["review_state"] == "reviewed"
    answer = change({"review_state": "pending"}, version=2).json()
    assert (answer["review_state"], answer["reviewed_at"]) == ("pending", None)


def test_the_history_says_who_did_what(client, change, stored, documenter):
    change({"accept": [{"facet": "violation_type", "label": "denial_of_care"}]})
    events = client.get(stored.headers["Location"] + "/history", headers=documenter).json()
    assert [(event["kind"], event["version"]) for event in events["items"]] == [
        ("stored", 1),
        ("reviewed", 2),
    ]
    assert events["items"][1]["changes"]["tags"] == [
        {"facet": "violation_type", "label": "denial_of_care", "state": "accepted"}
    ]


UNKNOWN = {"facet": "perpetrator", "label": "unknown"}
POLICE = {"facet": "perpetrator", "label": "police"}


def test_a_label_that_stands_alone_puts_the_others_out(change):
    after = change({"add": [UNKNOWN]}).json()
    assert labels(after, "perpetrator") == {
        "health_worker_general": "rejected",
        "unknown": "added",
    }


def test_any_other_label_puts_out_the_one_that_stands_alone(change):
    change({"add": [UNKNOWN]})
    after = change({"add": [POLICE]}, version=2).json()
    assert labels(after, "perpetrator") == {
        "health_worker_general": "rejected",
        "police": "added",
        "unknown": "rejected",
    }


def test_labels_of_other_facets_stay(change):
    after = change({"add": [UNKNOWN]}).json()
    assert labels(after) == {"denial_of_care": "suggested"}


@pytest.mark.parametrize("verb", ["add", "accept"])
def test_labels_that_exclude_one_another_cannot_be_named_together(change, verb):
    known = {"facet": "perpetrator", "label": "health_worker_general"}
    answer = change({"add": [UNKNOWN], verb: [UNKNOWN, POLICE] if verb == "add" else [known]})
    assert (answer.status_code, answer.json()["error"]) == (422, "labels_exclusive")
