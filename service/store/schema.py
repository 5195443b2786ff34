"""Bring the tables of a database to the version of this code, by Alembic's migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from service.errors import StoreError

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def alembic_config(engine: Engine | None = None) -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that are missing.

    Raises:
        StoreError: If the database was written by a newer Casetag.
    """
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    present = revision_of(engine)
    if present is not None and present not in known:
        raise StoreError("The database is of a newer Casetag. Install that version, or restore.")
    command.upgrade(alembic_config(engine), revision)


def revision_of(engine: Engine) -> str | None:
    """Return the migration a database is at, None if it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
