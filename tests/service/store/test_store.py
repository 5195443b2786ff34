import json
import os
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import text

from service.errors import StoreError, StoreKeyError, StoreUnavailableError
from service.settings import Settings
from service.store import audit
from service.store.base import Base
from service.store.identifiers import new_id
from service.store.store import Store
from service.store.tables import Case, Organisation

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def a_case(organisation_id: str, **fields) -> Case:
    values = {
        "id": new_id(), "organisation_id": organisation_id, "system": "", "language": "ru",
        "redacted_text": "[PERSON_1] отказали.", "placeholders": [], "record_type": "violation",
        "review_state": "pending", "version": 1, "uncertainty": 0.5, "warnings": [],
        "is_override": False, "model_version": "m1", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Case(**(values | fields))


@pytest.fixture
def organisation(store):
    with store.session() as session:
        row = Organisation(id=new_id(), name="Test", created_at=NOW)
        session.add(row)
    return row.id


def test_the_migrations_make_exactly_the_tables_of_the_code(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_case_comes_back_as_it_was_with_its_times_in_utc(store, organisation):
    with store.session() as session:
        case = a_case(organisation)
        session.add(case)
    with store.session() as session:
        read = session.get(Case, case.id)
        assert read.redacted_text == "[PERSON_1] отказали."
        assert read.created_at == NOW
        assert read.expires_at is None


def test_text_is_not_readable_in_the_database(store, organisation):
    with store.session() as session:
        session.add(a_case(organisation, redacted_text="planted", external_id="planted"))
    with store.engine.connect() as connection:
        row = connection.execute(text("SELECT redacted_text, external_id FROM cases")).one()
    assert all(b"planted" not in bytes(value) for value in row)


def test_a_failed_piece_of_work_leaves_nothing(store, organisation):
    def begin_and_fail():
        with store.session() as session:
            session.add(a_case(organisation))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        begin_and_fail()
    with store.session() as session:
        assert session.query(Case).count() == 0


def test_opening_again_finds_the_data_and_makes_no_other_key(store_settings, store, organisation):
    index = store.cipher.index("external_id", "A-1")
    again = Store.open(store_settings)
    with again.session() as session:
        assert session.get(Organisation, organisation).name == "Test"
    assert again.cipher.index("external_id", "A-1") == index
    again.close()


def test_another_key_is_refused(store_settings, store, organisation):
    changed = store_settings.model_copy(
        update={"encryption_key": Settings(encryption_key=Fernet.generate_key()).encryption_key}
    )
    with pytest.raises(StoreKeyError):
        Store.open(changed)


def test_a_missing_key_is_refused_and_none_is_made(store_settings, store):
    key = store_settings.data_folder / "encryption.key"
    key.unlink()
    with pytest.raises(StoreKeyError):
        Store.open(store_settings)
    assert not key.exists()


def test_a_key_file_that_others_can_read_is_refused(store_settings, store):
    os.chmod(store_settings.data_folder / "encryption.key", 0o640)
    with pytest.raises(StoreKeyError, match="chmod 600"):
        Store.open(store_settings)


def test_a_first_start_says_that_it_made_a_key_and_a_second_does_not(
    store_settings, caplog, capsys
):
    Store.open(store_settings).close()
    assert [json.loads(record.msg)["event"] for record in caplog.records] == ["encryption_key_made"]
    Store.open(store_settings).close()
    assert len(caplog.records) == 1
    assert capsys.readouterr().out == ""


def test_key_and_folder_are_for_their_owner_only(store_settings, store):
    assert (store_settings.data_folder / "encryption.key").stat().st_mode & 0o077 == 0
    assert store_settings.data_folder.stat().st_mode & 0o077 == 0


def test_a_database_of_a_newer_version_is_refused(store_settings, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        Store.open(store_settings)


def test_a_database_that_does_not_answer_is_an_error_without_its_address(tmp_path):
    address = f"postgresql+psycopg://casetag:planted@/none?host={tmp_path}"
    with pytest.raises(StoreUnavailableError) as caught:
        Store.open(Settings(database_url=address, data_folder=tmp_path))
    assert "planted" not in str(caught.value)


def test_the_audit_is_whole_until_a_row_changes(store, organisation):
    with store.session() as session:
        for number in range(3):
            audit.append(
                session, organisation_id=organisation, actor="cli", action="tested",
                detail={"number": number},
            )  # fmt: skip
    with store.session() as session:
        assert audit.verify(session) is None
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET actor = 'key:x' WHERE sequence = 2"))
    with store.session() as session:
        assert audit.verify(session) == 2


def test_a_row_cut_out_of_the_audit_is_seen(store, organisation):
    with store.session() as session:
        for _ in range(3):
            audit.append(session, organisation_id=None, actor="cli", action="tested")
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit WHERE sequence = 2"))
    with store.session() as session:
        assert audit.verify(session) == 3
