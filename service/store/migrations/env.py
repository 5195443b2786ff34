"""Alembic's entry: runs migrations on the engine that `service.store.schema` hands over."""

from alembic import context
from sqlalchemy import Engine

from service.store import tables
from service.store.base import Base

assert tables  # imported so that the tables are known
_engine: Engine = context.config.attributes["engine"]

with _engine.begin() as connection:
    # SQLite cannot change columns in place: batch mode copies the table.
    context.configure(connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
