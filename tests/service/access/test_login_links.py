from concurrent.futures import ThreadPoolExecutor

import pytest

from service.access.first_start import make_link as make_address
from service.access.first_start import page_address
from service.access.roles import Role
from service.access.secrets_format import Credential, new_secret, read_token
from service.errors import OrganisationUnknownError
from service.store.tables import LoginLink


def sign_in(client, link):
    return client.post("/v1/session", json={"link": link}).status_code


def test_the_token_is_behind_the_hash_sign_where_no_server_sees_it(store, settings):
    address = make_address(store, settings, "http://127.0.0.1:8000/")
    before, _, fragment = address.partition("#")
    assert before == "http://127.0.0.1:8000/"
    assert read_token(fragment.removeprefix("link=")) is not None


def test_a_link_is_too_old_after_a_quarter_of_an_hour(visit, make_link, time):
    early, late = make_link(), make_link()
    time.pass_time(minutes=14, seconds=50)
    assert sign_in(visit(), early) == 200
    time.pass_time(seconds=11)
    assert sign_in(visit(), late) == 401


def test_the_id_of_a_link_without_its_secret_uses_nothing_up(visit, make_link):
    link = make_link()
    assert sign_in(visit(), link[:32] + new_secret()) == 401
    assert sign_in(visit(), link) == 200


def test_of_many_who_come_at_once_one_gets_in(app, visit, make_link):
    link = make_link()
    callers = [visit(f"203.0.113.{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda client: sign_in(client, link), callers))
    assert sorted(statuses) == [200] + [401] * 7


def test_a_link_for_an_organisation_that_is_not_there_is_not_made(store, settings):
    with pytest.raises(OrganisationUnknownError):
        make_address(store, settings, "http://x/", Role.ADMIN, "nowhere")


def test_old_links_are_taken_away(make_link, store, time):
    make_link()
    time.pass_time(days=2)
    make_link()
    with store.session() as database:
        assert database.query(LoginLink).count() == 1


def test_a_credential_of_a_link_is_no_key(visit, make_link):
    link = read_token(make_link())
    assert isinstance(link, Credential)
    headers = {"Authorization": f"Bearer casetag_{link.id}_{link.secret}"}
    assert visit().get("/v1/keys", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("casetag.example", "http://casetag.example:8000/"),
    ],
)
def test_the_page_is_where_a_browser_keeps_a_session(host, address):
    assert page_address(host, 8000) == address
