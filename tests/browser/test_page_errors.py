"""What the web page does when something is wrong, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.page_actions import answer_with, submit
from tests.browser.page_server import tagged

pytestmark = pytest.mark.browser


def test_a_lost_service_leaves_the_narrative_and_can_be_tried_again(open_page, narrative):
    page = open_page()
    page.context.set_offline(True)
    submit(page, narrative)
    expect(page.locator("#error")).to_contain_text("The service cannot be reached")
    expect(page.locator("#narrative")).to_have_value(narrative)
    page.context.set_offline(False)
    page.click("#retry")
    expect(page.locator("#redacted-text")).to_be_visible()
    expect(page.locator("#error")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "code", "place", "words"),
    [
        (413, "narrative_too_long", "#composer-problem", "at most 20,000 characters"),
        (413, "request_too_large", "#composer-problem", "at most 20,000 characters"),
        (422, "narrative_empty", "#composer-problem", "nothing to work on"),
        (422, "narrative_encoding", "#composer-problem", "characters that cannot be read"),
        (422, "something_new", "#composer-problem", "did not accept the text"),
        (401, "no_key", "#error", "Open it again from its link"),
        (500, "internal_error", "#error", "nothing was stored"),
        (504, "gateway", "#error", "did not answer in time"),
    ],
)
def test_errors_of_the_service_are_told_in_plain_words(open_page, status, code, place, words):
    page = open_page()
    answer_with(page, {"error": code, "detail": "SECRET"}, status)
    submit(page)
    expect(page.locator(place)).to_contain_text(words)
    assert "SECRET" not in page.locator("body").inner_text()
    expect(page.locator("#live-state")).to_have_attribute("data-state", "idle")


def test_a_lone_half_of_a_character_is_refused_by_the_real_service(open_page):
    page = open_page()
    page.evaluate("document.getElementById('narrative').value = 'broken \\ud83d text'")
    page.press("#narrative", "Control+Enter")
    expect(page.locator("#composer-problem")).to_contain_text("characters that cannot be read")


def test_a_busy_service_is_asked_again_after_the_time_it_names(open_page):
    page = open_page()
    busy = (429, {"error": "overloaded", "detail": "later"})
    sent = answer_with(page, [busy, (200, tagged("Fine."))], headers={"Retry-After": "1"})
    submit(page)
    expect(page.locator("#error")).to_contain_text("busy. Trying again in 1 second")
    expect(page.locator("#redacted-text")).to_have_text("Fine.")
    assert len(sent) == 2


def test_an_empty_or_too_long_narrative_is_not_sent(open_page):
    page = open_page()
    sent = answer_with(page, tagged("Fine."))
    submit(page, "  \n ")
    expect(page.locator("#composer-problem")).to_contain_text("nothing to work on")
    expect(page.locator("#narrative")).to_be_focused()
    submit(page, "😀" * 20_001)
    expect(page.locator("#counter")).to_have_text("20,001 / 20,000 characters")
    expect(page.locator("#composer-problem")).to_contain_text("1 character over the limit")
    expect(page.locator("#narrative")).to_have_attribute("aria-invalid", "true")
    assert sent == []
    submit(page, "😀" * 20_000)
    expect(page.locator("#redacted-text")).to_have_text("Fine.")


def test_what_is_saved_is_always_what_was_read(open_page, narrative):
    page = open_page()
    submit(page, narrative)
    expect(page.locator("#save")).to_be_enabled()
    page.route("**/v1/tag", lambda route: None)
    page.locator("#narrative").press_sequentially("!")
    expect(page.locator("#save")).to_be_disabled()


def test_a_slow_answer_is_said_to_be_slow_and_the_narrative_can_be_discarded(open_page):
    page = open_page()
    page.route("**/v1/tag", lambda route: None)
    submit(page)
    expect(page.locator("#live-state")).to_have_text("Working…")
    expect(page.locator("#slow")).to_be_visible()
    page.click("#discard")
    expect(page.locator("#live-state")).to_have_attribute("data-state", "idle")
    expect(page.locator("#error")).to_have_count(0)


def test_editing_the_narrative_stops_the_countdown(open_page):
    page = open_page()
    sent = answer_with(page, {"error": "overloaded"}, 429, headers={"Retry-After": "1"})
    submit(page)
    expect(page.locator("#error")).to_be_visible()
    page.fill("#narrative", "")
    expect(page.locator("#error")).to_have_count(0)
    page.wait_for_timeout(1300)
    assert len(sent) == 1


def test_labels_that_cannot_be_had_are_told_and_shown_as_codes(open_page):
    page = open_page()
    page.route("**/v1/labels*", lambda route: route.fulfill(status=500, json={}))
    page.select_option("#interface-language", "ru")
    expect(page.locator("#labels-notice")).to_contain_text("Не удалось загрузить названия")
    answer_with(page, tagged("Fine.", violation_type={"denial_of_care": (0.9, "")}))
    submit(page)
    expect(page.locator('[data-group="violation_type"] .tag')).to_contain_text("Denial of care")
