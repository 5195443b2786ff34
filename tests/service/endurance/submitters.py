"""Clients that submit cases until each is acknowledged, whatever happens to the service."""

import http.client
import json
import random
import threading
import time

from tests.service.endurance.served import HOST

NAME = "Zulfiya Qadamova"
TRY_AGAIN = {429, 503}
DONE = {200, 201}
# One of so many is sent once more after its answer: callers forget what they were told.
FORGOTTEN = 10


class Submitters:
    """Sixteen callers or so who share a list of cases.

    Attributes:
        acknowledged: Case id by Idempotency-Key, as the service told it.
        answers: How often each status was answered; "lost" where the connection broke.
        problems: What a caller must never see.
    """

    def __init__(self, port, header, cases, clients=16, seed=1, last=1500):
        self._port = port
        self._header = header
        self._chance = random.Random(seed)
        self._waiting = [f"case-{number}" for number in reversed(range(cases))]
        self._lock = threading.Lock()
        self._last = time.monotonic() + last
        self.acknowledged = {}
        self.answers = {}
        self.problems = []
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(clients)]

    def start(self):
        for thread in self._threads:
            thread.start()
        return self

    def is_running(self):
        return any(thread.is_alive() for thread in self._threads)

    def wait_for(self, cases):
        """Wait until so many cases are acknowledged."""
        while len(self.acknowledged) < cases and self.is_running():
            time.sleep(0.002)

    def join(self):
        for thread in self._threads:
            thread.join()

    def _work(self):
        connection = None
        while time.monotonic() < self._last:
            with self._lock:
                if not self._waiting:
                    return
                key = self._waiting.pop()
                times = 2 if self._chance.randrange(FORGOTTEN) == 0 else 1
            for _ in range(times):
                connection = self._until_done(key, connection)

    def _until_done(self, key, connection):
        while time.monotonic() < self._last:
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(HOST, self._port, timeout=30)
                status, headers, body = self._post(connection, key)
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = None
                self._count("lost")
                time.sleep(0.02)
                continue
            self._count(status)
            if status in DONE:
                self._note(key, body["id"])
                return connection
            if status in TRY_AGAIN and "Retry-After" in headers:
                time.sleep(0.02)
            else:
                self._complain(f"{key} was answered {status} {body.get('error')}")
                return connection
        return connection

    def _post(self, connection, key):
        text = f"In Osh the doctor refused {NAME}, who lives with HIV. This is {key}."
        headers = self._header | {"Content-Type": "application/json", "Idempotency-Key": key}
        body = json.dumps({"text": text, "external_id": f"x-{key}"})
        connection.request("POST", "/v1/cases", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, json.loads(answer.read())

    def _note(self, key, case_id):
        with self._lock:
            if self.acknowledged.setdefault(key, case_id) != case_id:
                self.problems.append(f"{key} has two cases")

    def _count(self, what):
        with self._lock:
            self.answers[what] = self.answers.get(what, 0) + 1

    def _complain(self, problem):
        with self._lock:
            self.problems.append(problem)
