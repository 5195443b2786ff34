"""Settings of a service on SQLite and on a throw-away PostgreSQL, for tests of routes.

The tables of PostgreSQL are made once and copied for each test: migrating takes longer than a test.
"""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import NullPool, create_engine, text

from service.settings import Settings
from service.store.engine import create_store_engine
from service.store.schema import upgrade
from service.store.tables import Base
from tests.service.store.conftest import postgres

__all__ = ["database_bytes", "migrated", "postgres", "postgres_database", "settings"]

TEMPLATE = "casetag_migrated"


@pytest.fixture(scope="session")
def migrated(postgres):
    """Run SQL on a server that has a database with all tables and no rows."""
    server = create_engine(
        postgres.address.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )

    def run(statement):
        with server.connect() as connection:
            connection.execute(text(statement))

    run(f"CREATE DATABASE {TEMPLATE} ENCODING 'UTF8' TEMPLATE template0")
    engine = create_store_engine(postgres.address.format(TEMPLATE))
    upgrade(engine)
    engine.dispose()
    yield run
    run(f"DROP DATABASE {TEMPLATE} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def postgres_database(postgres, migrated, request):
    """The address of a database with all tables and no rows."""
    name = f"r{abs(hash(request.node.nodeid))}"
    migrated(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield postgres.address.format(name)
    migrated(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path, monkeypatch):
    """Settings of a service that asks everybody who they are."""
    # An address that is no loopback: nothing is open.
    chosen = {"host": "192.0.2.1", "data_folder": tmp_path, "max_failed_attempts": 5}
    if request.param == "postgresql":
        chosen["database_url"] = request.getfixturevalue("postgres_database")
        # A store that has its tables already makes no key of its own.
        chosen["encryption_key"] = Fernet.generate_key().decode()
        for name in ("database_url", "encryption_key"):
            # For commands, which read them from there.
            monkeypatch.setenv(f"CASETAG_{name.upper()}", chosen[name])
    return Settings(**chosen)


@pytest.fixture
def database_bytes(settings, tmp_path, store):
    """Return everything that the store keeps, as it keeps it."""

    def read_files():
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    def read_rows():
        with store.engine.connect() as connection:
            return "\n".join(
                row[0]
                for table in Base.metadata.tables
                for row in connection.execute(text(f"SELECT t::text FROM {table} AS t"))
            ).encode()

    return read_files if settings.database_url is None else read_rows
