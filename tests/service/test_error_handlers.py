import pytest

from models.errors import ArtifactError, OverloadedError
from service.error_handlers import describe_problems


def test_unknown_address_and_method_have_the_one_body(client):
    missing, wrong = client.get("/v1/nothing"), client.get("/v1/tag")
    assert (missing.status_code, missing.json()["error"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["error"]) == (405, "method_not_allowed")
    assert wrong.headers["Allow"] == "POST"


def test_problems_name_known_fields_only():
    detail = describe_problems(
        [
            {"loc": ("body", "items", 3, "text"), "type": "missing"},
            {"loc": ("body", "Zulfiya"), "type": "extra_forbidden"},
            {"loc": ("body", "text"), "type": "never_heard_of"},
        ]
    )
    assert detail == (
        "body.items.3.text is missing; body.(unknown field) is not allowed; body.text is not valid."
    )


def test_many_problems_are_cut_short():
    problems = [{"loc": ("body", "items", n, "text"), "type": "missing"} for n in range(100)]
    assert describe_problems(problems).endswith("; and 95 more.")


@pytest.mark.parametrize(
    "body", ["[]", '"text"', "7", "null", '{"text": null}', '{"text": ["a"]}', "{}"]
)
def test_wrong_shapes_are_422_with_the_one_body(client, body):
    answer = client.post("/v1/tag", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json().keys() == {"error", "detail"}
    assert answer.json()["error"] == "invalid_request"


def test_overload_says_when_to_come_again(client, pipeline):
    pipeline.error = OverloadedError("Full.")
    answer = client.post("/v1/tag", json={"text": "a"})
    assert (answer.status_code, answer.json()["error"]) == (429, "overloaded")
    assert int(answer.headers["Retry-After"]) > 0


def test_own_fault_is_500_and_logged_by_place_only(client, pipeline, capsys):
    pipeline.error = ArtifactError("hash of secret-place differs")
    answer = client.post("/v1/tag", json={"text": "a"})
    assert (answer.status_code, answer.json()["error"]) == (500, "models_unusable")
    log = capsys.readouterr().err
    assert "ArtifactError" in log
    assert "secret-place" not in log + answer.text


def test_unexpected_exception_is_a_generic_500_with_the_request_id(client, pipeline, capsys):
    pipeline.error = RuntimeError("about Zulfiya")
    answer = client.post("/v1/tag", json={"text": "a"})
    assert (answer.status_code, answer.json()["error"]) == (500, "internal_error")
    assert answer.headers["X-Request-ID"] in answer.json()["detail"]
    log = capsys.readouterr().err
    assert answer.headers["X-Request-ID"] in log
    assert "RuntimeError" in log
    assert "Zulfiya" not in log + answer.text
