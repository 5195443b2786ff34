from datetime import datetime, timedelta

import pytest

from service.access.cookies import COOKIE
from service.access.roles import Role
from service.store.tables import PageSession


@pytest.fixture
def signed_in(client, make_link):
    client.post("/v1/session", json={"link": make_link()})
    return client


def status(client):
    return client.get("/v1/session").status_code


def test_an_unused_session_ends(signed_in, time):
    time.pass_time(minutes=29)
    assert status(signed_in) == 200
    time.pass_time(minutes=29)
    assert status(signed_in) == 200
    time.pass_time(minutes=31)
    assert status(signed_in) == 401


def test_a_session_ends_at_the_latest_after_its_hours(signed_in, time):
    for _ in range(12 * 3 - 1):
        time.pass_time(minutes=20)
        assert status(signed_in) == 200
    time.pass_time(minutes=20)
    assert status(signed_in) == 401


def test_a_session_lives_no_longer_than_its_key(visit, make_key, time):
    key = make_key(Role.DOCUMENTER, days=1)
    time.pass_time(hours=23)
    client = visit()
    opened = client.post("/v1/session", json={"key": key}).json()
    end = datetime.fromisoformat(opened["expires_at"])
    assert end - time() < timedelta(hours=1)
    for _ in range(2):
        time.pass_time(minutes=25)
        assert status(client) == 200
    time.pass_time(minutes=25)
    assert status(client) == 401


def test_an_expired_key_opens_nothing(client, make_key, time):
    key = make_key(days=1)
    time.pass_time(days=1, seconds=1)
    answer = client.post("/v1/session", json={"key": key})
    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")
    assert client.get("/v1/keys", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_session_that_has_ended_is_no_failed_try(signed_in, visit, make_link, time):
    time.pass_time(hours=1)
    assert [status(signed_in) for _ in range(10)] == [401] * 10
    assert visit().post("/v1/session", json={"link": make_link()}).status_code == 200


@pytest.mark.parametrize("cookie", ["", "zulfiya", "0" * 96, "g" * 96, "0" * 5000])
def test_a_cookie_that_was_made_up_opens_nothing(client, cookie, capsys):
    client.cookies.set(COOKIE, cookie)
    assert status(client) == 401
    assert "zulfiya" not in capsys.readouterr().err


def test_the_id_of_a_session_without_its_secret_opens_nothing(signed_in, visit):
    token = signed_in.cookies[COOKIE]
    thief = visit()
    thief.cookies.set(COOKIE, token[:32] + "0" * 64)
    assert status(thief) == 401
    assert status(signed_in) == 200


def test_rows_of_ended_sessions_are_taken_away(signed_in, visit, make_link, store, time):
    time.pass_time(days=2)
    visit().post("/v1/session", json={"link": make_link()})
    with store.session() as database:
        assert database.query(PageSession).count() == 1
