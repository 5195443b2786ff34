"""Every test of the store runs on SQLite and on a throw-away PostgreSQL."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from service.settings import Settings
from service.store.store import Store

BINARIES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres(folder: Path, *command: str) -> None:
    """Run one of PostgreSQL's programs: they refuse to be root."""
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        command = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command)
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env={"LC_ALL": "C.UTF-8"})


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The address of a server of our own, on a socket in a folder."""
    if not BINARIES.is_dir():
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's binaries are missing in CI")
        pytest.skip("PostgreSQL's binaries are not installed")
    base = tmp_path_factory.mktemp("postgres")
    for folder in (base, *base.parents):
        if folder == Path("/tmp"):
            break
        folder.chmod(0o755)
    data = base / "data"
    _as_postgres(base, str(BINARIES / "initdb"), "-D", str(data), "-A", "trust", "-U", "casetag")
    options = f"-k {base} -c listen_addresses='' -c fsync=off"
    start = (str(BINARIES / "pg_ctl"), "-D", str(data), "-w", "-l", str(base / "log"))
    _as_postgres(base, *start, "-o", options, "start")
    yield f"postgresql+psycopg://casetag@/{{}}?host={base}"
    _as_postgres(base, *start, "-m", "immediate", "stop")


@pytest.fixture
def postgres_database(postgres, request):
    """The address of an empty database."""
    name = f"t{abs(hash(request.node.nodeid))}"
    server = create_engine(postgres.format("postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    yield postgres.format(name)
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
