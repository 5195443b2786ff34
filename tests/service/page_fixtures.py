"""The page opened in a real Chromium, served by the real app with a pipeline without weights."""

import os
import shutil

import pytest
from playwright.sync_api import Page, sync_playwright

from service.app import create_app
from tests.service.page_server import serving

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


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        why = "Chromium is not installed: apt-get install chromium"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)


@pytest.fixture
def address(settings, pipeline):
    quiet = settings.model_copy(update={"log_level": "error"})
    with serving(create_app(quiet, pipeline)) as address:
        yield address


@pytest.fixture
def open_page(browser, address):
    """Open the page as some user; at the end nobody must have complained or gone elsewhere."""
    contexts, complaints, foreign = [], [], []

    def visit(language="en-US", size=DESKTOP, *, touch=False) -> Page:
        context = browser.new_context(
            locale=language, viewport=size, has_touch=touch, is_mobile=touch
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: foreign.append(request.url))
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [text for text in complaints if not text.startswith(EXPECTED_REPORT)] == []
    assert [url for url in foreign if not url.startswith(address)] == []
