import pytest
from fastapi.testclient import TestClient

from service.app import create_app

URL = "/v1/redact"


def test_numbered_placeholders_are_what_one_gets_without_asking(client, narrative, known_name):
    answer = client.post(URL, json={"text": narrative})
    body = answer.json()
    assert answer.status_code == 200
    assert body["redacted_text"] == narrative.replace(known_name, "[PERSON_1]")
    assert body["placeholders"] == "numbered"
    assert body["model"] == {"version": "fake-1"}
    assert known_name not in answer.text


def test_identifiers_say_where_in_the_submitted_text_and_what_stands_there_now(
    client, narrative, known_name
):
    body = client.post(URL, json={"text": narrative, "placeholders": "typed"}).json()
    (found,) = body["identifiers"]
    assert narrative[found["start"] : found["end"]] == known_name
    assert found["placeholder"] == "[PERSON]"
    assert "[PERSON]" in body["redacted_text"]


def test_invented_names_come_with_a_warning_and_from_the_seed_given(client, narrative):
    request = {"text": narrative, "placeholders": "realistic", "seed": 5}
    body = client.post(URL, json=request).json()
    assert "substitutes_are_invented" in body["warnings"]
    assert "Ida 5" in body["redacted_text"]


@pytest.mark.parametrize("style", ["numbered", "typed"])
def test_other_styles_have_no_such_warning(client, narrative, style):
    body = client.post(URL, json={"text": narrative, "placeholders": style}).json()
    assert body["warnings"] == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"placeholders": "Xyzqvarna"}, "body.placeholders is none of its values."),
        ({"placeholders": 1}, "body.placeholders is none of its values."),
        ({"seed": -1}, "body.seed is not valid."),
        ({"seed": 2**53}, "body.seed is not valid."),
        ({"seed": True}, "body.seed must be a whole number or a string."),
        ({"text": ""}, "The narrative is empty."),
        ({"Xyzqvarna": 1}, "body.(unknown field) is not allowed."),
    ],
)
def test_a_wrong_request_is_refused_without_quoting_it(client, narrative, wrong, told):
    answer = client.post(URL, json={"text": narrative, **wrong})
    assert answer.status_code == 422
    assert answer.json()["detail"] == told
    assert "Xyzqvarna" not in answer.text


def test_no_word_of_the_narrative_is_logged(client, narrative, capfd):
    client.post(URL, json={"text": f"{narrative} Xyzqvarna", "placeholders": "realistic"})
    logged = "".join(capfd.readouterr())
    assert '"placeholders": "realistic"' in logged
    for word in ("Osh", "doctor", "Zulfiya", "Xyzqvarna", "Ida"):
        assert word not in logged


def test_without_models_nothing_is_redacted(settings, pipeline, narrative, known_name):
    app = create_app(settings, pipeline)
    with TestClient(app) as client:
        app.state.pipeline = None
        answer = client.post(URL, json={"text": narrative})
    assert answer.status_code == 503
    assert answer.json()["error"] == "not_ready"
    assert known_name not in answer.text
