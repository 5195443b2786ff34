import sqlite3
from datetime import UTC, datetime

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from typer.testing import CliRunner

from models.redactor import redact
from service.cli import app
from service.store.cases import CaseRepository
from service.store.identifiers import new_id
from service.store.new_case import NewCase, NewTag
from service.store.schema import alembic_config
from service.store.store import Store
from service.store.tables import Organisation

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CASETAG_DATA_FOLDER", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def filled(folder):
    from service.settings import read_settings

    store = Store.open(read_settings())
    with store.session() as session:
        organisation = Organisation(id=new_id(), name="one", created_at=NOW)
        session.add(organisation)
        session.flush()
        CaseRepository(session, store.cipher, organisation.id, "cli").create(NEW, NOW)
    yield store
    store.close()


def run(*arguments):
    result = CliRunner().invoke(app, list(map(str, arguments)))
    return result.exit_code, result.stdout if result.exit_code == 0 else result.output


def test_upgrade_makes_the_store_and_names_its_revision(folder):
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert run("db", "upgrade") == (0, f"The store is at revision {head}.\n")
    assert (folder / "casetag.sqlite3").exists()


def test_check_reads_everything_and_names_the_end_of_the_audit(filled):
    code, said = run("db", "check")
    assert code == 0
    assert "values can be decrypted" in said
    assert "The audit is whole: 1 rows" in said


def test_a_broken_audit_is_named_by_its_row(filled):
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET actor = 'x'"))
    code, said = run("audit", "verify")
    assert code == 1
    assert "row 1" in said


def test_an_empty_audit_is_said_to_be_empty(folder):
    assert run("audit", "verify") == (0, "The audit is empty.\n")


def test_backup_and_restore(filled, tmp_path):
    assert run("db", "backup", tmp_path / "b")[0] == 0
    filled.close()
    code, said = run("db", "restore", tmp_path / "b", "--replace")
    assert (code, said) == (0, "Restored. 0 cases erased since the backup were erased again.\n")


def test_rotate_and_purge(filled):
    assert "values are under the first key" in run("db", "rotate-keys")[1]
    assert run("db", "purge", "--vacuum") == (0, "0 cases erased.\n")


def test_the_words_of_a_case_are_not_in_any_file(filled, folder, tmp_path):
    run("db", "backup", tmp_path / "b")
    files = [*folder.iterdir(), tmp_path / "b"]
    assert sqlite3.connect(tmp_path / "b").execute("SELECT count(*) FROM cases").fetchone() == (1,)
    for spelling in ("utf-8", "utf-16-le"):
        assert all("отказали".encode(spelling) not in file.read_bytes() for file in files)
