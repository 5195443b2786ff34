import pytest

from service.security_headers import CONTENT_SECURITY_POLICY, HEADERS


@pytest.mark.parametrize("path", ["/", "/v1/labels", "/nothing", "/static/app.js", "/health/live"])
def test_every_answer_has_the_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_errors_and_faults_have_the_headers_too(client, pipeline):
    pipeline.error = RuntimeError()
    fault = client.post("/v1/tag", json={"text": "a"})
    too_large = client.post("/v1/tag", content=b"a" * 400_000)
    assert (fault.status_code, too_large.status_code) == (500, 413)
    for answer in (fault, too_large):
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["Cache-Control"] == "no-store"


def test_answers_are_never_stored_and_page_files_are_asked_for_again(client):
    assert client.get("/v1/labels").headers["Cache-Control"] == "no-store"
    assert client.get("/static/app.js").headers["Cache-Control"] == "no-cache"


def test_no_inline_code_and_no_foreign_host_is_allowed():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
