"""Stored cases, review and insight on the page, in a real Chromium."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from service.access.roles import Role
from service.app import create_app
from tests.browser.page_actions import choose, decide, row
from tests.browser.page_server import serving

pytestmark = pytest.mark.browser

REFUSED = "In Osh the doctor refused Zulfiya Qadamova, who has HIV."
DANGER = "Zulfiya Qadamova and Marina Testova are in danger."


@pytest.fixture
def share():
    return 0.0


@pytest.fixture
def address(settings, pipeline, store, share):
    settings = settings.model_copy(update={"double_coding_share": share})
    with serving(create_app(settings, pipeline, store)) as address:
        yield address


@pytest.fixture
def store_cases(address, make_key):
    def post(*texts):
        headers = {"Authorization": f"Bearer {make_key(Role.DOCUMENTER)}"}
        for text in texts:
            answer = httpx.post(f"{address}v1/cases", json={"text": text}, headers=headers)
            assert answer.status_code == 201

    return post


@pytest.fixture
def open_view(open_page, sign_in):
    def visit(view, role=Role.ADMIN, name="clinic", **looks):
        page = open_page(**looks)
        sign_in(page, role, name)
        page.click(f'#views [data-view="{view}"]')
        return page

    return visit


def test_cases_are_listed_filtered_and_opened(store_cases, open_view):
    store_cases(REFUSED, DANGER, REFUSED)
    page = open_view("cases")
    rows = page.locator("#cases tbody tr")
    expect(rows).to_have_count(3)
    choose(page, "filter", "urgent")
    expect(rows).to_have_count(1)
    assert "flag=urgent_risk" in page.url
    page.reload()
    page.wait_for_selector("#cases")
    expect(rows).to_have_count(1)
    page.locator(".filter-chip").click()
    expect(rows).to_have_count(3)
    page.select_option("#filter-state", "reviewed")
    expect(page.locator("#no-cases")).to_be_visible()
    page.select_option("#filter-state", "pending")
    rows.last.locator("a").click()
    expect(page.locator("#redacted-text")).to_contain_text("refused [PERSON_1]")


def test_a_case_is_reviewed_redacted_further_and_its_history_is_told(store_cases, open_view):
    store_cases(DANGER)
    page = open_view("cases")
    page.locator("#cases tbody a").click()
    page.fill("#mark-words", "Marina Testova")
    page.click("#mark-go")
    expect(page.locator("#redacted-text")).to_contain_text("[PERSON_2] are in danger")
    decide(page, "flags/urgent_risk", "rejected")
    choose(page, "add-tag", "disclos")
    page.click("#save-review")
    expect(page.locator("#review-saved")).to_be_visible()
    expect(page.locator(".case-head .badge")).to_have_text("reviewed")
    page.click("#history summary")
    expect(page.locator("#history")).to_contain_text("Urgent risk: rejected")


def test_a_case_is_erased_after_a_second_question(store_cases, open_view):
    store_cases(REFUSED)
    page = open_view("cases", Role.DOCUMENTER)
    page.locator("#cases tbody a").click()
    page.click("#erase")
    expect(page.locator("#erase-no")).to_be_focused()
    page.click("#erase-sure")
    expect(page.locator("#no-cases")).to_be_visible()


def test_exports_are_offered_to_those_who_may(store_cases, open_view):
    store_cases(REFUSED)
    page = open_view("cases", Role.ANNOTATOR)
    with page.expect_download() as download:
        page.click("#export-csv")
    assert download.value.suggested_filename == "casetag-export.csv"
    page = open_view("cases", Role.DOCUMENTER)
    expect(page.locator("#cases tbody tr")).to_have_count(1)
    expect(page.locator("#export-csv")).to_have_count(0)


@pytest.mark.parametrize("language", ["en-US", "ru-RU"])
def test_review_goes_from_case_to_case_with_the_keyboard_alone(store_cases, open_view, language):
    store_cases(DANGER, REFUSED)
    page = open_view("review", Role.ANNOTATOR, language=language)
    expect(page.locator("#redacted-text")).to_contain_text("refused")
    # All suggestions are right: one press.
    page.keyboard.press("Enter")
    expect(page.locator("#redacted-text")).to_contain_text("danger")
    expect(page.locator("#progress")).to_contain_text("1")
    expect(page.locator("#review-region")).to_be_focused()
    # One is wrong: go to it, reject it, go on.
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.claim") == "flags/urgent_risk"
    page.keyboard.press("x")
    expect(row(page, "flags/urgent_risk")).to_have_attribute("data-state", "rejected")
    page.keyboard.press("Enter")
    expect(page.locator("#all-done")).to_be_visible()


def test_a_key_of_a_cyrillic_keyboard_does_the_same(store_cases, open_view):
    store_cases(DANGER)
    page = open_view("review")
    expect(page.locator("#review-region")).to_be_focused()
    page.evaluate(
        """for (const [key, code] of [['о', 'KeyJ'], ['ч', 'KeyX']])
          document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))"""
    )
    expect(row(page, "flags/urgent_risk")).to_have_attribute("data-state", "rejected")


def test_letters_typed_into_a_field_are_no_shortcuts(store_cases, open_view):
    store_cases(REFUSED, REFUSED)
    page = open_view("review")
    expect(page.locator("#review-region")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#add-tag")).to_be_focused()
    page.keyboard.type("sxy")
    expect(page.locator("#add-tag")).to_have_value("sxy")
    expect(page.locator("#progress")).to_contain_text("0 of 2")


def test_two_tabs_on_one_case_are_told_and_nothing_is_overwritten(store_cases, open_view):
    store_cases(REFUSED)
    one, other = open_view("review"), open_view("review", Role.ANNOTATOR)
    for page in (one, other):
        expect(page.locator("#review-region")).to_be_focused()
    decide(one, "violation_type/denial_of_care", "rejected")
    one.click("#finish")
    expect(one.locator("#all-done")).to_be_visible()
    decide(other, "perpetrator/health_worker_general", "rejected")
    other.click("#finish")
    expect(other.locator("#error")).to_contain_text("Somebody else has changed this case")
    other.click("#retry")
    expect(other.locator("#newer")).to_be_visible()
    expect(row(other, "perpetrator/health_worker_general")).to_have_attribute(
        "data-state", "rejected"
    )
    other.click("#finish")
    expect(other.locator("#all-done")).to_be_visible()


def test_a_lost_service_keeps_the_decisions_of_a_review(store_cases, open_view):
    store_cases(REFUSED)
    page = open_view("review")
    expect(page.locator("#review-region")).to_be_focused()
    page.context.set_offline(True)
    page.click("#finish")
    expect(page.locator("#error")).to_contain_text("Your decisions are still here")
    expect(row(page, "violation_type/denial_of_care")).to_have_attribute("data-state", "accepted")
    page.context.set_offline(False)
    page.click("#retry")
    expect(page.locator("#error")).to_have_count(0)


class TestDoubleCoding:
    @pytest.fixture
    def share(self):
        return 1.0

    def test_a_second_coder_works_blind_and_agreement_is_shown(self, store_cases, open_view):
        store_cases(REFUSED)
        first = open_view("review", Role.ANNOTATOR, "one")
        expect(first.locator("#review-region")).to_be_focused()
        first.keyboard.press("Enter")
        expect(first.locator("#all-done")).to_be_visible()
        second = open_view("review", Role.ANNOTATOR, "two")
        second.get_by_role("link", name="Second coding (1)").click()
        expect(second.locator("#redacted-text")).to_contain_text("refused [PERSON_1]")
        assert second.locator("[data-claim]").count() == 0
        choose(second, "add-tag", "denial of health")
        choose(second, "add-country", "kyrgyz")
        second.click("#save-coding")
        expect(second.locator("#coded")).to_contain_text("differ")
        second.get_by_role("link", name="Agreement", exact=True).click()
        expect(second.locator("#agreement")).to_contain_text("Denial of health care")
        second.get_by_role("link", name="Disagreement (1)").click()
        expect(second.locator("#redacted-text")).to_be_visible()


def test_insight_counts_and_each_number_leads_to_its_cases(store_cases, open_view):
    store_cases(*[REFUSED] * 5, DANGER)
    page = open_view("insight", Role.DOCUMENTER)
    expect(page.locator("#total")).to_have_text("6 cases")
    expect(page.locator("#quality")).to_contain_text("English")
    small = page.get_by_role("link", name="Urgent risk: < 5")
    expect(small).to_be_visible()
    page.get_by_role("link", name="Denial of health care: 5").click()
    expect(page.locator("#cases tbody tr")).to_have_count(5)


def test_views_of_cases_are_for_those_who_are_signed_in(open_page):
    page = open_page(at="#/cases")
    expect(page.locator("#view-other")).to_contain_text("signed in")
    expect(page.locator('#views [data-view="review"]')).to_be_hidden()
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.locator("#sign-in")).to_be_visible()


def test_leaving_a_case_with_decisions_asks_and_stays(store_cases, open_view):
    store_cases(DANGER)
    page = open_view("cases")
    page.locator("#cases tbody a").click()
    decide(page, "flags/urgent_risk", "rejected")
    answers = ["dismiss", "accept"]
    page.on("dialog", lambda dialog: getattr(dialog, answers.pop(0))())
    page.click('#views [data-view="insight"]')
    expect(row(page, "flags/urgent_risk")).to_have_attribute("data-state", "rejected")
    expect(page).to_have_url(re.compile("#/cases/"))  # the address is put back a moment later
    page.click('#views [data-view="insight"]')
    expect(page.locator("#total")).to_be_visible()


def test_a_renewed_session_keeps_what_was_decided_on_a_case(store_cases, open_view, sign_in):
    store_cases(DANGER)
    page = open_view("cases")
    page.locator("#cases tbody a").click()
    decide(page, "flags/urgent_risk", "rejected")
    page.context.clear_cookies()
    page.click("#save-review")
    page.click("#retry")
    sign_in(page)
    expect(page.locator("#review-saved")).to_be_visible()
    expect(row(page, "flags/urgent_risk")).to_have_attribute("data-state", "rejected")
