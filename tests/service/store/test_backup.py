from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.redactor import redact
from service.errors import StoreError, StoreKeyError, StoreUnavailableError
from service.store import audit
from service.store.backup import backup, restore
from service.store.new_case import NewCase, NewTag
from service.store.store import Store
from service.store.tables import AuditEntry, Case

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),),
)


@pytest.fixture
def kept(store, store_settings, work, tmp_path):
    """A backup with one case, on SQLite only."""
    if store_settings.database_url is not None:
        pytest.skip("PostgreSQL is backed up by pg_dump")
    work(lambda cases: cases.create(NEW, NOW))
    file = tmp_path / "backup.sqlite3"
    backup(store, file)
    return file


def case_ids(settings):
    opened = Store.open(settings)
    with opened.reading() as session:
        found = set(session.scalars(select(Case.id)))
        assert audit.verify(session) is None
    opened.close()
    return found


def test_postgresql_is_told_its_own_programs(store, store_settings, tmp_path):
    if store_settings.database_url is None:
        pytest.skip("SQLite is backed up by Casetag")
    with pytest.raises(StoreError, match="pg_dump"):
        backup(store, tmp_path / "x")
    with pytest.raises(StoreError, match="pg_restore"):
        restore(store_settings, tmp_path / "x", NOW)


def test_a_backup_is_whole_and_for_its_owner_only(kept, store_settings, store):
    assert kept.stat().st_mode & 0o077 == 0
    (case,) = case_ids(store_settings)
    store.close()
    (store_settings.data_folder / "casetag.sqlite3").unlink()
    assert restore(store_settings, kept, NOW) == 0
    assert case_ids(store_settings) == {case}
    assert not list(store_settings.data_folder.glob("*restoring*"))


def test_a_file_that_is_there_is_not_overwritten(kept, store, store_settings):
    with pytest.raises(StoreError, match="already"):
        backup(store, kept)
    store.close()
    with pytest.raises(StoreError, match="--replace"):
        restore(store_settings, kept, NOW)


def test_what_came_after_the_backup_is_gone_and_what_was_erased_stays_erased(
    kept, store, store_settings, work
):
    (old,) = case_ids(store_settings)
    work(lambda cases: cases.create(NEW, NOW))
    work(lambda cases: cases.erase(old, "requested", NOW))
    store.close()
    assert restore(store_settings, kept, NOW, replace=True) == 1
    assert case_ids(store_settings) == set()
    again = Store.open(store_settings)
    with again.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    again.close()
    assert actions[-2:] == ["case_erased", "store_restored"]


def test_a_store_in_use_is_not_replaced(kept, store, store_settings):
    with store.reading() as session:
        session.scalars(select(Case.id)).all()
        with pytest.raises(StoreUnavailableError):
            restore(store_settings, kept, NOW, replace=True)
    assert len(case_ids(store_settings)) == 1


def test_another_key_or_a_damaged_backup_leaves_the_store_as_it_was(
    kept, store, store_settings, tmp_path
):
    store.close()
    key = store_settings.data_folder / "encryption.key"
    right = key.read_bytes()
    foreign = tmp_path / "foreign"
    other = Store.open(store_settings.model_copy(update={"data_folder": foreign}))
    backup(other, tmp_path / "other.sqlite3")
    other.close()
    with pytest.raises(StoreKeyError):
        restore(store_settings, tmp_path / "other.sqlite3", NOW, replace=True)
    kept.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        restore(store_settings, kept, NOW, replace=True)
    with pytest.raises(StoreError):
        restore(store_settings, tmp_path / "none", NOW, replace=True)
    assert key.read_bytes() == right
    assert len(case_ids(store_settings)) == 1
