import re

import pytest
from fastapi.testclient import TestClient

from service.access.cookies import COOKIE
from service.access.roles import PAGE_ROLES, Role
from service.app import create_app


def csrf(answer):
    return {"X-CSRF-Token": answer.json()["csrf_token"]}


def error(answer):
    return answer.status_code, answer.json()["error"]


def test_a_link_opens_a_session_once(client, visit, make_link):
    link = make_link()
    answer = client.post("/v1/session", json={"link": link})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["role"], body["organisation"]) == ("documenter", "default")
    assert client.get("/v1/session").json() == body
    again = visit().post("/v1/session", json={"link": link})
    assert error(again) == (401, "link_unusable")
    assert again.headers["WWW-Authenticate"] == "Bearer"


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_networks(client, make_link):
    answer = client.post("/v1/session", json={"link": make_link()})
    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert re.fullmatch(COOKIE + "=[0-9a-f]{96}", name)
    assert {attribute.lower() for attribute in attributes} == {
        "httponly",
        "secure",
        "samesite=strict",
        "path=/",
        "max-age=43200",
    }
    assert client.cookies[COOKIE] not in answer.text


@pytest.mark.parametrize("role", PAGE_ROLES)
def test_a_key_opens_a_session_with_its_role(client, make_key, role):
    answer = client.post("/v1/session", json={"key": make_key(role)})
    assert (answer.status_code, answer.json()["role"]) == (200, role)


def test_the_key_of_a_case_system_opens_no_page(client, make_key):
    answer = client.post("/v1/session", json={"key": make_key(Role.CASE_SYSTEM)})
    assert error(answer) == (403, "forbidden")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [{}, {"link": None}, {"link": "a", "key": "b"}, {"key": 7}, {"link": "a" * 201}, {"x": "a"}],
)
def test_a_sign_in_with_nothing_or_both_is_not_understood(client, body):
    answer = client.post("/v1/session", json=body)
    assert error(answer) == (422, "invalid_request")


@pytest.mark.parametrize("body", [{"link": "zulfiya"}, {"key": "zulfiya"}, {"link": "0" * 96}])
def test_a_wrong_sign_in_is_refused_without_repeating_it(client, body, capsys):
    answer = client.post("/v1/session", json=body)
    assert answer.status_code == 401
    assert "zulfiya" not in answer.text + capsys.readouterr().err


def test_a_session_must_send_its_own_token_with_what_changes_something(client, visit, make_link):
    first = client.post("/v1/session", json={"link": make_link(Role.ADMIN)})
    wanted = {"name": "case system", "role": "case_system"}
    assert error(client.post("/v1/keys", json=wanted)) == (403, "csrf_token")
    other = visit().post("/v1/session", json={"link": make_link(Role.ADMIN)})
    for wrong in (csrf(other), {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}):
        assert error(client.post("/v1/keys", json=wanted, headers=wrong)) == (403, "csrf_token")
        assert error(client.delete("/v1/session", headers=wrong)) == (403, "csrf_token")
    assert client.post("/v1/keys", json=wanted, headers=csrf(first)).status_code == 201
    assert client.get("/v1/keys").status_code == 200


def test_a_key_needs_no_such_token_and_goes_before_a_cookie(client, make_link, bearer):
    client.post("/v1/session", json={"link": make_link(Role.DOCUMENTER)})
    wanted = {"name": "case system", "role": "case_system"}
    assert client.post("/v1/keys", json=wanted, headers=bearer()).status_code == 201


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(client, visit, make_link):
    opened = client.post("/v1/session", json={"link": make_link()})
    copy = visit()
    copy.cookies.set(COOKIE, client.cookies[COOKIE])
    assert copy.get("/v1/session").status_code == 200
    answer = client.delete("/v1/session", headers=csrf(opened))
    assert (answer.status_code, answer.content) == (204, b"")
    assert COOKIE not in client.cookies
    assert error(copy.get("/v1/session")) == (401, "not_signed_in")


def test_signing_in_anew_ends_the_session_before(client, visit, make_link):
    client.post("/v1/session", json={"link": make_link()})
    copy = visit()
    copy.cookies.set(COOKIE, client.cookies[COOKIE])
    client.post("/v1/session", json={"link": make_link()})
    assert client.get("/v1/session").status_code == 200
    assert copy.get("/v1/session").status_code == 401


