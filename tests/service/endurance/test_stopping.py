"""SIGTERM: what was accepted is finished, nothing else is begun, and it ends in bounded time."""

import http.client
import signal
import threading
import time
from contextlib import suppress

import pytest

from service.server import SHUTDOWN_SECONDS
from tests.service.endurance.submitters import Submitters
from tests.service.endurance.test_kills import assert_whole

CALLERS = 8
# Uvicorn hands the signal on when all is done, as supervisors expect.
ENDED = -signal.SIGTERM


def test_what_was_accepted_is_answered_when_the_service_is_stopped(where, serve, prepared):
    store = prepared(where)
    service = serve(**where).start(FAKE_PIPELINE_SECONDS="0.2")
    answers = []

    def submit(number):
        headers = store.header | {"Idempotency-Key": f"case-{number}"}
        text = {"text": f"In Osh the doctor refused Zulfiya Qadamova. {number}"}
        answers.append(service.request("POST", "/v1/cases", text, headers)[0])

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    last = time.monotonic() + 20
    while not answers:
        # From the first answer on, all the others are being worked on or wait for their turn.
        assert time.monotonic() < last
        time.sleep(0.002)
    time.sleep(0.1)
    service.signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    assert answers == [201] * CALLERS
    assert service.wait(SHUTDOWN_SECONDS + 10) == ENDED
    with pytest.raises(OSError, match="refused"):
        service.request("GET", "/health/live")


def test_stops_under_load_lose_nothing(where, serve, prepared):
    store = prepared(where)
    service = serve(**where).start(FAKE_PIPELINE_SECONDS="0.01")
    callers = Submitters(service.port, store.header, cases=60, clients=8).start()
    for part in range(1, 4):
        callers.wait_for(part * 15)
        service.signal(signal.SIGTERM)
        assert service.wait(SHUTDOWN_SECONDS + 10) == ENDED
        service.start(FAKE_PIPELINE_SECONDS="0.01")
    callers.join()
    assert not callers.problems
    assert_whole(store.store, callers.acknowledged, 60)


def test_work_that_takes_too_long_does_not_hold_up_the_end(serve, prepared, tmp_path):
    environment = {"CASETAG_DATA_FOLDER": str(tmp_path / "data")}
    store = prepared(environment)
    service = serve(**environment).start(FAKE_PIPELINE_SECONDS="60", FAKE_SHUTDOWN_SECONDS="1")
    text = {"text": "In Osh the doctor refused Zulfiya Qadamova."}

    def submit():
        with suppress(OSError, http.client.HTTPException):
            service.request("POST", "/v1/cases", text, store.header)

    thread = threading.Thread(target=submit, daemon=True)
    thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    service.signal(signal.SIGTERM)
    assert service.wait(30) == ENDED
    assert time.monotonic() - began < 15
    thread.join(5)
    assert not thread.is_alive()
