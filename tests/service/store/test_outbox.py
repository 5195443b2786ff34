from datetime import UTC, datetime, timedelta

import pytest

from service.store import outbox
from service.store.identifiers import new_id
from service.store.tables import OutboxMessage, Webhook

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
EVENT = "case.stored"


@pytest.fixture
def webhook(store, organisations):
    def make(organisation=0, **fields):
        with store.session() as session:
            values = {
                "id": new_id(), "organisation_id": organisations[organisation],
                "url": "https://example.org/", "secret": "s", "events": [EVENT], "created_at": NOW,
            }  # fmt: skip
            session.add(Webhook(**(values | fields)))

    return make


@pytest.fixture
def enqueue(store, organisations):
    def run():
        with store.session() as session:
            return outbox.enqueue(session, organisations[0], EVENT, new_id(), {"version": 1}, NOW)

    return run


def take(store, now):
    with store.session() as session:
        return outbox.take_due(session, now, limit=10)


def test_only_webhooks_that_want_it_are_told(store, webhook, enqueue):
    webhook()
    webhook(events=["case.reviewed"])
    webhook(disabled_at=NOW)
    webhook(organisation=1)
    assert enqueue() == 1
    (message,) = take(store, NOW)
    assert message.payload == {"version": 1}


def test_what_is_taken_is_not_given_again_before_the_lease_ends(store, webhook, enqueue):
    webhook()
    enqueue()
    assert len(take(store, NOW)) == 1
    assert take(store, NOW + outbox.LEASE - timedelta(seconds=1)) == []
    assert len(take(store, NOW + outbox.LEASE)) == 1


def test_what_arrived_is_not_sent_again(store, webhook, enqueue):
    webhook()
    enqueue()
    (message,) = take(store, NOW)
    with store.session() as session:
        outbox.mark_delivered(session, message.id, NOW)
    assert take(store, NOW + timedelta(days=1)) == []


def test_pauses_grow_until_it_is_given_up(store, webhook, enqueue):
    webhook()
    enqueue()
    now, pauses = NOW, []
    while messages := take(store, now):
        with store.session() as session:
            outbox.mark_failed(session, messages[0].id, now)
        with store.session() as session:
            message = session.get(OutboxMessage, messages[0].id)
            pauses.append(message.next_attempt_at - now)
        now = message.next_attempt_at + outbox.LONGEST_PAUSE
    assert len(pauses) == outbox.MAX_ATTEMPTS
    assert pauses[:3] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
    assert max(pauses) <= outbox.LONGEST_PAUSE
    assert message.failed_at is not None


def test_a_message_that_was_erased_meanwhile_is_no_error(store):
    with store.session() as session:
        outbox.mark_delivered(session, new_id(), NOW)
        outbox.mark_failed(session, new_id(), NOW)


def test_a_message_is_tried_for_three_days_at_least():
    pauses = [outbox.pause_after(attempts) for attempts in range(1, outbox.MAX_ATTEMPTS)]
    assert sum(pauses, timedelta()) >= timedelta(days=3)
    assert pauses[:3] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
