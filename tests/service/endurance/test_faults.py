"""A database that is locked, full or away: errors that say so, then recovery without a restart."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

import pytest

from tests.service.endurance.conftest import FOLDER
from tests.service.endurance.submitters import Submitters
from tests.service.endurance.test_kills import assert_whole

TEXT = {"text": "In Osh the doctor refused Zulfiya Qadamova, who lives with HIV."}


def assert_unavailable(answer):
    status, headers, body = answer
    assert (status, json.loads(body)["error"]) == (503, "store_unavailable")
    assert int(headers["Retry-After"]) >= 1


@pytest.fixture
def sqlite_store(tmp_path):
    return {FOLDER: str(tmp_path / "data")}


def test_a_locked_database_is_told_in_time_and_used_again(sqlite_store, serve, prepared, tmp_path):
    store = prepared(sqlite_store)
    service = serve(**sqlite_store).start(FAKE_BUSY_SECONDS="0.3")
    path = tmp_path / "data" / "casetag.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert_unavailable(service.request("POST", "/v1/cases", TEXT, store.header))
        assert time.monotonic() - began < 10
        # Who only reads waits for nobody.
        assert service.request("GET", "/v1/cases", headers=store.header)[0] == 200
        assert service.request("GET", "/health/ready")[0] == 200
        other.execute("ROLLBACK")
    assert service.request("POST", "/v1/cases", TEXT, store.header)[0] == 201


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 3 MiB."""
    if os.getuid() != 0:
        pytest.skip("only root can mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_told_and_used_again_when_there_is_room(small_disk, serve, prepared):
    environment = {FOLDER: str(small_disk / "data")}
    store = prepared(environment)
    service = serve(**environment).start()
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        room = os.statvfs(small_disk)
        file.write(b"x" * (room.f_bavail * room.f_frsize - 64 * 1024))
    answers = []
    for number in range(400):
        header = store.header | {"Idempotency-Key": f"case-{number}"}
        answers.append(service.request("POST", "/v1/cases", TEXT, header))
        if answers[-1][0] != 201:
            break
    assert_unavailable(answers[-1])
    assert_unavailable(service.request("POST", "/v1/cases", TEXT, header))
    assert service.request("GET", "/health/live")[0] == 200
    ballast.unlink()
    assert service.request("POST", "/v1/cases", TEXT, header)[0] == 201
    stored = json.loads(service.request("GET", "/v1/cases?limit=1", headers=store.header)[2])
    assert stored["cases"]
    acknowledged = {f"case-{number}": "" for number in range(len(answers))}
    for key in acknowledged:
        again = service.request("POST", "/v1/cases", TEXT, store.header | {"Idempotency-Key": key})
        assert again[0] == 200
        acknowledged[key] = json.loads(again[2])["id"]
    assert_whole(store.store, acknowledged, len(answers))


def test_postgresql_may_stop_and_start_under_load(request, serve, prepared, tmp_path):
    server = request.getfixturevalue("postgres")
    environment = {
        FOLDER: str(tmp_path / "data"),
        "CASETAG_DATABASE_URL": request.getfixturevalue("postgres_database"),
    }
    store = prepared(environment)
    service = serve(**environment).start()
    callers = Submitters(service.port, store.header, cases=120, clients=8).start()
    callers.wait_for(20)
    server.run("restart", "-m", "immediate", "-o", server.options)
    callers.wait_for(60)
    server.run("stop", "-m", "fast")
    try:
        answer = service.request("POST", "/v1/cases", TEXT, store.header)
        assert service.request("GET", "/health/live")[0] == 200
    finally:
        server.run("start", "-o", server.options)
    assert_unavailable(answer)
    callers.join()
    assert not callers.problems
    assert callers.answers[503] > 0
    store.store.engine.dispose()
    assert_whole(store.store, callers.acknowledged, 120)
    service.signal(signal.SIGTERM)
    assert service.wait() == -signal.SIGTERM


def test_a_server_that_is_locked_is_told_in_time(request, serve, prepared, tmp_path):
    address = request.getfixturevalue("postgres_database")
    environment = {FOLDER: str(tmp_path / "data"), "CASETAG_DATABASE_URL": address}
    store = prepared(environment)
    service = serve(**environment).start(FAKE_BUSY_SECONDS="0.3")
    answers = []
    with store.store.engine.connect() as other, other.begin():
        other.exec_driver_sql("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE")
        thread = threading.Thread(
            target=lambda: answers.append(service.request("POST", "/v1/cases", TEXT, store.header))
        )
        thread.start()
        thread.join(25)
        assert not thread.is_alive()
    assert_unavailable(answers[0])
    assert service.request("POST", "/v1/cases", TEXT, store.header)[0] == 201
