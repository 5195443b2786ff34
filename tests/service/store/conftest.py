"""Every test of the store runs on SQLite and on a throw-away PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import NullPool, create_engine, text

from service.settings import Settings
from service.store.cases import CaseRepository
from service.store.identifiers import new_id
from service.store.store import Store
from service.store.tables import Organisation

BINARIES = Path("/usr/lib/postgresql/15/bin")


class PostgresServer(NamedTuple):
    """A server: address with a gap for the database, and pg_ctl."""

    address: str
    run: Callable[..., None]
    options: str


def _as_postgres(folder: Path, *command: str) -> None:
    """Run one of PostgreSQL's programs: they refuse to be root."""
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        command = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command)
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env={"LC_ALL": "C.UTF-8"})


@pytest.fixture(scope="session")
def postgres():
    """A server of our own, on a socket in a folder."""
    if not BINARIES.is_dir():
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's binaries are missing in CI")
        pytest.skip("PostgreSQL's binaries are not installed")
    # Not below pytest's own folder: another run of pytest closes that to PostgreSQL's user.
    with tempfile.TemporaryDirectory(prefix="casetag-postgres-") as folder:
        base = Path(folder)
        base.chmod(0o755)
        with postgres_server(base) as server:
            yield server


@contextmanager
def postgres_server(base, *, is_durable=False):
    """Run a server whose data and socket are in a folder; durable, it is slower."""
    data = base / "data"
    _as_postgres(base, str(BINARIES / "initdb"), "-D", str(data), "-A", "trust", "-U", "casetag")
    durability = "on" if is_durable else "off"
    options = f"-k {base} -c listen_addresses='' -c fsync={durability}"
    start = (str(BINARIES / "pg_ctl"), "-D", str(data), "-w", "-l", str(base / "log"))

    def run(verb, *more):
        _as_postgres(base, *start, *more, verb)

    run("start", "-o", options)
    # -o is remembered by a restart.
    try:
        yield PostgresServer(f"postgresql+psycopg://casetag@/{{}}?host={base}", run, options)
    finally:
        run("stop", "-m", "immediate")


@pytest.fixture
def postgres_database(postgres, request):
    """The address of an empty database."""
    name = f"t{abs(hash(request.node.nodeid))}"
    server = create_engine(
        postgres.address.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    yield postgres.address.format(name)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_settings(request, tmp_path):
    """Settings of a store that is not there yet."""
    settings = {"data_folder": tmp_path / "data"}
    if request.param == "postgresql":
        settings["database_url"] = request.getfixturevalue("postgres_database")
    return Settings(**settings)


@pytest.fixture
def store(store_settings):
    opened = Store.open(store_settings)
    yield opened
    opened.close()


@pytest.fixture
def organisations(store):
    made_at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    rows = [Organisation(id=new_id(), name=name, created_at=made_at) for name in ("one", "two")]
    with store.session() as session:
        session.add_all(rows)
    return [row.id for row in rows]


@pytest.fixture
def work(store, organisations):
    """Run a function on a repository in a transaction of its own."""

    def run(function, organisation=0):
        with store.session() as session:
            identity = organisations[organisation]
            return function(CaseRepository(session, store.cipher, identity, "key:k"))

    return run
