"""The service in this process, with a pipeline that finds some names and misses others."""

import contextlib
import io
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from models.redaction_correction import correct
from models.redactor import redact
from models.types import Entity
from service.access.api_keys import NewKey, create_key
from service.access.organisations import ensure_organisation, find_organisation
from service.access.principals import cli_principal
from service.access.roles import Role
from service.app import create_app
from service.logs import StderrHandler
from service.settings import Settings
from service.store.base import Base
from service.store.store import Store
from tests.conftest import FakePipeline
from tests.leak_proof.asgi_caller import AsgiCaller
from tests.leak_proof.operations import PlantedRequest
from tests.leak_proof.proof import Answer, Proof

HOME, FOREIGN = "default", "other"


class PlantedPipeline(FakePipeline):
    """Finds the names in `known`, in any letters, and no others."""

    def __init__(self):
        super().__init__()
        self.known = []

    def tag(self, text, correction=None):
        self._check(text)
        if self.error is not None:
            raise self.error
        found = [
            Entity(*match.span(), "PERSON")
            for name in self.known
            for match in re.finditer(rf"\w*{re.escape(name)}\w*", text, re.IGNORECASE)
        ]
        redaction = redact(text, correct(text, found, correction) if correction else found)
        tagged = super().tag(str(redaction.text))
        return replace(tagged, identifiers=redaction.identifiers, warnings=())


class Loud(logging.Handler):
    """Keeps what every logger of every library is told, in full."""

    def __init__(self):
        super().__init__(level=0)
        self.stream = io.StringIO()

    def emit(self, record):
        # Libraries may be told what they work on: our formatter is what keeps it in. Our own
        # logger must be clean by itself.
        if record.name == "casetag":
            self.stream.write(f"{record.msg} {record.args}\n")
            if record.exc_info:
                self.stream.write("".join(traceback.format_exception(*record.exc_info)))


class InProcess:
    """One service with its store, callers and everything it writes.

    Args:
        folder: Of the store, temporary files and exports.
    """

    def __init__(self, folder: Path, **settings: Any):
        self.settings = Settings(
            host="192.0.2.1",
            data_folder=folder / "data",
            max_request_bytes=300_000,
            max_failed_attempts=1000,
            webhook_allow_private=True,
            double_coding_share=1.0,
            log_level="debug",
            **settings,
        )
        self.folder = folder
        self.pipeline = PlantedPipeline()
        self.store = Store.open(self.settings)
        self.app = create_app(self.settings, self.pipeline, self.store)
        self.caller = AsgiCaller(self.app)
        self.printed = io.StringIO()
        with self.store.session() as session:
            ensure_organisation(session)
            ensure_organisation(session, FOREIGN)

    def key(self, role: Role = Role.ADMIN, organisation: str = HOME, name: str = "clinic") -> str:
        """Make a key; return the Authorization header that carries it."""
        with self.store.session() as session:
            maker = cli_principal(find_organisation(session, organisation))
            return f"Bearer {create_key(session, maker, NewKey(name, role, 30))[1]}"

    def send(self, request: PlantedRequest) -> Answer:
        """Send a planted request."""
        return self.ask(request.method, request.path, request.headers, request.body)

    def ask(
        self, method: str, path: str, headers: Mapping[str, Any], body: bytes | None = None
    ) -> Answer:
        """Send a request; what it prints is kept."""
        sent = {
            name: value if isinstance(value, bytes) else value.encode()
            for name, value in headers.items()
        }
        with self.printing():
            return self.caller.ask(method, path, sent, body or b"")

    def call(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Call the app as a server would."""
        with self.printing():
            self.caller.call(scope, receive, send)

    @contextlib.contextmanager
    def printing(self) -> Iterator[None]:
        """Keep what is printed meanwhile."""
        with contextlib.redirect_stderr(self.printed), contextlib.redirect_stdout(self.printed):
            yield

    def look_everywhere(self, proof: Proof, loud: Loud) -> None:
        """Look through log, files and database."""
        proof.look("the log", self.printed.getvalue())
        proof.look("what our loggers were told", loud.stream.getvalue())
        for path in self.folder.rglob("*"):
            if path.is_file():
                name = path.relative_to(self.folder).as_posix()
                proof.look(f"the file {name}", path.read_bytes(), proof.kept["name"])
        look_at_tables(proof, self.store)

    def close(self) -> None:
        """Close the store."""
        self.caller.close()
        self.store.close()


@contextlib.contextmanager
def loud_logging() -> Iterator[Loud]:
    """Let every logger tell all it has, to our own handler as well."""
    root = logging.getLogger()
    handler = Loud()
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    root_level = root.level
    # pytest's own would write all of it down once more.
    others = [one for one in root.handlers if not isinstance(one, StderrHandler)]
    for other in others:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        for other in others:
            root.addHandler(other)
        root.setLevel(root_level)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def look_at_tables(proof: Proof, store: Store) -> None:
    """Look through every row of every table: as stored, and as whoever has the key reads it."""
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            stored = session.execute(text(f"SELECT * FROM {table.name}")).mappings().all()
            proof.rows(table.name, stored, is_raw=True)
            decrypted = session.execute(select(table)).mappings().all()
            proof.rows(table.name, decrypted, is_raw=False)
