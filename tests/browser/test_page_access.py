"""axe-core on every view, phones, dark colours, narrow screens. In a real Chromium."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from service.access.roles import Role
from service.app import create_app
from tests.browser.page_actions import choose, decide, write
from tests.browser.page_server import serving

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
TEXT = "In Osh the doctor refused Zulfiya Qadamova, who lives with HIV. She is in danger."
LOOKS = {
    "desktop": ("en-US", {"size": DESKTOP}),
    "dark": ("ru-RU", {"size": DESKTOP, "scheme": "dark"}),
    "phone": ("ro-RO", {"size": PHONE, "touch": True}),
}


@pytest.fixture
def address(settings, pipeline, store):
    with serving(create_app(settings, pipeline, store)) as address:
        yield address


@pytest.fixture(params=LOOKS)
def page(request, open_page, sign_in, address, make_key):
    headers = {"Authorization": f"Bearer {make_key(Role.DOCUMENTER)}"}
    for _ in range(5):
        httpx.post(f"{address}v1/cases", json={"text": TEXT}, headers=headers)
    language, looks = LOOKS[request.param]
    page = open_page(language, **looks)
    sign_in(page)
    return page


def findings(page):
    """Return what axe-core finds by WCAG 2.2 AA and its best practices, as words."""
    page.evaluate(AXE.read_text("utf-8") + ";undefined")
    # A bar that sticks lies on something at any moment; it can be scrolled from under it.
    page.evaluate("document.querySelectorAll('.savebar').forEach(n => n.style.position = 'static')")
    # Transitions of colour would be caught half way.
    page.wait_for_timeout(200)
    return page.evaluate(
        """async () => (await axe.run(document, {runOnly: [
             'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})).violations
           .map(({id, impact, nodes}) =>
             `${impact} ${id}: ${nodes.map(n => n.html).join(' | ')}`)"""
    )


def is_narrow_enough(page):
    width = page.viewport_size["width"]
    return page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_view_is_for_everybody(page):
    wrong = {}

    def look(view):
        wrong[view] = findings(page) + ([] if is_narrow_enough(page) else ["scrolls sideways"])

    look("empty")
    write(page, TEXT)
    decide(page, "violation_type/denial_of_care", "accepted")
    decide(page, "perpetrator/health_worker_general", "rejected")
    choose(page, "add-tag", "a")
    page.locator("#redacted-text .chip").first.press("Enter")
    look("written")
    page.click("#chip-close")
    page.click("#add-tag")
    look("combobox")
    page.keyboard.press("Escape")
    page.click('#views [data-view="cases"]')
    expect(page.locator("#cases tbody tr")).to_have_count(5)
    look("cases")
    page.locator("#cases tbody a").first.click()
    expect(page.locator("#redacted-text")).to_be_visible()
    look("case")
    page.click('#views [data-view="review"]')
    expect(page.locator("#review-region")).to_be_focused()
    page.keyboard.press("j")
    look("review")
    page.click('#views [data-view="insight"]')
    expect(page.locator("#quality")).to_be_visible()
    look("insight")
    page.click("#sign-out")
    page.click("#sign-in-open")
    look("sign in")
    assert {view: found for view, found in wrong.items() if found} == {}
