"""How long the service takes to start and to answer, and how much memory it holds.

It is run as a process of its own, as an operator would.
"""

import http.client
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.errors import CasetagError

HOST = "127.0.0.1"
READY_PATH, TAG_PATH = "/health/ready", "/v1/tag"
POLL_SECONDS = 0.02
START_TIMEOUT_SECONDS = 120.0
REQUEST_TIMEOUT_SECONDS = 60.0
STOP_SECONDS = 15.0
KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class ServiceTimings:
    """What was measured of the running service.

    Attributes:
        start_seconds: From the command to the first "ready", for each start.
        request_seconds: From sending a narrative to having its answer.
        resident_mib: Memory after the requests.
        peak_mib: The most it ever held.
    """

    start_seconds: list[float]
    request_seconds: list[float]
    resident_mib: float
    peak_mib: float

    @property
    def median_start(self) -> float:
        """Median time to start."""
        return statistics.median(self.start_seconds)

    @property
    def median_request(self) -> float:
        """Median time of a request."""
        return statistics.median(self.request_seconds)


def time_service(
    texts: Sequence[str], *, starts: int, requests: int, trained: Path
) -> ServiceTimings:
    """Start the service some times; send requests to the last one and read its memory.

    Raises:
        CasetagError: If it does not start or does not answer with 200.
    """
    start_seconds: list[float] = []
    for _ in range(starts - 1):
        with running_service(trained) as (_, _, seconds):
            start_seconds.append(seconds)
    with running_service(trained) as (process, port, seconds):
        start_seconds.append(seconds)
        sent = itertools.islice(itertools.cycle(texts), requests)
        request_seconds = [_seconds_of_request(port, text) for text in sent]
        memory = read_memory(process.pid)
    return ServiceTimings(start_seconds, request_seconds, memory["VmRSS"], memory["VmHWM"])


@contextmanager
def running_service(trained: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """Run `python -m service serve`; give the process, its port and the seconds until ready."""
    port = _free_port()
    command = [sys.executable, "-m", "service", "serve", "--host", HOST, "--port", str(port)]
    environment = os.environ | {
        "CASETAG_LOG_LEVEL": "error",
        "CASETAG_TRAINED_FOLDER": str(trained),
    }
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, port, start + START_TIMEOUT_SECONDS)
        yield process, port, time.perf_counter() - start
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def read_memory(process_id: int, proc: Path = Path("/proc")) -> dict[str, float]:
    """Return VmRSS (resident now) and VmHWM (its peak) of a process in MiB; Linux only."""
    status = (proc / str(process_id) / "status").read_text(encoding="ascii", errors="replace")
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return {name: int(fields[name].split()[0]) / KIB_PER_MIB for name in ("VmRSS", "VmHWM")}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, deadline: float) -> None:
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise CasetagError(
                f"The service stopped at its start (exit code {process.returncode})."
            )
        try:
            if _status(port, "GET", READY_PATH) == http.HTTPStatus.OK:
                return
        except OSError:
            pass  # nobody listens yet
        time.sleep(POLL_SECONDS)
    raise CasetagError(f"The service was not ready after {START_TIMEOUT_SECONDS:.0f} seconds.")


def _seconds_of_request(port: int, text: str) -> float:
    body = json.dumps({"text": text}).encode()
    start = time.perf_counter()
    status = _status(port, "POST", TAG_PATH, body)
    if status != http.HTTPStatus.OK:
        raise CasetagError(f"The service answered {status} to a narrative.")
    return time.perf_counter() - start


def _status(port: int, method: str, path: str, body: bytes | None = None) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=REQUEST_TIMEOUT_SECONDS)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
