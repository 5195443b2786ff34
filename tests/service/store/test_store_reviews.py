import threading
from datetime import UTC, datetime

import pytest

from models.redactor import redact
from service.errors import CaseChangedError, CaseUnknownError, TagUnknownError
from service.store.new_case import NewCase, NewTag
from service.store.reviews import Correction, Decision, Review, TagDecision

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),),
)


DENIAL = ("violation_type", "denial_of_care")


@pytest.fixture
def case(work):
    return work(lambda cases: cases.create(NEW, NOW))[0]


@pytest.fixture
def review(work, case):
    return lambda given: work(lambda cases: cases.review(case.id, given, NOW))


def test_a_review_says_yes_no_and_more(work, case, review):
    added = TagDecision("perpetrator", "police", Decision.ADDED)
    review(Review(1, [TagDecision(*DENIAL, Decision.REJECTED), added]))
    tags = work(lambda cases: cases.tags_of(case))
    assert [(tag.label, tag.state, tag.origin, tag.actor) for tag in tags] == [
        ("police", "added", "person", "key:k"),
        ("denial_of_care", "rejected", "model", "key:k"),
    ]
    read = work(lambda cases: cases.get(case.id))
    assert (read.version, read.review_state, read.reviewed_at) == (2, "reviewed", NOW)
    assert [one.kind for one in work(lambda cases: cases.history(case))] == ["stored", "reviewed"]


def test_adding_what_the_model_suggests_is_accepting_it(work, case, review):
    review(Review(1, [TagDecision(*DENIAL, Decision.ADDED)]))
    assert [tag.state for tag in work(lambda cases: cases.tags_of(case))] == ["accepted"]


def test_a_review_may_leave_the_case_in_the_queue(work, case, review):
    assert review(Review(1, is_finished=False)).review_state == "pending"


def test_a_review_of_an_older_version_changes_nothing(work, case, review):
    review(Review(1))
    with pytest.raises(CaseChangedError):
        review(Review(1, [TagDecision(*DENIAL, Decision.REJECTED)]))
    assert [tag.state for tag in work(lambda cases: cases.tags_of(case))] == ["suggested"]


def test_of_reviews_at_once_one_is_kept(work, case, review):
    outcomes = []

    def try_it():
        try:
            review(Review(1))
            outcomes.append("kept")
        except CaseChangedError:
            outcomes.append("refused")

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept"] + ["refused"] * 5


def test_a_tag_that_is_not_there_can_be_neither_accepted_nor_rejected(work, case, review):
    with pytest.raises(TagUnknownError):
        review(Review(1, [TagDecision("perpetrator", "police", Decision.REJECTED)]))
    assert work(lambda cases: cases.get(case.id)).version == 1


def test_another_organisation_reviews_nothing(work, case):
    with pytest.raises(CaseUnknownError):
        work(lambda cases: cases.review(case.id, Review(1), NOW), organisation=1)


def test_a_correction_overwrites_text_placeholders_and_evidence(work, case, review):
    text = redact("Отказали.", []).text
    placeholders = [{"placeholder": "[PERSON_1]", "type": "PERSON"}]
    spans = {DENIAL: [{"start": 0, "end": 8}]}
    review(Review(1, correction=Correction(text, placeholders, spans)))
    read = work(lambda cases: cases.get(case.id))
    assert (read.redacted_text, read.placeholders) == (text, placeholders)
    assert work(lambda cases: cases.tags_of(case))[0].evidence == spans[DENIAL]
    review(Review(2, correction=Correction(text, placeholders)))
    assert work(lambda cases: cases.tags_of(case))[0].evidence == []
