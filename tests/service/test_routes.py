import pytest

from service.schemas import TaggedBody


def _post(client, content, content_type="application/json"):
    return client.post("/v1/tag", content=content, headers={"Content-Type": content_type})


def test_tag_gives_the_body_of_the_design(client, narrative, known_name):
    answer = client.post("/v1/tag", json={"text": narrative})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == [
        "language",
        "redacted_text",
        "identifiers",
        "record_type",
        "tags",
        "questions",
        "country",
        "flags",
        "warnings",
        "combinations",
        "model",
    ]
    start = narrative.index(known_name)
    assert body["identifiers"] == [
        {
            "start": start,
            "end": start + len(known_name),
            "type": "PERSON",
            "placeholder": "[PERSON_1]",
        }
    ]
    assert known_name not in answer.text
    TaggedBody.model_validate(body)


def test_evidence_quotes_the_redacted_text(client, narrative):
    body = client.post("/v1/tag", json={"text": narrative}).json()
    [tag] = body["tags"]["violation_type"]
    [span] = tag["evidence"]
    assert body["redacted_text"][span["start"] : span["end"]] == "refused"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ('{"text": ""}', 422, "narrative_empty"),
        ('{"text": " \\n\\t"}', 422, "narrative_empty"),
        ('{"text": "' + "a" * 20_001 + '"}', 413, "narrative_too_long"),
        ('{"text": "\\ud800"}', 422, "narrative_encoding"),
        ('{"text": "a\\u0000b"}', 422, "narrative_encoding"),
        (b'{"text": "\xcf\xf0"}', 400, "not_utf8"),
        ('{"text": ', 400, "invalid_json"),
        ("", 400, "invalid_json"),
        ('{"text": "a", "text": "b"}', 400, "duplicate_key"),
        ('{"text": "a", "store": true}', 422, "invalid_request"),
        ('{"text": "' + "a" * 400_000 + '"}', 413, "request_too_large"),
    ],
)
def test_bad_input_gets_a_clear_error_and_reaches_no_model(client, pipeline, content, status, code):
    answer = _post(client, content)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json().keys() == {"error", "detail"}


def test_a_narrative_at_the_limit_in_escaped_json_is_taken(client):
    assert _post(client, '{"text": "' + "\\u0430" * 20_000 + '"}').status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_declared_as_json_is_refused(client, content_type):
    answer = _post(client, '{"text": "a"}', content_type)
    assert (answer.status_code, answer.json()["error"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "application/vnd.api+json"]
)
def test_other_ways_to_declare_json_are_taken(client, content_type):
    assert _post(client, '{"text": "a"}', content_type).status_code == 200


def test_batch_keeps_order_and_ids_and_loses_only_the_bad_narratives(client, narrative):
    items = [
        {"id": "a", "text": narrative},
        {"id": 7, "text": ""},
        {"text": "Police in Tashkent"},
    ]
    answer = client.post("/v1/tag/batch", json={"items": items})
    assert answer.status_code == 200
    first, second, third = answer.json()["items"]
    assert (first["id"], second["id"], third["id"]) == ("a", 7, None)
    assert first["redacted_text"]
    assert second == {"id": 7, "error": "narrative_empty", "detail": "The narrative is empty."}
    assert third["country"]["other"][0]["code"] == "UZ"


def test_batch_item_with_a_lone_surrogate_loses_itself_only(client):
    content = '{"items": [{"text": "\\ud800"}, {"text": "fine"}]}'
    headers = {"Content-Type": "application/json"}
    items = client.post("/v1/tag/batch", content=content, headers=headers).json()["items"]
    assert [item.get("error") for item in items] == ["narrative_encoding", None]


def test_batch_item_that_fails_unexpectedly_is_an_error_without_words(client, pipeline, capsys):
    pipeline.error = KeyError("Zulfiya")
    answer = client.post("/v1/tag/batch", json={"items": [{"id": 1, "text": "a"}]})
    assert answer.json()["items"][0]["error"] == "internal_error"
    log = capsys.readouterr().err
    assert "KeyError" in log
    assert "Zulfiya" not in log + answer.text


def test_batch_takes_a_bounded_number_of_narratives(client, pipeline):
    answer = client.post("/v1/tag/batch", json={"items": [{"text": "a"}] * 6})
    assert (answer.status_code, answer.json()["error"]) == (413, "batch_too_large")
    assert pipeline.texts == []
    assert client.post("/v1/tag/batch", json={"items": []}).status_code == 422


def test_labels_come_in_the_language_asked_for(client, pipeline):
    answer = client.get("/v1/labels", params={"lang": "ru"})
    assert answer.status_code == 200
    facets = {facet["id"]: facet for facet in answer.json()["facets"]}
    assert set(facets) == {*pipeline.labels.facets, "record_type", "flags"}
    names = {label["id"]: label["name"] for label in facets["violation_type"]["labels"]}
    assert names["denial_of_care"] == pipeline.labels.name("violation_type/denial_of_care", "ru")


def test_labels_in_an_unknown_language_are_refused_without_repeating_it(client):
    answer = client.get("/v1/labels", params={"lang": "Zulfiya"})
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_language")
    assert "Zulfiya" not in answer.text


def test_health(client):
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready", "model": {"version": "fake-1"}}


def test_the_page_is_served(client):
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("path", ["/static/%00", "/static/..%2fapp.py", "/static/" + "a" * 5000])
def test_no_file_outside_the_page_is_served(client, path):
    assert client.get(path).status_code == 404


def test_evidence_that_a_tag_hangs_on_is_given_when_asked_for(client):
    text = {"text": "He refused, and they refused again."}
    plain = client.post("/v1/tag", json=text).json()
    explained = client.post("/v1/tag", json=text | {"explain": True}).json()
    (tag,), (decisive,) = (b["tags"]["violation_type"] for b in (plain, explained))
    assert len(tag["evidence"]) == 2
    assert decisive["evidence"] == tag["evidence"][:1]
    assert client.post("/v1/tag", json=text | {"explain": "x"}).status_code == 422
