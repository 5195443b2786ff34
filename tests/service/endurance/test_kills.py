"""`kill -9` at random points: what was acknowledged is there, once and whole."""

import random
import time
from collections import Counter

import pytest
from sqlalchemy import select

from service.store import audit
from service.store.rotation import check_values
from service.store.tables import (
    AuditEntry,
    Case,
    CaseEvent,
    CaseTag,
    IdempotencyKey,
    OutboxMessage,
)
from tests.service.endurance.submitters import Submitters

# What the fake pipeline finds in each narrative, with the record type and the country.
TAGS = 5


def assert_whole(store, acknowledged, cases):
    """Every case is there once, with every row that belongs to it."""
    with store.reading() as session:
        found = session.scalars(select(Case.id)).all()
        assert len(found) == cases
        assert set(acknowledged.values()) == set(found)
        assert len(acknowledged) == cases
        for column, each in (
            (CaseTag.case_id, TAGS),
            (CaseEvent.case_id, 1),
            (IdempotencyKey.case_id, 1),
            (OutboxMessage.case_id, 1),
        ):
            assert Counter(session.scalars(select(column))) == dict.fromkeys(found, each)
        stored = select(AuditEntry.case_id).where(AuditEntry.action == "case_stored")
        assert Counter(session.scalars(stored)) == dict.fromkeys(found, 1)
        assert audit.verify(session) is None
    assert check_values(store) > cases


@pytest.mark.parametrize(
    ("kills", "cases"),
    [(8, 120), pytest.param(50, 2000, marks=pytest.mark.slow)],
    ids=["a few kills", "many kills"],
)
def test_no_acknowledged_case_is_lost_or_there_twice_or_half_when_the_service_is_killed(
    where, serve, prepared, kills, cases
):
    store = prepared(where)
    chance = random.Random(kills)
    service = serve(**where).start()
    callers = Submitters(service.port, store.header, cases, seed=kills).start()
    for number in range(1, kills + 1):
        callers.wait_for(number * cases // (kills + 1))
        time.sleep(chance.uniform(0, 0.1))
        service.kill()
        service.start(wait=False)
        if chance.random() < 0.3:
            # Also while it starts.
            time.sleep(chance.uniform(0, 0.3))
            service.kill()
            service.start(wait=False)
    callers.join()
    assert not callers.problems
    assert callers.answers["lost"] > kills
    assert_whole(store.store, callers.acknowledged, cases)


def test_a_first_start_that_is_killed_again_and_again_ends_well(where, serve):
    chance = random.Random(5)
    service = serve(**where)
    for _ in range(6):
        service.start(wait=False)
        time.sleep(chance.uniform(0, 0.4))
        service.kill()
    service.start()
    assert service.request("GET", "/v1/cases")[0] == 401
