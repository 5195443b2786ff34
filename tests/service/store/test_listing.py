"""Both ways of reading a list give the same cases; the database reads no more than it must."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from models.redactor import redact
from service.store import listing
from service.store.listing import CaseFilter
from service.store.new_case import NewCase, NewTag

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
)
LABEL = "violation_type"


@pytest.fixture
def filled(work):
    """Cases of two organisations with overlapping labels."""

    def create(cases):
        for number in range(12):
            labels = ["often"] * (number % 2 == 0) + ["seldom"] * (number % 6 == 0)
            cases.create(
                replace(
                    NEW,
                    language="ru" if number % 4 else "kk",
                    uncertainty=number % 5 / 10,
                    tags=tuple(NewTag(LABEL, label, 0.9) for label in labels),
                ),
                NOW,
            )

    for organisation in (0, 1):
        work(create, organisation=organisation)


@pytest.mark.parametrize("least_certain_first", [True, False])
@pytest.mark.parametrize(
    "wanted",
    [
        CaseFilter(labels=[(LABEL, "often")]),
        CaseFilter(labels=[(LABEL, "seldom"), (LABEL, "often")], language="kk"),
        CaseFilter(labels=[(LABEL, "never")]),
        CaseFilter(is_disputed=True),
    ],
    ids=["often", "both", "never", "disputed"],
)
def test_a_rare_label_is_looked_up_and_a_frequent_one_walked_with_the_same_result(
    work, filled, monkeypatch, wanted, least_certain_first
):
    def pages():
        found, cursor = [], None
        while True:
            page = work(
                lambda cases, at=cursor: cases.find(
                    wanted, limit=2, cursor=at, least_certain_first=least_certain_first
                )
            )
            found += [case.id for case in page.cases]
            cursor = page.next_cursor
            if cursor is None:
                return found

    looked_up = pages()
    monkeypatch.setattr(listing, "_FEW", -1)
    assert pages() == looked_up
    assert len(looked_up) == work(lambda cases: cases.count(wanted))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CaseFilter(), "ix_cases_queue"),
        (CaseFilter(language="ru"), "ix_cases_language_queue"),
        (CaseFilter(record_type="violation"), "ix_cases_type_queue"),
        (CaseFilter(review_state="pending"), "ix_cases_uncertain"),
        (CaseFilter(labels=[(LABEL, "seldom")]), "ix_case_tags_found_by"),
    ],
)
def test_sqlite_reads_by_the_index_that_fits(store, work, wanted, index):
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by its own counts")

    def plan(cases):
        query = listing.listed(cases._scope, wanted)
        query = listing.page_query(query, 50, None, least_certain_first=True)
        compiled = query.compile(store.engine, compile_kwargs={"literal_binds": True})
        steps = cases.session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))
        return " ".join(row[3] for row in steps)

    found = work(plan)
    assert index in found
    if not wanted.labels:
        assert "TEMP B-TREE" not in found
