"""Connect to SQLite or PostgreSQL, each set so that what was acknowledged is on disk."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from service.errors import StoreError

# Writers of one process wait for one another this long before the store counts as busy.
BUSY_SECONDS = 10
LOCK_TIMEOUT = f"{BUSY_SECONDS}s"
_PAUSE_SECONDS = 0.02
# The option of an engine whose transactions only read.
READING = "casetag_reading"
_PRIVATE = 0o600
# As many as the threads of the web framework: nobody waits for a connection.
_CONNECTIONS = 40
_SQLITE_SETTINGS = (
    "synchronous=FULL",  # a commit is on disk before it is answered, also after a power cut
    "foreign_keys=ON",
    "secure_delete=ON",  # deleted rows are overwritten with zeros
    f"busy_timeout={BUSY_SECONDS * 1000}",
)


def create_store_engine(address: str) -> Engine:
    """Return an engine for sqlite:///… or postgresql+psycopg://….

    Parameters of statements never appear in errors or logs.

    Raises:
        StoreError: If the address is none of the two. It is not quoted: it may hold a password.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError("CASETAG_DATABASE_URL is no database address.") from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.get_backend_name() == "postgresql":
        return _postgresql(url)
    raise StoreError("CASETAG_DATABASE_URL must be sqlite:/// or postgresql+psycopg://.")


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        _keep_private(Path(url.database))
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
        max_overflow=_CONNECTIONS,
        pool_timeout=BUSY_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # The driver would begin transactions itself, and too late for a safe read-then-write.
        connection.isolation_level = None
        _turn_to_wal(connection)
        for setting in _SQLITE_SETTINGS:
            connection.execute(f"PRAGMA {setting}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader sees the state of its first statement and waits for no writer (WAL).
        is_reader = connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")

    return engine


def _keep_private(path: Path) -> None:
    """Let nobody else read the file, whatever the umask; SQLite gives its log the same mode."""
    # What cannot be made is told when the database is opened.
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).chmod(_PRIVATE)


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; of several processes at a first start one does it.

    SQLite does not wait by its own timeout here: whoever comes second is told at once that
    the database is locked.
    """
    last_try = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > last_try:
                raise
            time.sleep(_PAUSE_SECONDS)


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        max_overflow=_CONNECTIONS,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,  # after a restart of the server the next request works again
        connect_args={
            "connect_timeout": BUSY_SECONDS,
            # A server that is cut off is noticed as soon as one that is locked.
            "tcp_user_timeout": BUSY_SECONDS * 1000,
        },
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        cursor.close()
        connection.commit()

    return engine
