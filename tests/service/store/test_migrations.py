"""Migrations are tried on data, not on empty tables."""

import os
import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from service.store.engine import create_store_engine
from service.store.schema import alembic_config, revision_of, upgrade
from service.store.store import Store, database_address

HEAD = ScriptDirectory.from_config(alembic_config()).get_current_head()
MOMENT = "2026-11-25 12:00:00+00:00"
CASE = """INSERT INTO cases (id, organisation_id, system, language, redacted_text, placeholders,
 record_type, review_state, version, uncertainty, warnings, is_override, model_version,
 created_at, updated_at) VALUES ('c1', 'o1', '', 'ru', :bytes, :bytes, 'violation', 'pending', 1,
 0.5, '[]', :no, 'm1', :moment, :moment)"""
TAG = """INSERT INTO case_tags (id, case_id, facet, label, state, origin, evidence, created_at)
 VALUES ('t1', 'c1', 'country', 'KG', 'suggested', 'model', :bytes, :moment)"""


@pytest.fixture
def first(store_settings):
    """A database at the first revision, with a case in it."""
    engine = create_store_engine(database_address(store_settings))
    upgrade(engine, "0001")
    moment = MOMENT if engine.dialect.name == "postgresql" else MOMENT.removesuffix("+00:00")
    values = {"bytes": b"x", "moment": moment, "no": False}
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO organisations VALUES ('o1', 'one', :moment)"), {"moment": moment}
        )
        connection.execute(text(CASE), values)
        connection.execute(text(TAG), values)
    yield engine
    engine.dispose()


def test_a_filled_database_of_the_first_revision_comes_to_the_newest_with_its_rows(first):
    upgrade(first)
    assert revision_of(first) == HEAD
    with first.connect() as connection:
        assert connection.execute(text("SELECT id, language FROM cases")).all() == [("c1", "ru")]
        assert connection.execute(text("SELECT label FROM case_tags")).all() == [("KG",)]
    assert "ix_cases_language" in {index["name"] for index in inspect(first).get_indexes("cases")}


def test_upgrading_again_changes_nothing(first):
    upgrade(first)
    upgrade(first)
    assert revision_of(first) == HEAD


def test_foreign_keys_are_on_again_after_a_migration(first):
    upgrade(first)
    if first.dialect.name == "sqlite":
        with first.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_services_that_start_at_once_migrate_once(store_settings):
    environment = os.environ | {"CASETAG_DATA_FOLDER": str(store_settings.data_folder)}
    if store_settings.database_url is not None:
        environment["CASETAG_DATABASE_URL"] = store_settings.database_url.get_secret_value()
    command = [sys.executable, "-m", "service", "db", "upgrade"]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()
    Store.open(store_settings).close()
