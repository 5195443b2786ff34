"""Back up and restore a SQLite store; PostgreSQL has pg_dump and pg_restore of its own.

A backup holds no key: keep the key file elsewhere. A restore would bring erased cases back, so
those whose tombstones are in the present store are erased again at once.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.engine import make_url

from service.errors import StoreError, StoreUnavailableError
from service.settings import Settings
from service.store import audit
from service.store.erasure import erase_case, is_genuine
from service.store.scope import Scope
from service.store.store import Store, database_address
from service.store.tables import Case, Tombstone

ACTOR = "cli"
_PRIVATE = 0o600
_USE_PG_DUMP = (
    "This store is in PostgreSQL. Use its own programs: "
    "pg_dump --format=custom --file=casetag.dump, pg_restore --clean --if-exists."
)


def backup(store: Store, target: Path) -> None:
    """Copy the database into a new file while the service runs.

    Raises:
        StoreError: If the file is there already, cannot be written, or the copy is damaged.
    """
    if store.engine.dialect.name != "sqlite":
        raise StoreError(_USE_PG_DUMP)
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    except FileExistsError:
        raise StoreError("The backup file is there already. Name another.") from None
    except OSError as error:
        raise StoreError(f"The backup file cannot be written: {error.strerror}.") from None
    try:
        with closing(store.engine.raw_connection()) as source:
            _copy(source.driver_connection, target)
    except (sqlite3.Error, OSError, StoreError):
        target.unlink(missing_ok=True)
        raise StoreError("The backup could not be made; nothing is left of it.") from None


def restore(settings: Settings, source: Path, now: datetime, *, replace: bool = False) -> int:
    """Put a backup in the place of the store. The service must not run.

    Args:
        settings: Name the store; its key must be that of the backup.
        source: A file that `backup` made.
        now: The time of erasure of what is erased again.
        replace: Whether a store that is there may be overwritten.

    Returns:
        How many cases were erased again, because they had been erased since the backup.

    Raises:
        StoreError: If a store is there and `replace` is not said, or the backup is damaged.
        StoreKeyError: If the key does not fit the backup. The store is as it was.
        StoreUnavailableError: If the service runs. The store is as it was.
    """
    path = _sqlite_path(settings)
    if path.exists() and not replace:
        raise StoreError("There is a store already. Say --replace to overwrite it.")
    tombstones = _tombstones(settings) if path.exists() else ()
    fresh = path.with_name(path.name + ".restoring")
    fresh.unlink(missing_ok=True)
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as backed:
            _copy(backed, fresh)
        erased = _erase_again(settings, fresh, tombstones, now)
        _swap(fresh, path)
    except (sqlite3.Error, OSError):
        raise StoreError("The backup cannot be read, or not be written here.") from None
    finally:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                fresh.with_name(fresh.name + suffix).unlink()
    return erased


def _copy(source: sqlite3.Connection | None, target: Path) -> None:
    if source is None:
        raise StoreError("The database does not answer.")
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise StoreError("The copy is damaged.")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _sqlite_path(settings: Settings) -> Path:
    url = make_url(database_address(settings))
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StoreError(_USE_PG_DUMP)
    return Path(url.database)


def _tombstones(settings: Settings) -> Sequence[Tombstone]:
    with closing(Store.open(settings)) as store, store.reading() as session:
        found = session.scalars(select(Tombstone)).all()
        return [one for one in found if is_genuine(store.cipher, one)]


def _erase_again(
    settings: Settings, database: Path, tombstones: Sequence[Tombstone], now: datetime
) -> int:
    """Open the restored database, which checks its key, and erase what must not come back."""
    address = SecretStr(f"sqlite:///{database}")
    erased = 0
    with closing(Store.open(settings.model_copy(update={"database_url": address}))) as store:
        for tombstone in tombstones:
            with store.session() as session:
                case = session.get(Case, tombstone.case_id)
                if case is not None and case.organisation_id == tombstone.organisation_id:
                    scope = Scope(session, store.cipher, case.organisation_id, ACTOR)
                    erase_case(scope, case, tombstone.reason, now)
                    erased += 1
        with store.session() as session:
            detail = {"erased_again": erased}
            audit.append(
                session, organisation_id=None, actor=ACTOR, action="store_restored", detail=detail
            )
        with closing(store.engine.raw_connection()) as connection:
            connection.execute("VACUUM").close()
            # One file from here on: the log is written back before it is moved.
            connection.execute("PRAGMA journal_mode=DELETE").close()
    return erased


def _swap(fresh: Path, path: Path) -> None:
    """Move the restored file into place, if nobody has the present one open."""
    if path.exists():
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as present:
            try:
                present.execute("PRAGMA locking_mode=EXCLUSIVE")
                present.execute("BEGIN EXCLUSIVE")
                present.execute("COMMIT")
            except sqlite3.OperationalError:
                raise StoreUnavailableError(
                    "The store is in use. Stop the service first."
                ) from None
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    fresh.replace(path)