def test_a_scheme_that_is_not_ours_is_the_proxys_affair(client, make_link):
    client.post("/v1/session", json={"link": make_link()})
    headers = {"Authorization": "Basic eDp5"}
    assert client.get("/v1/session", headers=headers).status_code == 200


def test_a_key_is_told_once_and_listed_without_its_secret(client, bearer):
    admin = bearer()
    wanted = {"name": "Wanda", "role": "case_system", "days": 7}
    made = client.post("/v1/keys", json=wanted, headers=admin)
    assert made.status_code == 201
    key = made.json()["key"]
    listed = client.get("/v1/keys", headers=admin)
    first = listed.json()["items"][0]
    assert first == {name: value for name, value in made.json().items() if name != "key"}
    assert (first["name"], first["role"], first["last_used_at"]) == ("Wanda", "case_system", None)
    assert key.rpartition("_")[2] not in listed.text
    headers = {"Authorization": f"Bearer {key}"}
    assert error(client.get("/v1/keys", headers=headers)) == (403, "forbidden")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a" * 101},
        {"name": "a\nb"},
        {"role": "owner"},
        {"days": 0},
        {"days": 3651},
        {"days": "7"},
        {"organisation": "other"},
    ],
)
def test_a_key_that_cannot_be_made_is_refused(client, bearer, wrong):
    wanted = {"name": "Wanda", "role": "case_system", "days": 7} | wrong
    answer = client.post("/v1/keys", json=wanted, headers=bearer())
    assert error(answer) == (422, "invalid_request")


def test_a_revoked_key_opens_nothing_and_its_sessions_end(client, visit, make_key, bearer):
    admin, key = bearer(), make_key(Role.ANNOTATOR)
    page = visit()
    page.post("/v1/session", json={"key": key})
    assert page.get("/v1/session").status_code == 200
    key_id = key.split("_")[1]
    for _ in range(2):
        assert client.delete(f"/v1/keys/{key_id}", headers=admin).status_code == 204
    assert error(page.get("/v1/session")) == (401, "not_signed_in")
    answer = visit().post("/v1/session", json={"key": key})
    assert error(answer) == (401, "not_signed_in")


def test_an_organisation_sees_and_ends_its_own_keys_only(client, make_key, bearer):
    own, foreign = bearer(), make_key(Role.ADMIN, "other")
    key_id = foreign.split("_")[1]
    listed = [item["id"] for item in client.get("/v1/keys", headers=own).json()["items"]]
    assert len(listed) == 1
    assert key_id not in listed
    unknown = client.delete("/v1/keys/" + "0" * 32, headers=own)
    assert error(unknown) == (404, "key_unknown")
    assert client.delete(f"/v1/keys/{key_id}", headers=own).json() == unknown.json()
    headers = {"Authorization": f"Bearer {foreign}"}
    assert client.get("/v1/keys", headers=headers).status_code == 200
    made = client.post("/v1/keys", json={"name": "x", "role": "documenter"}, headers=headers).json()
    assert made["id"] not in client.get("/v1/keys", headers=own).text


def test_failed_tries_are_limited_by_address(client, visit, make_key, make_link):
    for _ in range(5):
        assert client.post("/v1/session", json={"link": "0" * 96}).status_code == 401
    for body in ({"link": make_link()}, {"key": make_key()}):
        answer = client.post("/v1/session", json=body)
        assert error(answer) == (429, "too_many_attempts")
        assert 0 < int(answer.headers["Retry-After"]) <= 300
    elsewhere = visit("198.51.100.9")
    assert elsewhere.post("/v1/session", json={"key": make_key()}).status_code == 200


def test_whoever_is_signed_in_works_on_while_others_fail_at_the_same_address(
    client, visit, make_link
):
    client.post("/v1/session", json={"link": make_link()})
    other = visit()
    other.cookies.set(COOKIE, "0" * 96)
    assert [other.get("/v1/session").status_code for _ in range(6)] == [401] * 5 + [429]
    assert client.get("/v1/session").status_code == 200


def test_no_store_is_not_ready(settings, pipeline, bearer):
    client = TestClient(create_app(settings, pipeline), base_url="https://testserver")
    for answer in (
        client.get("/v1/keys", headers=bearer()),
        client.post("/v1/session", json={"link": "0" * 96}),
    ):
        assert error(answer) == (503, "not_ready")
