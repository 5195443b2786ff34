import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, text

from models.redactor import redact
from service.errors import StoreUnavailableError
from service.store.new_case import NewCase, NewTag
from service.store.store import Store

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),),
)


def only_on(store, name):
    if store.engine.dialect.name != name:
        pytest.skip(f"a fault of {name}")


def test_a_locked_database_is_told_and_works_again_when_free(store, work):
    only_on(store, "sqlite")

    @event.listens_for(store.engine, "checkout")
    def be_impatient(connection, _entry, _proxy):
        connection.execute("PRAGMA busy_timeout=50").close()

    with store.session() as other:
        other.execute(text("SELECT 1"))
        with pytest.raises(StoreUnavailableError):
            work(lambda cases: cases.create(NEW, NOW))
    assert work(lambda cases: cases.create(NEW, NOW))[1]


def test_whoever_reads_does_not_wait_for_whoever_writes(store, organisations):
    began = time.monotonic()
    with store.session() as writer:
        writer.execute(text("UPDATE organisations SET name = 'changed' WHERE name = 'one'"))
        with store.reading() as reader:
            names = reader.execute(text("SELECT name FROM organisations")).scalars().all()
    assert sorted(names) == ["one", "two"]
    assert time.monotonic() - began < 5


def test_a_full_disk_is_told_and_nothing_half_is_left(store, work):
    only_on(store, "sqlite")
    limit = [1]

    @event.listens_for(store.engine, "checkout")
    def limit_size(connection, _entry, _proxy):
        connection.execute(f"PRAGMA max_page_count={limit[0]}").close()

    def store_many(cases):
        for _ in range(200):
            cases.create(NEW, NOW)

    with pytest.raises(StoreUnavailableError):
        work(store_many)
    limit[0] = 1_000_000
    with store.reading() as session:
        for table in ("cases", "case_tags", "audit"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    assert work(lambda cases: cases.create(NEW, NOW))[1]


def test_a_server_that_restarts_is_told_and_used_again_without_a_restart_of_ours(
    store, work, request
):
    only_on(store, "postgresql")
    server = request.getfixturevalue("postgres")

    def be_cut_off(cases):
        cases.create(NEW, NOW)
        server.run("restart", "-m", "immediate")
        cases.create(NEW, NOW)

    with pytest.raises(StoreUnavailableError):
        work(be_cut_off)
    assert work(lambda cases: cases.create(NEW, NOW))[1]
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM cases")).scalar_one() == 1


def test_a_server_that_is_down_is_told_and_used_again(store, work, request, store_settings):
    only_on(store, "postgresql")
    server = request.getfixturevalue("postgres")
    server.run("stop", "-m", "immediate")
    try:
        with pytest.raises(StoreUnavailableError):
            work(lambda cases: cases.create(NEW, NOW))
        with pytest.raises(StoreUnavailableError):
            Store.open(store_settings)
    finally:
        server.run("start", "-o", server.options)
    assert work(lambda cases: cases.create(NEW, NOW))[1]
