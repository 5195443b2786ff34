from datetime import timedelta

import pytest
from sqlalchemy import select

from service.access import clock
from service.access.api_keys import (
    NewKey,
    create_key,
    end_of,
    find_key,
    key_principal,
    list_all_keys,
    list_keys,
    organisation_of,
    revoke_key,
)
from service.access.organisations import ensure_organisation, find_organisation, organisation_name
from service.access.principals import cli_principal
from service.access.roles import Role
from service.access.secrets_format import Credential, hash_secret, new_secret, read_key
from service.errors import KeyUnknownError, OrganisationUnknownError
from service.store.tables import ApiKey


@pytest.fixture
def database(store):
    with store.session() as database:
        yield database


@pytest.fixture
def admin(database):
    return cli_principal(find_organisation(database, "default"))


def test_only_the_hash_of_a_key_is_stored(database, admin):
    row, text = create_key(database, admin, NewKey("clinic", Role.DOCUMENTER, 30))
    credential = read_key(text)
    assert credential.id == row.id
    assert row.secret_hash == hash_secret(credential.secret)
    assert row.expires_at - row.created_at == timedelta(days=30)


def test_a_key_is_found_by_its_id_and_its_secret_only(database, admin):
    row, text = create_key(database, admin, NewKey("clinic", Role.CASE_SYSTEM, 30))
    database.flush()
    credential = read_key(text)
    assert find_key(database, credential) is row
    assert find_key(database, Credential(credential.id, new_secret())) is None
    assert find_key(database, Credential("0" * 32, credential.secret)) is None
    principal = key_principal(row)
    assert (principal.organisation_id, principal.role) == (admin.organisation_id, "case_system")
    assert (principal.actor, principal.key_id) == (f"key:{row.id}", row.id)
    assert principal.system == "clinic"


def test_a_key_ends_by_time_or_by_revocation(database, admin):
    row, _ = create_key(database, admin, NewKey("clinic", Role.DOCUMENTER, 1))
    database.flush()
    now = clock.now()
    assert end_of(row, now) is None
    assert end_of(row, row.expires_at) == "expired"
    revoke_key(database, admin, row.id)
    assert end_of(row, now) == "revoked"
    revoked_at = row.revoked_at
    revoke_key(database, admin, row.id)
    assert row.revoked_at == revoked_at


def test_another_organisation_cannot_revoke_or_list_a_key(database, admin):
    stranger = cli_principal(find_organisation(database, "other"))
    row, _ = create_key(database, admin, NewKey("clinic", Role.DOCUMENTER, 1))
    database.flush()
    with pytest.raises(KeyUnknownError):
        revoke_key(database, stranger, row.id)
    assert row.revoked_at is None
    assert list_keys(database, stranger.organisation_id) == []
    assert list_keys(database, admin.organisation_id) == [row]
    assert list_all_keys(database) == [("default", row)]
    assert organisation_of(database, row.id) == admin.organisation_id


def test_unknown_keys_and_organisations_are_said_to_be_so(database):
    with pytest.raises(KeyUnknownError):
        organisation_of(database, "0" * 32)
    with pytest.raises(OrganisationUnknownError):
        find_organisation(database, "nowhere")


def test_an_organisation_is_made_once(database):
    assert ensure_organisation(database, "third")
    assert not ensure_organisation(database, "third")
    assert organisation_name(database, find_organisation(database, "third")) == "third"


def test_use_is_written_down_at_most_once_a_minute(client, store, make_key, time):
    key = make_key()
    headers = {"Authorization": f"Bearer {key}"}

    def last_used_at():
        client.get("/v1/keys", headers=headers)
        with store.session() as database:
            return database.scalar(select(ApiKey.last_used_at))

    first = last_used_at()
    assert first is not None
    time.pass_time(seconds=50)
    assert last_used_at() == first
    time.pass_time(seconds=20)
    assert last_used_at() > first
