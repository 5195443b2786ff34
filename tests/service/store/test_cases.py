import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from models.redactor import redact
from service.errors import (
    CaseUnknownError,
    CursorError,
    ExternalIdTakenError,
    IdempotencyKeyReusedError,
    StoreError,
)
from service.store import audit
from service.store.erasure import is_genuine
from service.store.listing import CaseFilter
from service.store.new_case import Idempotency, NewCase, NewTag
from service.store.tables import Case, CaseEvent, CaseTag, IdempotencyKey, Tombstone
from service.store.vacuum import vacuum

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TEXT = redact("В клинике отказали.", []).text
NEW = NewCase(
    redacted_text=TEXT,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(
        NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),
        NewTag("country", "KG", None, detail={"basis": "stated"}),
    ),
)
KEY = Idempotency("key-1", b'{"text":"planted"}', NOW + timedelta(days=1))


def count(store, table) -> int:
    with store.session() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_a_case_is_stored_with_tags_history_and_audit(store, work):
    case, is_new = work(lambda cases: cases.create(NEW, NOW))
    assert is_new
    tags = work(lambda cases: cases.tags_of(case))
    assert [(tag.facet, tag.label, tag.state, tag.origin) for tag in tags] == [
        ("country", "KG", "suggested", "model"),
        ("violation_type", "denial_of_care", "suggested", "model"),
    ]
    assert tags[1].evidence == [{"start": 10, "end": 18}]
    assert [event.kind for event in work(lambda cases: cases.history(case))] == ["stored"]
    with store.session() as session:
        assert audit.verify(session) is None


def test_the_same_key_and_body_give_the_same_case_once(store, work):
    first, is_new = work(lambda cases: cases.create(NEW, NOW, KEY))
    second, is_new_again = work(lambda cases: cases.create(NEW, NOW, KEY))
    assert (is_new, is_new_again) == (True, False)
    assert first.id == second.id
    assert count(store, Case) == 1


def test_the_same_key_with_another_body_is_refused(work):
    work(lambda cases: cases.create(NEW, NOW, KEY))
    other = replace(KEY, body=b"{}")
    with pytest.raises(IdempotencyKeyReusedError):
        work(lambda cases: cases.create(NEW, NOW, other))


def test_a_key_of_one_organisation_means_nothing_to_another(store, work):
    work(lambda cases: cases.create(NEW, NOW, KEY))
    work(lambda cases: cases.create(NEW, NOW, KEY), organisation=1)
    assert count(store, Case) == 2


def test_of_eight_submissions_with_one_key_at_once_one_is_stored(store, work):
    results = []

    def submit():
        results.append(work(lambda cases: cases.create(NEW, NOW, KEY)))

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _, is_new in results) == [False] * 7 + [True]
    assert len({case.id for case, _ in results}) == 1
    assert (count(store, Case), count(store, IdempotencyKey)) == (1, 1)
    with store.session() as session:
        assert audit.verify(session) is None


def test_an_external_id_is_taken_once_in_a_system_only(store, work):
    new = replace(NEW, system="wanda", external_id="A-1")
    work(lambda cases: cases.create(new, NOW))
    with pytest.raises(ExternalIdTakenError):
        work(lambda cases: cases.create(new, NOW))
    work(lambda cases: cases.create(replace(new, system="primero"), NOW))
    work(lambda cases: cases.create(new, NOW), organisation=1)
    assert count(store, Case) == 3


def test_another_organisation_does_not_see_or_erase_a_case(store, work):
    case, _ = work(lambda cases: cases.create(NEW, NOW))
    with pytest.raises(CaseUnknownError):
        work(lambda cases: cases.get(case.id), organisation=1)
    with pytest.raises(CaseUnknownError):
        work(lambda cases: cases.erase(case.id, "requested", NOW), organisation=1)
    assert work(lambda cases: cases.find(CaseFilter(), limit=10), organisation=1).cases == []


def test_pages_follow_one_another_newest_first_without_gap_or_repeat(work):
    made = [work(lambda cases: cases.create(NEW, NOW))[0].id for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = work(lambda cases, at=cursor: cases.find(CaseFilter(), limit=2, cursor=at))
        seen += [case.id for case in page.cases]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("cursor", ["", "x", "' OR 1=1 --" * 3, "é" * 32 + "!"])
def test_a_cursor_of_ones_own_making_is_refused(work, cursor):
    with pytest.raises(CursorError):
        work(lambda cases: cases.find(CaseFilter(), limit=2, cursor=cursor))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CaseFilter(language="ru"), 2),
        (CaseFilter(language="ka"), 1),
        (CaseFilter(labels=[("violation_type", "denial_of_care")]), 2),
        (CaseFilter(labels=[("violation_type", "denial_of_care"), ("country", "KG")]), 1),
        (CaseFilter(labels=[("country", "GE")]), 0),
        (CaseFilter(review_state="reviewed"), 0),
        (CaseFilter(created_from=NOW + timedelta(hours=1)), 1),
        (CaseFilter(created_before=NOW + timedelta(hours=1)), 2),
    ],
)
def test_filters(work, wanted, expected):
    work(lambda cases: cases.create(NEW, NOW))
    work(lambda cases: cases.create(replace(NEW, tags=NEW.tags[:1]), NOW))
    work(lambda cases: cases.create(replace(NEW, language="ka", tags=()), NOW + timedelta(days=1)))
    assert len(work(lambda cases: cases.find(wanted, limit=10)).cases) == expected
    assert work(lambda cases: cases.count(wanted)) == expected


