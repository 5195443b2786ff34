"""The audit's chain is keyed: who can write to the database alone cannot make another one."""

import hashlib
import stat

import pytest
from sqlalchemy import delete, select, text

from service.store import audit
from service.store.cipher import Cipher
from service.store.store import Store
from service.store.tables import AuditEntry, StoreFact


def add_rows(store, count=3):
    with store.session() as session:
        for number in range(count):
            audit.append(
                session, organisation_id=None, actor="cli", action="tested",
                detail={"number": number},
            )  # fmt: skip


def broken_at(store):
    with store.reading() as session:
        return audit.verify(session)


def rewrite(store, cipher, first=1):
    """Make another chain from a row on, as somebody would with that cipher or with none."""
    with store.session() as session:
        previous = audit.NO_HASH
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)):
            if entry.sequence >= first:
                entry.actor = "key:somebody"
                entry.previous_hash = previous
                entry.hash = audit.hash_of(entry, cipher)
            previous = entry.hash


@pytest.fixture
def old_store(store, store_settings):
    """A store with a chain of plain hashes, as older versions left it."""
    add_rows(store)
    with store.session() as session:
        session.execute(delete(StoreFact).where(StoreFact.name == audit.KEYED_FROM))
    rewrite(store, None)
    store.close()
    opened = Store.open(store_settings)
    yield opened
    opened.close()


def test_a_chain_made_anew_without_the_key_is_seen(store):
    add_rows(store)
    assert broken_at(store) is None
    rewrite(store, None)
    assert broken_at(store) == 1


def test_a_chain_made_anew_with_another_key_is_seen(store):
    add_rows(store)
    rewrite(store, Cipher(["A" * 43 + "="], hashlib.sha256(b"other").digest()), first=2)
    assert broken_at(store) == 2


def test_an_old_chain_goes_on_keyed(old_store):
    add_rows(old_store)
    assert broken_at(old_store) is None
    with old_store.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert actions == ["tested"] * 3 + ["audit_keyed"] + ["tested"] * 3


def test_an_old_chain_is_keyed_once(old_store, store_settings):
    Store.open(store_settings).close()
    with old_store.reading() as session:
        assert audit.newest(session).sequence == 4


def test_the_old_part_of_a_chain_cannot_be_made_anew(old_store):
    with old_store.session() as session:
        previous = audit.NO_HASH
        old = select(AuditEntry).where(AuditEntry.sequence < 4).order_by(AuditEntry.sequence)
        for entry in session.scalars(old):
            entry.actor, entry.previous_hash = "key:somebody-else", previous
            entry.hash = previous = audit.hash_of(entry, None)
    assert broken_at(old_store) == 4


def test_old_rows_whose_seal_was_cut_off_are_seen(old_store):
    with old_store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit WHERE sequence = 4"))
    assert broken_at(old_store) == 4


def test_a_chain_does_not_pass_as_an_old_one(store):
    add_rows(store)
    with store.session() as session:
        session.execute(delete(StoreFact).where(StoreFact.name == audit.KEYED_FROM))
    rewrite(store, None)
    assert broken_at(store) == 1


def test_nobody_else_can_read_the_files_of_the_database(store, store_settings):
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its files itself")
    add_rows(store)
    files = list(store_settings.data_folder.glob("casetag.sqlite3*"))
    assert len(files) >= 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(store_settings.data_folder.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(store, store_settings):
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its files itself")
    store.close()
    path = store_settings.data_folder / "casetag.sqlite3"
    path.chmod(0o644)
    Store.open(store_settings).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
