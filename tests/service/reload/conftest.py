"""A service in a process of its own, versions to promote, and callers that never stop."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HOST = "127.0.0.1"
CALLERS = 3


class Versions:
    """A folder of versions, and the file that names the promoted one."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def make(self, name, *files):
        (self.folder / name).mkdir()
        for file in files:
            (self.folder / name / file).touch()

    def promote(self, name):
        new = self.folder / "active.json.new"
        new.write_text(json.dumps({"version": name, "previous": ""}))
        new.replace(self.folder / "active.json")


class Service:
    """The process."""

    def __init__(self, folder, environment):
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self._log = folder / "service.log"
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("promoting_server.py"))],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=self._log.open("w"),
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "CASETAG_PORT": str(self.port),
                "CASETAG_DATA_FOLDER": str(folder / "data"),
                "CASETAG_MODEL_POLL_SECONDS": "0.2",
            }
            | environment,
        )

    def log(self):
        return self._log.read_text()

    def events(self, name):
        found = [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]
        return [line for line in found if line["event"] == name]

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def version(self):
        return json.loads(self.ask("GET", "/health/ready")[1])["model"]["version"]

    def wait_until(self, is_so, seconds=60):
        last = time.monotonic() + seconds
        while True:
            with suppress(OSError, http.client.HTTPException, KeyError):
                if is_so():
                    return
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < last, self.log()
            time.sleep(0.05)

    def hang_up(self):
        self._process.send_signal(signal.SIGHUP)

    def resident_mib(self):
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        (line,) = [line for line in lines if line.startswith("VmRSS")]
        return int(line.split()[1]) / 1024

    def stop(self):
        self._process.terminate()
        self._process.wait(30)


class Load:
    """Callers that send batches one after the other, and what they were answered."""

    def __init__(self, service, text):
        self._service = service
        self._body = {"items": [{"text": text}] * 3}
        self._is_over = threading.Event()
        self.failures = []
        self.versions = []
        self._threads = [threading.Thread(target=self._call) for _ in range(CALLERS)]
        for thread in self._threads:
            thread.start()

    def _call(self):
        while not self._is_over.is_set():
            try:
                status, content = self._service.ask("POST", "/v1/tag/batch", self._body)
                answered = {item["model"]["version"] for item in json.loads(content)["items"]}
            except (OSError, http.client.HTTPException, KeyError, ValueError) as error:
                self.failures.append(repr(error))
                continue
            if status != 200 or len(answered) != 1:
                self.failures.append((status, sorted(answered)))
            self.versions.append(answered.pop())

    def end(self):
        self._is_over.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "versions")


@pytest.fixture
def serve(tmp_path, versions):
    started = []

    def start(**environment):
        service = Service(tmp_path, {"VERSIONS": str(versions.folder)} | environment)
        started.append(service)
        service.wait_until(service.version, seconds=240)
        return service

    yield start
    for service in started:
        service.stop()


@pytest.fixture
def load_of(narrative):
    loads = []

    def begin(service):
        loads.append(Load(service, narrative))
        return loads[-1]

    yield begin
    for load in loads:
        load.end()
