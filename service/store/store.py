"""The store: opened once when the service starts, with its key checked and its tables at head."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.orm import Session, sessionmaker

from models.step_times import STORE, step
from service.errors import StoreError, StoreUnavailableError
from service.settings import Settings
from service.store import audit, key_file
from service.store.base import bind_cipher
from service.store.cipher import Cipher
from service.store.engine import READING, create_store_engine
from service.store.schema import upgrade
from service.store.tables import StoreFact

DATABASE_FILE = "casetag.sqlite3"
INDEX_SECRET = "index_secret"
_SECRET_BYTES = 32


class Store:
    """A database that is ready to use. Safe to share between threads; sessions are not.

    Attributes:
        engine: Connects; only for work that a session cannot do, such as a backup.
        cipher: Encrypts and makes keyed hashes.
    """

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self.engine = engine
        self.cipher = cipher
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        readers = engine.execution_options(**{READING: True})
        self._reading = sessionmaker(readers, expire_on_commit=False)

    @classmethod
    def open(cls, settings: Settings) -> "Store":
        """Open the store that the settings name; make it where there is none.

        Raises:
            StoreKeyError: If the key is missing or does not fit the data.
            StoreUnavailableError: If the database does not answer.
            StoreError: If the address is wrong or the database is of a newer version.
        """
        engine = create_store_engine(database_address(settings))
        try:
            has_data = inspect(engine).has_table(StoreFact.__tablename__)
            cipher = Cipher(key_file.read_keys(settings, has_data=has_data))
            bind_cipher(engine, cipher)
            upgrade(engine)
            cipher = cipher.with_index_secret(_index_secret(engine))
            bind_cipher(engine, cipher)
            with Session(engine) as session, session.begin():
                audit.key_chain(session)
        except SQLAlchemyError as error:
            engine.dispose()
            raise _as_store_error(error) from None
        except StoreError:
            engine.dispose()
            raise
        return cls(engine, cipher)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end, or undone if anything fails.

        Raises:
            StoreUnavailableError: If the database is locked, full or does not answer.
        """
        with self._working(self._sessions) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads, and so waits for nobody who writes.

        Raises:
            StoreUnavailableError: If the database does not answer.
        """
        with self._working(self._reading) as session:
            yield session

    @contextmanager
    def _working(self, sessions: sessionmaker[Session]) -> Iterator[Session]:
        try:
            with step(STORE), sessions.begin() as session:
                yield session
        except IntegrityError:
            # What is taken is for the caller to say.
            raise
        except SQLAlchemyError as error:
            raise _as_store_error(error) from None

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def database_address(settings: Settings) -> str:
    """Return where the data is: the address set, else a SQLite file in the data folder."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    key_file.make_folder(settings.data_folder)
    return f"sqlite:///{settings.data_folder / DATABASE_FILE}"


def _index_secret(engine: Engine) -> bytes:
    """Return the secret of keyed hashes; reading it shows that the key fits the data."""
    with suppress(IntegrityError), Session(engine) as session, session.begin():
        # Refused where another service made one in the meantime.
        if session.get(StoreFact, INDEX_SECRET) is None:
            value = secrets.token_hex(_SECRET_BYTES)
            session.add(StoreFact(name=INDEX_SECRET, value=value))
    with Session(engine) as session:
        return bytes.fromhex(session.get_one(StoreFact, INDEX_SECRET).value)


def _as_store_error(error: SQLAlchemyError) -> StoreError:
    """Return an error without the driver's words: they may quote what was sent."""
    # TimeoutError: all connections are in use for too long.
    is_passing = isinstance(error, OperationalError | InterfaceError | TimeoutError)
    if is_passing or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return StoreUnavailableError("The database does not answer. Try again in a moment.")
    return StoreError(f"The database refused the work ({type(error).__name__}).")
