"""Services that are real processes, on SQLite and on a throw-away PostgreSQL."""

from types import SimpleNamespace

import pytest

from service.access import clock
from service.access.api_keys import NewKey, create_key
from service.access.organisations import ensure_organisation, find_organisation
from service.access.principals import cli_principal
from service.access.roles import Role
from service.settings import Settings
from service.store.identifiers import new_id
from service.store.store import Store
from service.store.tables import Webhook
from tests.service.endurance.served import Nursery, Served
from tests.service.store.conftest import postgres, postgres_database

__all__ = ["postgres", "postgres_database"]

FOLDER, ADDRESS = "CASETAG_DATA_FOLDER", "CASETAG_DATABASE_URL"


@pytest.fixture(scope="session")
def nursery():
    opened = Nursery()
    yield opened
    opened.close()


@pytest.fixture
def serve(nursery, tmp_path):
    """Give a service that is not started yet; it is ended with the test."""
    made = []

    def make(**environment):
        made.append(Served(nursery, tmp_path, **environment))
        return made[-1]

    yield make
    for service in made:
        service.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    """The environment that names a store."""
    environment = {FOLDER: str(tmp_path / "data")}
    if request.param == "postgresql":
        environment[ADDRESS] = request.getfixturevalue("postgres_database")
    return environment


@pytest.fixture
def prepared():
    """Open a store; make a key and a webhook, so that a case has all rows it can have."""
    stores = []

    def prepare(environment):
        settings = Settings(data_folder=environment[FOLDER], database_url=environment.get(ADDRESS))
        store = Store.open(settings)
        stores.append(store)
        with store.session() as database:
            ensure_organisation(database)
        with store.session() as database:
            maker = cli_principal(find_organisation(database, "default"))
            _, key = create_key(database, maker, NewKey("clinic", Role.ADMIN, 30))
            database.add(
                Webhook(
                    id=new_id(),
                    organisation_id=maker.organisation_id,
                    # Of no public network: the message is written, and never sent.
                    url="https://192.0.2.1/",
                    secret="s" * 32,
                    events=["case.stored"],
                    created_at=clock.now(),
                )
            )
        header = {"Authorization": f"Bearer {key}"}
        return SimpleNamespace(store=store, header=header, settings=settings)

    yield prepare
    for store in stores:
        store.close()
