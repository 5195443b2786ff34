import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.access import api_keys
from service.access.cookies import COOKIE
from service.access.gate import MAX_AUDITED_PER_MINUTE
from service.access.roles import Role
from service.access.secrets_format import read_key, read_token
from service.store.tables import AuditEntry


@pytest.fixture
def audited(store):
    def rows():
        with store.session() as database:
            return [
                (row.action, row.actor, row.detail)
                for row in database.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
            ]

    return rows


def test_what_is_worth_an_audit_is_written_down(client, visit, make_key, make_link, audited):
    admin = make_key()
    admin_id = admin.split("_")[1]
    headers = {"Authorization": f"Bearer {admin}"}
    wanted = {"name": "clinic", "role": "documenter"}
    made = client.post("/v1/keys", json=wanted, headers=headers).json()
    client.post("/v1/session", json={"key": made["key"]})
    client.delete(f"/v1/keys/{made['id']}", headers=headers)
    page = visit()
    opened = page.post("/v1/session", json={"link": make_link(Role.ADMIN)}).json()
    page.delete("/v1/session", headers={"X-CSRF-Token": opened["csrf_token"]})
    visit().post("/v1/session", json={"key": made["key"]})
    visit().post("/v1/session", json={"link": "0" * 96})
    rows = audited()
    assert [action for action, _, _ in rows] == [
        "key_created",
        "key_created",
        "signed_in",
        "key_revoked",
        "link_created",
        "signed_in",
        "signed_out",
        "sign_in_failed",
        "sign_in_failed",
    ]
    assert rows[0][1:] == ("cli", {"key_id": admin_id, "role": "admin"})
    assert rows[1][1:] == (f"key:{admin_id}", {"key_id": made["id"], "role": "documenter"})
    assert rows[5][1] == rows[6][1]
    assert rows[7][1:] == (f"key:{made['id']}", {"reason": "revoked"})
    assert rows[8][1:] == ("anonymous", {"reason": "link"})


def test_a_wrong_key_of_a_known_id_is_not_written_down_as_its_holder(client, make_key, audited):
    key_id = make_key().split("_")[1]
    client.get("/v1/keys", headers={"Authorization": f"Bearer casetag_{key_id}_{'0' * 64}"})
    assert audited()[-1] == ("sign_in_failed", "anonymous", {"reason": "unknown"})


def test_a_flood_of_failures_does_not_fill_the_audit(visit, audited):
    for number in range(100):
        client = visit(f"203.0.113.{number}")
        assert client.post("/v1/session", json={"key": "x"}).status_code == 401
    assert len(audited()) == MAX_AUDITED_PER_MINUTE


def test_no_secret_is_in_the_database_the_log_or_an_answer(
    client, visit, make_key, make_link, database_bytes, capsys
):
    key, link = make_key(), make_link()
    page = visit()
    opened = page.post("/v1/session", json={"link": link})
    client.get("/v1/keys", headers={"Authorization": f"Bearer {key}"})
    client.get("/v1/keys", headers={"Authorization": f"Bearer {key[:-4]}0000"})
    client.get(f"/v1/keys?key={key}", headers={"Authorization": f"Bearer {key}"})
    client.post("/v1/session", json={"link": link})
    cookie = page.cookies[COOKIE]
    csrf = opened.json()["csrf_token"]
    left = database_bytes() + capsys.readouterr().err.encode()
    assert len(left) > 10_000
    for secret in (read_key(key).secret, read_token(link).secret, read_token(cookie).secret, csrf):
        assert secret.encode() not in left
        assert bytes.fromhex(secret) not in left


def test_the_log_names_the_actor_by_id(client, make_key, capsys):
    key = make_key()
    client.get("/v1/keys", headers={"Authorization": f"Bearer {key}"})
    assert f'"actor": "key:{key.split("_")[1]}"' in capsys.readouterr().err


def test_a_busy_database_turns_no_good_key_away(client, make_key, monkeypatch):
    def busy(*_arguments):
        raise OperationalError("update", {}, Exception("database is locked"))

    monkeypatch.setattr(api_keys, "note_use", busy)
    headers = {"Authorization": f"Bearer {make_key()}"}
    assert client.get("/v1/keys", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer zulfiya", "bearer \xff", "Bearer casetag_" + "0" * 70_000],
)
def test_a_key_that_is_none_is_refused(client, header):
    answer = client.get("/v1/keys", headers={"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")


def test_failed_tries_with_one_key_id_are_limited_over_all_addresses(visit, make_key):
    key = make_key()
    wrong = {"Authorization": f"Bearer {key[:-4]}{'0000' if key[-4:] != '0000' else '1111'}"}
    for number in range(5):
        assert visit(f"203.0.113.{number}").get("/v1/keys", headers=wrong).status_code == 401
    for address in ("203.0.113.1", "203.0.113.77"):
        again = visit(address).get("/v1/keys", headers=wrong)
        assert (again.status_code, again.json()["error"]) == (429, "too_many_attempts")
    # Its holder, who has failed nowhere, is not locked out.
    right = {"Authorization": f"Bearer {key}"}
    assert visit("198.51.100.9").get("/v1/keys", headers=right).status_code == 200
