"""Alembic's entry: runs migrations on the engine that `service.store.schema` hands over."""

from alembic import context
from sqlalchemy import Engine

from service.errors import StoreError
from service.store import tables
from service.store.base import Base

assert tables  # imported so that the tables are known
_engine: Engine = context.config.attributes["engine"]

# Any number of our own: of several processes that start at once, one migrates.
_LOCK = 0x43_41_53_4D

with _engine.connect() as connection:
    is_sqlite = _engine.dialect.name == "sqlite"
    driver = connection.connection.dbapi_connection
    if is_sqlite and driver is not None:
        # Batch mode drops the old table, which would delete all rows that refer to it. Only
        # outside of a transaction can that be switched off.
        driver.execute("PRAGMA foreign_keys=OFF").close()
    with connection.begin():
        if not is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        # SQLite cannot change columns in place: batch mode copies the table.
        context.configure(connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError("After the migration some rows refer to nothing; it is undone.")
    if is_sqlite and driver is not None:
        driver.execute("PRAGMA foreign_keys=ON").close()
