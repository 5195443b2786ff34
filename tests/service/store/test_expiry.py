from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from models.redactor import redact
from service.store import audit
from service.store.expiry import CASES_AT_ONCE, purge_expired
from service.store.new_case import Idempotency, NewCase, NewTag
from service.store.tables import Case, IdempotencyKey, Tombstone

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),),
)


OLD = replace(NEW, expires_at=NOW)


def test_expired_cases_are_erased_others_and_exported_ones_stay(store, work):
    for _ in range(CASES_AT_ONCE + 1):
        work(lambda cases: cases.create(OLD, NOW))
    kept = [work(lambda cases: cases.create(NEW, NOW))[0].id]
    later = replace(NEW, expires_at=NOW + timedelta(seconds=1))
    kept += [work(lambda cases: cases.create(later, NOW))[0].id]
    exported = work(lambda cases: cases.create(OLD, NOW), organisation=1)[0].id
    work(lambda cases: cases.mark_exported([exported], "jsonl", NOW), organisation=1)
    assert purge_expired(store, NOW) == CASES_AT_ONCE + 1
    assert purge_expired(store, NOW) == 0
    with store.reading() as session:
        assert set(session.scalars(select(Case.id))) == {*kept, exported}
        assert set(session.scalars(select(Tombstone.reason))) == {"expired"}
        assert audit.verify(session) is None


def test_old_idempotency_keys_go(store, work):
    work(lambda cases: cases.create(NEW, NOW, Idempotency("a", b"", NOW)))
    work(lambda cases: cases.create(NEW, NOW, Idempotency("b", b"", NOW + timedelta(days=1))))
    purge_expired(store, NOW)
    with store.reading() as session:
        assert len(session.scalars(select(IdempotencyKey)).all()) == 1
