"""Signing in on the web page with a one-time link, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from service.access.cookies import COOKIE
from service.app import create_app
from tests.browser.page_actions import submit
from tests.browser.page_server import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def address(settings, pipeline, store):
    # The real cookie over http://127.0.0.1; the service itself is closed to strangers.
    closed = settings.model_copy(update={"open_tagging": False})
    with serving(create_app(closed, pipeline, store)) as address:
        yield address


def cookies(page):
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


def follow(page, address, link):
    page.goto("about:blank")
    page.goto(f"{address}#link={link}")
    page.wait_for_selector("html[data-ready]")


def test_a_link_signs_in_and_leaves_the_address_bar(open_page, address, make_link, narrative):
    page = open_page()
    expect(page.locator("#account")).to_be_hidden()
    follow(page, address, make_link())
    expect(page.locator("#signed-in")).to_have_text("Signed in as documenter, default")
    assert page.url == address
    cookie = cookies(page)[COOKIE]
    assert cookie["secure"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert page.evaluate("document.cookie + JSON.stringify({...localStorage})") == "{}"
    page.reload()
    expect(page.locator("#signed-in")).to_have_text("Signed in as documenter, default")
    submit(page, narrative)
    expect(page.locator("#redacted-text")).to_contain_text("the doctor refused [PERSON_1]")
    page.click("#sign-out")
    expect(page.locator("#account")).to_be_hidden()
    expect(page.locator("#notices")).to_contain_text("Signed out.")
    expect(page.locator("#narrative")).to_have_value("")
    expect(page.locator("#result")).to_be_hidden()
    assert cookies(page) == {}
    submit(page, narrative)
    expect(page.locator("#error")).to_contain_text("Open it again from its link")


def test_a_link_that_was_used_is_said_to_be_so_in_the_readers_language(
    open_page, address, make_link
):
    link = make_link()
    follow(open_page(), address, link)
    page = open_page("uk-UA")
    follow(page, address, link)
    expect(page.locator("#error")).to_contain_text("посилання вже використано")
    expect(page.locator("#account")).to_be_hidden()
    assert page.url == address


def test_a_link_put_into_an_open_page_signs_in_too(open_page, address, make_link):
    page = open_page("ru-RU")
    expect(page.locator("#labels-notice")).to_be_visible()
    page.evaluate(f"location.hash = 'link={make_link()}'")
    expect(page.locator("#signed-in")).to_have_text("Вы вошли: документатор, default")
    expect(page.locator("#labels-notice")).to_be_hidden()
    assert page.url == address
