"""A store on disk, a service that asks everybody who they are, and a clock that can be put on."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from service.access import clock
from service.access.api_keys import NewKey, create_key
from service.access.organisations import ensure_organisation, find_organisation
from service.access.principals import cli_principal
from service.access.roles import Role
from service.app import create_app
from service.settings import Settings
from service.store.store import Store

# Cookies are Secure: the client must believe that it speaks https.
BASE = "https://testserver"
OTHER = "other"


class Clock:
    """Real time, put on by what a test wants to pass."""

    def __init__(self):
        self._real = clock.now
        self._ahead = timedelta()

    def __call__(self):
        return self._real() + self._ahead

    def pass_time(self, **time):
        self._ahead += timedelta(**time)


@pytest.fixture
def time(monkeypatch):
    moving = Clock()
    monkeypatch.setattr(clock, "now", moving)
    return moving


@pytest.fixture
def settings(tmp_path):
    # An address that is no loopback: nothing is open.
    return Settings(host="192.0.2.1", data_folder=tmp_path, max_failed_attempts=5)


@pytest.fixture
def store(settings):
    store = Store.open(settings)
    with store.session() as database:
        ensure_organisation(database)
        ensure_organisation(database, OTHER)
    yield store
    store.close()


@pytest.fixture
def app(settings, pipeline, store):
    return create_app(settings, pipeline, store)


@pytest.fixture
def visit(app):
    """Return a new caller, who has no cookie and no key; `address` is where it calls from."""

    def new_caller(address="203.0.113.5"):
        return TestClient(app, base_url=BASE, client=(address, 50000))

    return new_caller


@pytest.fixture
def client(visit):
    return visit()


@pytest.fixture
def make_key(store):
    """Make a key; return it as its holder keeps it."""

    def make(role=Role.ADMIN, organisation="default", name="clinic", days=30):
        with store.session() as database:
            maker = cli_principal(find_organisation(database, organisation))
            return create_key(database, maker, NewKey(name, role, days))[1]

    return make


@pytest.fixture
def bearer(make_key):
    """Make a key; return the header that carries it."""

    def header(*arguments, **options):
        return {"Authorization": f"Bearer {make_key(*arguments, **options)}"}

    return header


@pytest.fixture
def make_link(store, settings):
    """Make a one-time link; return its token."""
    from service.access import first_start
    from service.access.login_links import FRAGMENT

    def make(role=Role.DOCUMENTER, organisation="default"):
        address = first_start.make_link(store, settings, "http://x/", role, organisation)
        return address.partition(FRAGMENT)[2]

    return make


@pytest.fixture
def database_bytes(tmp_path, store):
    """Return everything that the store has on disk."""

    def read():
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    return read
