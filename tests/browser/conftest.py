"""The page opened in a real Chromium, served by the real app with a pipeline without weights."""

import os
import shutil

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from service.access.organisations import ensure_organisation
from service.access.roles import Role
from service.app import create_app
from service.settings import Settings
from service.store.store import Store
from tests.browser.page_server import serving
from tests.service.access.conftest import make_key, make_link  # noqa: F401

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 800}
# The browser itself reports every answer that is an error, and so it should.
EXPECTED_REPORT = "Failed to load resource"
# The machine may be busy training: slow is not wrong.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        why = "Chromium is not installed: apt-get install chromium"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)


@pytest.fixture
def settings(settings, tmp_path):
    return settings.model_copy(
        update={"log_level": "error", "data_folder": tmp_path, "host": "127.0.0.1"}
    )


@pytest.fixture(scope="session")
def new_store(tmp_path_factory):
    """A folder with a store that has its tables already: making them writes to disk many times."""
    folder = tmp_path_factory.mktemp("store")
    store = Store.open(Settings(data_folder=folder))
    with store.session() as database:
        ensure_organisation(database)
    store.close()
    return folder


@pytest.fixture
def store(settings, new_store):
    shutil.copytree(new_store, settings.data_folder, dirs_exist_ok=True)
    store = Store.open(settings)
    yield store
    store.close()


@pytest.fixture
def address(settings, pipeline):
    with serving(create_app(settings, pipeline)) as address:
        yield address


@pytest.fixture
def open_page(browser, address):
    """Open the page as some user; at the end nobody must have complained or gone elsewhere."""
    contexts, complaints, foreign = [], [], []

    def visit(language="en-US", size=DESKTOP, *, touch=False, scheme="light", at="") -> Page:
        context = browser.new_context(
            locale=language, viewport=size, has_touch=touch, is_mobile=touch, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: foreign.append(request.url))
        page.goto(address + at)
        page.wait_for_selector("html[data-ready]")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [text for text in complaints if not text.startswith(EXPECTED_REPORT)] == []
    assert [url for url in foreign if not url.startswith((address, "about:"))] == []


@pytest.fixture
def sign_in(make_key):  # noqa: F811
    """Sign an open page in with a key of a role."""

    def enter(page: Page, role=Role.ADMIN, name="clinic"):
        if page.locator("#sign-in").is_hidden():
            page.click("#sign-in-open")
        page.fill("#sign-in-secret", make_key(role, name=name))
        page.press("#sign-in-secret", "Enter")
        expect(page.locator("#account")).to_be_visible()

    return enter
