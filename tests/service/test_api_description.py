import json

import pytest

from service.api_description import read_example
from service.cases.schemas import CaseBody, CaseRequest, ReviewRequest
from service.cases.webhook_schemas import WebhookRequest
from service.label_catalogue import LabelsBody
from service.redact_schemas import RedactedBody, RedactRequest
from service.schemas import BatchBody, BatchRequest, TaggedBody, TagRequest

SHAPES = {
    "tag_request": TagRequest,
    "tag_response": TaggedBody,
    "batch_request": BatchRequest,
    "batch_response": BatchBody,
    "redact_request": RedactRequest,
    "redact_response": RedactedBody,
    "labels_response": LabelsBody,
    "case_response": CaseBody,
}


@pytest.fixture
def description(client):
    return client.get("/v1/openapi.json").json()


@pytest.mark.parametrize(("name", "shape"), SHAPES.items())
def test_examples_have_the_shape_of_the_types(name, shape):
    example = read_example(name)
    # Unset: a request need not say what has a default.
    found = shape.model_validate(example).model_dump_json(exclude_unset=True)
    assert json.loads(found) == example


def test_requests_about_cases_have_examples(description):
    for path, method, shape in (
        ("/v1/cases", "post", CaseRequest),
        ("/v1/cases/{case_id}", "patch", ReviewRequest),
        ("/v1/webhooks", "post", WebhookRequest),
    ):
        body = description["paths"][path][method]["requestBody"]["content"]["application/json"]
        schema = description["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
        shape.model_validate(body.get("example") or schema["examples"][0])


def test_examples_are_in_the_description(description):
    tag = description["paths"]["/v1/tag"]["post"]
    request = tag["requestBody"]["content"]["application/json"]
    assert request["example"] == read_example("tag_request")
    answer = tag["responses"]["200"]["content"]["application/json"]
    assert answer["example"] == read_example("tag_response")


def test_evidence_of_the_example_lies_in_its_redacted_text():
    example = read_example("tag_response")
    length = len(example["redacted_text"])
    for tags in example["tags"].values():
        for tag in tags:
            assert all(0 <= s["start"] < s["end"] <= length for s in tag["evidence"])


def test_every_error_is_described_by_the_one_body(description):
    for path in description["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if not status.startswith("2"):
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ErrorBody"}


def test_fastapis_own_error_body_is_not_described(description):
    assert "HTTPValidationError" not in description["components"]["schemas"]


CALLS = [
    ("post", "/v1/tag", {"json": {"text": "a"}}),
    ("post", "/v1/tag", {"json": {"text": ""}}),
    ("post", "/v1/tag", {"json": {"text": "a" * 20_001}}),
    ("post", "/v1/tag", {"json": {}}),
    ("post", "/v1/tag", {"content": b"\xff", "headers": {"Content-Type": "application/json"}}),
    ("post", "/v1/tag", {"content": b"a"}),
    ("post", "/v1/tag", {"content": b"a" * 400_000}),
    ("post", "/v1/tag/batch", {"json": {"items": [{"text": "a"}]}}),
    ("post", "/v1/tag/batch", {"json": {"items": [{"text": "a"}] * 6}}),
    ("post", "/v1/tag/batch", {"json": {"items": 3}}),
    ("get", "/v1/labels", {}),
    ("get", "/v1/labels", {"params": {"lang": "xx"}}),
    ("get", "/health/live", {}),
    ("get", "/health/ready", {}),
]


@pytest.mark.parametrize(("method", "path", "options"), CALLS)
def test_no_answer_has_a_status_that_is_not_described(client, description, method, path, options):
    answer = client.request(method, path, **options)
    assert str(answer.status_code) in description["paths"][path][method]["responses"]