def test_erasing_leaves_a_signed_tombstone_and_nothing_else(store, work):
    case, _ = work(lambda cases: cases.create(replace(NEW, external_id="A-1"), NOW, KEY))
    work(lambda cases: cases.erase(case.id, "requested", NOW))
    for table in (Case, CaseTag, CaseEvent, IdempotencyKey):
        assert count(store, table) == 0
    with store.session() as session:
        tombstone = session.scalars(select(Tombstone)).one()
        assert is_genuine(store.cipher, tombstone)
        tombstone.reason = "expired"
        assert not is_genuine(store.cipher, tombstone)
        session.rollback()
    with pytest.raises(CaseUnknownError):
        work(lambda cases: cases.get(case.id))


def test_an_erased_text_is_nowhere_in_the_files_of_the_database(store, store_settings, work):
    case, _ = work(lambda cases: cases.create(replace(NEW, system="plantedmarker"), NOW))
    marker = b"plantedmarker"
    if store_settings.database_url is None:
        held = [path.read_bytes() for path in store_settings.data_folder.glob("*sqlite*")]
        assert any(marker in content for content in held)
    work(lambda cases: cases.erase(case.id, "requested", NOW))
    vacuum(store)
    files = [path for path in store_settings.data_folder.iterdir() if "sqlite" in path.name]
    assert bool(files) == (store_settings.database_url is None)
    assert all(marker not in path.read_bytes() for path in files)


def test_an_idempotency_key_that_is_too_old_counts_no_more(store, work):
    work(lambda cases: cases.create(NEW, NOW, KEY))
    later = NOW + timedelta(days=2)
    again = replace(KEY, body=b"{}", expires_at=later + timedelta(days=1))
    assert work(lambda cases: cases.create(NEW, later, again))[1]
    assert (count(store, Case), count(store, IdempotencyKey)) == (2, 1)


def test_the_review_queue_has_the_least_certain_first_on_all_pages(work):
    numbers = (0.2, 0.9, 0.5, 0.5, 0.0, 1.0)
    for number in numbers:
        work(lambda cases, number=number: cases.create(replace(NEW, uncertainty=number), NOW))
    seen, cursor = [], None
    while True:
        page = work(
            lambda cases, at=cursor: cases.find(
                CaseFilter(review_state="pending"), limit=2, cursor=at, least_certain_first=True
            )
        )
        seen += [case.uncertainty for case in page.cases]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted(numbers, reverse=True)


@pytest.mark.parametrize("cursor", ["0" * 32, "7ff8000000000000" + "0" * 32, "g" * 48])
def test_a_cursor_of_the_other_order_is_refused(work, cursor):
    with pytest.raises(CursorError):
        work(
            lambda cases: cases.find(CaseFilter(), limit=2, cursor=cursor, least_certain_first=True)
        )


def test_erasing_deletes_the_exported_files_that_hold_the_case(store, work, tmp_path):
    case, _ = work(lambda cases: cases.create(NEW, NOW))
    other, _ = work(lambda cases: cases.create(NEW, NOW))
    files = [tmp_path / name for name in ("both.jsonl", "other.jsonl")]
    for file, ids in zip(files, ([case.id, other.id], [other.id]), strict=True):
        file.write_text("x")
        work(lambda cases, ids=ids, file=file: cases.mark_exported(ids, "jsonl", NOW, file))
    work(lambda cases: cases.erase(case.id, "requested", NOW))
    assert [file.exists() for file in files] == [False, True]


def test_a_case_is_not_erased_while_an_exported_file_of_it_cannot_be_deleted(work, tmp_path):
    case, _ = work(lambda cases: cases.create(NEW, NOW))
    folder = tmp_path / "folder"
    folder.mkdir()
    work(lambda cases: cases.mark_exported([case.id], "jsonl", NOW, folder))
    with pytest.raises(StoreError) as caught:
        work(lambda cases: cases.erase(case.id, "requested", NOW))
    assert "folder" not in str(caught.value)
    assert work(lambda cases: cases.get(case.id)).id == case.id


def test_exporting_cases_of_others_does_nothing_to_them(work):
    case, _ = work(lambda cases: cases.create(NEW, NOW))
    work(lambda cases: cases.mark_exported([case.id], "jsonl", NOW), organisation=1)
    assert work(lambda cases: cases.get(case.id)).exported_at is None
