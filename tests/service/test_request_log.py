import asyncio
import json

import pytest

from service.request_log import RequestLogMiddleware


@pytest.fixture
def log_lines(capsys):
    def read():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_one_line_says_how_a_request_ended(client, narrative, log_lines):
    answer = client.post("/v1/tag?name=Zulfiya", json={"text": narrative})
    [line] = log_lines()
    assert line["event"] == "request"
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/tag", 200)
    assert line["response_bytes"] == len(answer.content)
    assert line["request_bytes"] > len(narrative)
    assert line["duration_ms"] >= 0
    assert line["language"] == "en"
    assert line["labels"] == ["denial_of_care", "health_worker_general", "plhiv", "urgent_risk"]


def test_addresses_and_methods_that_callers_make_up_are_not_logged(client, capsys):
    client.get("/v1/Zulfiya/Qadamova?name=Zulfiya")
    client.request("ZULFIYA", "/v1/tag")
    log = capsys.readouterr().err.lower()
    assert "zulfiya" not in log
    assert log.count('"event": "request"') == 2


def test_a_request_id_of_the_caller_is_not_taken_over(client, capsys):
    answer = client.get("/health/live", headers={"X-Request-ID": "Zulfiya"})
    assert answer.headers["X-Request-ID"] != "Zulfiya"
    assert "Zulfiya" not in capsys.readouterr().err


def test_an_exception_after_the_answer_has_begun_is_logged_and_goes_no_further(client, log_lines):
    async def broken(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("Zulfiya")

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET"}
    asyncio.run(RequestLogMiddleware(broken)(scope, None, send))
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [line["event"] for line in log_lines()] == ["unexpected_error", "request"]
