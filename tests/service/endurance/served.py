"""A `casetag serve` that a test starts, kills and starts again."""

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

ROOT = Path(__file__).parents[3]
HOST = "127.0.0.1"
START_SECONDS = 60


class Nursery:
    """The process that the services are forks of."""

    def __init__(self):
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("nursery.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert json.loads(self._process.stdout.readline()) == {"ready": True}

    def ask(self, **command):
        with self._lock:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait()


class Served:
    """One service at one address and one store, whichever process it is at the moment."""

    def __init__(self, nursery, folder, **environment):
        self._nursery = nursery
        self.log = folder / "service.log"
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self._environment = {"CASETAG_PORT": str(self.port), **environment}
        self.process_id = None

    def start(self, *, wait=True, **environment):
        answer = self._nursery.ask(
            do="start", log=str(self.log), environment=self._environment | environment
        )
        self.process_id = answer["process_id"]
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self):
        last = time.monotonic() + START_SECONDS
        while True:
            with suppress(OSError, http.client.HTTPException):
                if self.request("GET", "/health/ready")[0] == 200:
                    return
            assert time.monotonic() < last, self.log.read_text()
            time.sleep(0.01)

    def request(self, method, path, body=None, headers=(), timeout=30):
        """Return status, headers and body of one request on a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            content = None if body is None else json.dumps(body).encode()
            kind = {"Content-Type": "application/json"} if content else {}
            connection.request(method, path, content, kind | dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def signal(self, number):
        os.kill(self.process_id, number)

    def wait(self, seconds=30):
        """Return how the process ended; None if it has not."""
        code = self._nursery.ask(do="wait", process_id=self.process_id, seconds=seconds)["code"]
        if code is not None:
            self.process_id = None
        return code

    def kill(self):
        self.signal(signal.SIGKILL)
        assert self.wait() == -signal.SIGKILL

    def stop(self):
        if self.process_id is not None:
            self.signal(signal.SIGKILL)
            self.wait()
