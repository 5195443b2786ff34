"""Make erased rows unreadable in the files of the database."""

from contextlib import closing

from sqlalchemy.exc import OperationalError

from service.errors import StoreUnavailableError
from service.store.store import Store


def vacuum(store: Store) -> None:
    """Rewrite the database without what was deleted.

    SQLite: the file is built anew and the write-ahead log emptied. PostgreSQL: every table
    is rewritten (VACUUM FULL); its own write-ahead log is recycled by the server, later.

    Raises:
        StoreUnavailableError: If somebody else is using the database.
    """
    try:
        if store.engine.dialect.name == "sqlite":
            # Beside SQLAlchemy's transactions: neither statement may run in one.
            with closing(store.engine.raw_connection()) as connection:
                connection.execute("VACUUM").close()
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        else:
            engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql("VACUUM FULL")
    except OperationalError:
        raise StoreUnavailableError("The database is in use. Try again later.") from None
