"""Callers who send too much, too slowly, or come all at once, against a real process."""

import json
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.service.endurance.conftest import FOLDER
from tests.service.endurance.served import HOST

KIB = 1024
HEAD = b"POST /v1/tag HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture
def started(serve, tmp_path):
    def start(**environment):
        return serve(**{FOLDER: str(tmp_path / "data")}, **environment).start()

    return start


def connect(service):
    connection = socket.create_connection((HOST, service.port), timeout=20)
    connection.settimeout(20)
    return connection


def read_all(connection):
    content = b""
    while piece := connection.recv(65536):
        content += piece
    return content


def resident_kib(process_id):
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def test_a_request_that_is_declared_too_large_is_refused_unread(started):
    service = started()
    with connect(service) as connection:
        connection.sendall(HEAD + b"Content-Length: 3000000000\r\n\r\n")
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"request_too_large" in answer


def test_a_request_without_a_declared_size_is_cut_off_before_it_fills_the_memory(started):
    service = started(CASETAG_MAX_REQUEST_BYTES="100000")
    before = resident_kib(service.process_id)
    sent, answer = 0, b""
    with connect(service) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
        try:
            while sent < 200 * KIB * KIB:
                connection.sendall(piece)
                sent += len(piece)
            answer = read_all(connection)
        except OSError:
            pass
    assert sent < 50 * KIB * KIB
    assert resident_kib(service.process_id) - before < 20 * KIB
    assert not answer or answer.startswith(b"HTTP/1.1 413")
    assert service.request("GET", "/health/live")[0] == 200


def test_a_body_that_trickles_in_is_answered_408(started):
    service = started(CASETAG_REQUEST_TIMEOUT_SECONDS="0.5")
    began = time.monotonic()
    with connect(service) as connection:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n{")
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 408")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"] == "request_timeout"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("sent", [b"", b"POST /v1/tag HTTP/1.1\r\nX-Slow: "])
def test_a_caller_who_never_sends_a_whole_head_is_let_go(started, sent):
    service = started(CASETAG_REQUEST_TIMEOUT_SECONDS="0.5")
    with connect(service) as connection:
        connection.sendall(sent)
        assert read_all(connection) == b""


def test_many_who_send_nothing_do_not_keep_others_out_for_long(started):
    service = started(CASETAG_REQUEST_TIMEOUT_SECONDS="1", CASETAG_MAX_CONNECTIONS="5")
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(connect(service))
        time.sleep(0.2)
        status, headers, body = service.request("GET", "/health/live")
        assert (status, json.loads(body)["error"]) == (503, "too_many_connections")
        assert int(headers["Retry-After"]) >= 1
        assert headers["Cache-Control"] == "no-store"
        last = time.monotonic() + 20
        while service.request("GET", "/health/live")[0] != 200:
            assert time.monotonic() < last
            time.sleep(0.1)


def test_a_connection_that_is_kept_has_the_same_time_for_its_next_request(started):
    service = started(CASETAG_REQUEST_TIMEOUT_SECONDS="0.5")
    with connect(service) as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /health")
        assert read_all(connection).count(b"HTTP/1.1 200") == 1


def test_a_long_answer_is_not_cut_off_by_the_time_for_the_next_request(started):
    service = started(CASETAG_REQUEST_TIMEOUT_SECONDS="0.5", FAKE_PIPELINE_SECONDS="1.5")
    text = {"text": "In Osh the doctor refused Zulfiya Qadamova."}
    assert service.request("POST", "/v1/tag", text)[0] == 200


def test_one_too_many_gets_429_with_a_time_to_come_again_and_the_others_their_answer(started):
    service = started(
        FAKE_PIPELINE_SECONDS="0.3",
        CASETAG_MAX_CONCURRENT_REQUESTS="1",
        CASETAG_MAX_WAITING_REQUESTS="2",
    )
    text = {"text": "In Osh the doctor refused Zulfiya Qadamova."}
    answers = []

    def ask():
        answers.append(service.request("POST", "/v1/tag", text))

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = [status for status, _, _ in answers]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= 3
    assert all(int(headers["Retry-After"]) >= 1 for status, headers, _ in answers if status == 429)
