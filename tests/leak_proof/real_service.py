"""`casetag serve` as a process of its own, with the real models, in a sandbox that is searched."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import httpx

from service.access.api_keys import NewKey, create_key
from service.access.organisations import ensure_organisation, find_organisation
from service.access.principals import cli_principal
from service.access.roles import Role
from service.settings import Settings
from service.store.store import Store
from tests.leak_proof.proof import Answer

ROOT = Path(__file__).parents[2]
LOUD_SERVICE = Path(__file__).with_name("loud_service.py")
START_SECONDS = 240
HOME, FOREIGN = "default", "other"
CALLERS = {
    "admin": (Role.ADMIN, HOME, "office"),
    "documenter": (Role.DOCUMENTER, HOME, "field"),
    "annotator": (Role.ANNOTATOR, HOME, "desk"),
    "system": (Role.CASE_SYSTEM, HOME, "wanda"),
    "other system": (Role.CASE_SYSTEM, HOME, "primero"),
    "foreign admin": (Role.ADMIN, FOREIGN, "far"),
    "foreign annotator": (Role.ANNOTATOR, FOREIGN, "far desk"),
}


class RealService:
    """Starts, answers, stops; everything it writes is under `folder`.

    Args:
        folder: Home, temporary files, data, log and exports are in it.
        database_url: PostgreSQL; SQLite in the data folder without.
    """

    def __init__(self, folder: Path, database_url: str | None = None):
        self.folder = folder
        for name in ("home", "tmp", "work", "exports"):
            (folder / name).mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", ""),
            "ORT_DISABLE_TELEMETRY": "1",
            "CASETAG_DATA_FOLDER": str(folder / "data"),
            "CASETAG_LOG_LEVEL": "debug",
            "CASETAG_MAX_REQUEST_BYTES": "200000",
            "CASETAG_MAX_FAILED_ATTEMPTS": "1000",
            "CASETAG_WEBHOOK_ALLOW_PRIVATE": "true",
        }
        if not self.environment["OMP_NUM_THREADS"]:
            del self.environment["OMP_NUM_THREADS"]
        self.settings = Settings(data_folder=folder / "data", database_url=database_url)
        if database_url is not None:
            self.environment["CASETAG_DATABASE_URL"] = database_url
        self.keys = self._make_keys()
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(timeout=120)
        self.address = ("127.0.0.1", 0)

    def _make_keys(self) -> dict[str, str]:
        with closing(Store.open(self.settings)) as store, store.session() as session:
            ensure_organisation(session)
            ensure_organisation(session, FOREIGN)
            made = {}
            for caller, (role, organisation, name) in CALLERS.items():
                maker = cli_principal(find_organisation(session, organisation))
                key = create_key(session, maker, NewKey(name, role, 30))[1]
                made[caller] = f"Bearer {key}"
        return made

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log, (self.folder / "printed").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(LOUD_SERVICE), "serve", "--port", "0"],
                cwd=self.folder / "work", env=self.environment, stdout=out, stderr=log,
            )  # fmt: skip
        last = time.monotonic() + START_SECONDS
        while True:
            found = re.findall(r"127\.0\.0\.1:(\d+)", (self.folder / "printed").read_text())
            if found:
                self.address = ("127.0.0.1", int(found[-1]))
                self.client.base_url = f"http://127.0.0.1:{found[-1]}"
                try:
                    if self.client.get("/health/ready").status_code == 200:
                        return
                except httpx.ConnectError:
                    pass
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError("the service did not start")
            time.sleep(0.1)

    def run(self, *arguments: str) -> None:
        """Run another command of `casetag`; what it prints is kept."""
        with (self.folder / "log").open("ab") as log, (self.folder / "printed").open("ab") as out:
            subprocess.run(
                [sys.executable, str(LOUD_SERVICE), *arguments],
                cwd=self.folder / "work", env=self.environment, stdout=out, stderr=log, check=True,
            )  # fmt: skip

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, bytes | str] | None = None,
        body: bytes | None = None,
        caller: str | None = None,
    ) -> Answer:
        """Send a request."""
        sent = [
            (name.encode(), value if isinstance(value, bytes) else value.encode())
            for name, value in (headers or {}).items()
        ]
        if caller is not None:
            sent.append((b"Authorization", self.keys[caller].encode()))
        self.client.cookies.clear()
        answer = self.client.request(method, path, headers=sent, content=body)
        head = b"\r\n".join(name + b": " + value for name, value in answer.headers.raw)
        return Answer(answer.status_code, head, answer.content)

    def ask_raw(self, content: bytes) -> Answer:
        """Send bytes that may be no HTTP at all."""
        with socket.create_connection(self.address, timeout=20) as connection:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            received = b""
            while piece := connection.recv(65536):
                received += piece
        return Answer(400, b"", received)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)

    def close(self) -> None:
        """Stop it, whatever happened."""
        self.stop(signal.SIGKILL)
        self.client.close()
