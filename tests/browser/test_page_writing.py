"""Writing a case down on the page: correcting, deciding, saving, leaving. In a real Chromium."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from service.access.roles import Role
from service.app import create_app
from tests.browser.page_actions import (
    choose,
    claim,
    decide,
    kept_in_browser,
    row,
    select_words,
    submit,
    write,
)
from tests.browser.page_server import serving

pytestmark = pytest.mark.browser

TEXT = (
    "In Osh the doctor refused Zulfiya Qadamova, who lives with HIV. "
    "Marina Testova saw it; MARINA TESTOVA is in danger."
)
ATTACK = '<img src=x onerror="document.title=1">'


@pytest.fixture
def address(settings, pipeline, store):
    with serving(create_app(settings, pipeline, store)) as address:
        yield address


@pytest.fixture
def writing(open_page, sign_in):
    """A page of a documenter who has written the narrative."""
    page = open_page()
    sign_in(page, Role.DOCUMENTER)
    write(page, TEXT)
    return page


def redacted(page):
    return page.locator("#redacted-text")


def listen(page):
    """Return the bodies that are sent to be stored."""
    sent = []
    page.on(
        "request",
        lambda request: (
            sent.append((json.loads(request.post_data), request.headers["idempotency-key"]))
            if request.url.endswith("/v1/cases") and request.method == "POST"
            else None
        ),
    )
    return sent


def test_selected_words_are_redacted_in_all_their_forms(writing):
    select_words(writing, "Marina Testova")
    writing.click("#redact-selection")
    expect(redacted(writing)).to_contain_text("[PERSON_2] saw it; [PERSON_2] is in danger")
    expect(writing.locator("#corrections")).to_contain_text("Taken out: Marina Testova")
    writing.locator("#corrections button").click()
    expect(redacted(writing)).to_contain_text("Marina Testova saw it")


def test_words_are_redacted_with_the_keyboard_alone(writing):
    writing.fill("#mark-words", "testova")
    writing.press("#mark-words", "Enter")
    expect(redacted(writing)).not_to_contain_text("Testova")
    writing.fill("#mark-words", "not there")
    writing.press("#mark-words", "Enter")
    expect(writing.locator("#not-found")).to_be_visible()


def test_a_placeholder_shows_what_it_replaced_and_gives_it_back(writing, known_name):
    redacted(writing).locator(".chip").first.press("Enter")
    expect(writing.locator("#chip-panel .original")).to_have_text(known_name)
    writing.click("#restore")
    expect(redacted(writing)).to_contain_text(f"refused {known_name}, who")
    expect(writing.locator("#corrections")).to_contain_text(f"Shown again: {known_name}")


def test_all_decisions_are_saved_in_one_request_and_the_page_forgets(writing, store, known_name):
    sent = listen(writing)
    select_words(writing, "Marina Testova")
    writing.click("#redact-selection")
    expect(redacted(writing)).to_contain_text("[PERSON_2]")
    decide(writing, "violation_type/denial_of_care", "accepted")
    decide(writing, "perpetrator/health_worker_general", "rejected")
    choose(writing, "add-tag", "disclos")
    choose(writing, "add-country", "kazakh")
    writing.select_option("#record-type", "context_only")
    expect(writing.locator("#save-state")).to_contain_text("5 decisions")
    writing.click("#save")
    expect(writing.locator("#saved")).to_be_visible()
    expect(writing.locator("#narrative")).to_have_value("")
    assert "Testova" not in writing.content()
    assert known_name not in writing.content()
    (body, key) = sent[0]
    assert body["text"] == TEXT
    assert body["corrections"]["redact"] == [{"words": "Marina Testova", "type": "PERSON"}]
    assert body["review"]["accept"] == [{"facet": "violation_type", "label": "denial_of_care"}]
    assert len(key) >= 32
    writing.click("#saved a")
    expect(redacted(writing)).to_contain_text("[PERSON_2] saw it")
    expect(row(writing, "perpetrator/health_worker_general")).to_have_attribute(
        "data-state", "rejected"
    )
    expect(row(writing, "country_incident/KZ")).to_have_attribute("data-state", "accepted")
    expect(writing.locator("#record-type")).to_have_value("context_only")


def test_a_service_that_goes_away_while_saving_loses_nothing_and_saves_once(writing):
    sent = listen(writing)
    decide(writing, "violation_type/denial_of_care", "accepted")
    # The case is stored, but the answer never arrives.
    answers = []

    def lose(route):
        answers.append(route.fetch().status)
        route.abort()

    writing.route("**/v1/cases", lose, times=1)
    writing.click("#save")
    expect(writing.locator("#error")).to_contain_text("Nothing is lost")
    expect(writing.locator("#narrative")).to_have_value(TEXT)
    expect(row(writing, "violation_type/denial_of_care")).to_have_attribute(
        "data-state", "accepted"
    )
    writing.click("#retry")
    expect(writing.locator("#saved")).to_be_visible()
    assert answers == [201]
    assert sent[0] == sent[1]
    writing.goto(writing.url.split("#")[0] + "#/cases")
    expect(writing.locator("#cases tbody tr")).to_have_count(1)


def test_a_session_that_ended_is_renewed_without_losing_the_narrative(writing, sign_in):
    decide(writing, "violation_type/denial_of_care", "rejected")
    writing.context.clear_cookies()
    writing.click("#save")
    expect(writing.locator("#sign-in-reason")).to_contain_text("still here")
    expect(writing.locator("#narrative")).to_have_value(TEXT)
    sign_in(writing, Role.DOCUMENTER)
    expect(writing.locator("#saved")).to_be_visible()


def test_who_is_not_signed_in_is_asked_when_saving(open_page, sign_in):
    page = open_page("ru-RU")
    write(page, TEXT)
    page.click("#save")
    expect(page.locator("#sign-in-reason")).to_contain_text("Чтобы сохранить, войдите")
    page.click("#sign-in-cancel")
    expect(page.locator("#narrative")).to_have_value(TEXT)
    page.click("#save")
    sign_in(page, Role.DOCUMENTER)
    expect(page.locator("#saved")).to_contain_text("Сохранено без имён")


def test_leaving_with_an_unsaved_narrative_asks(writing):
    asked = []
    writing.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    writing.close(run_before_unload=True)
    writing.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert not writing.is_closed()
    writing.click("#discard")


def test_another_view_and_back_keeps_the_narrative_and_what_was_decided(writing):
    decide(writing, "violation_type/denial_of_care", "accepted")
    writing.click('#views [data-view="cases"]')
    expect(writing.locator("#no-cases")).to_be_visible()
    writing.click('#views [data-view="write"]')
    expect(writing.locator("#narrative")).to_have_value(TEXT)
    expect(row(writing, "violation_type/denial_of_care")).to_have_attribute(
        "data-state", "accepted"
    )


@pytest.mark.parametrize("way", ["button", "keys"])
def test_quick_exit_leaves_nothing_and_signs_out(writing, way):
    start = writing.url
    if way == "button":
        writing.click("#quick-exit")
    else:
        for _ in range(3):
            writing.keyboard.press("Escape")
    writing.wait_for_url("about:blank")
    writing.goto(start)
    writing.wait_for_selector("html[data-ready]")
    expect(writing.locator("#narrative")).to_have_value("")
    expect(writing.locator("#account")).to_be_hidden()
    assert kept_in_browser(writing) == [0, 0, 0, 0, 0]


def test_an_idle_page_is_hidden_and_later_forgotten(open_page):
    page = open_page()
    write(page, TEXT)
    page.clock.install()
    page.evaluate("dispatchEvent(new Event('wheel'))")
    page.clock.fast_forward("05:10")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#lock")).to_be_visible()
    expect(page.locator("#narrative")).not_to_be_visible()
    page.click("#unlock")
    expect(page.locator("#narrative")).to_have_value(TEXT)
    page.clock.fast_forward("35:00")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.click("#unlock")
    expect(page.locator("#narrative")).to_have_value("")
    assert "Testova" not in page.content()


def test_json_and_csv_are_copied_with_the_decisions(writing):
    writing.context.grant_permissions(["clipboard-read", "clipboard-write"])
    decide(writing, "violation_type/denial_of_care", "rejected")
    writing.click("#copy-json")
    expect(writing.locator("#copy-json")).to_have_text("Copied")
    copied = json.loads(writing.evaluate("navigator.clipboard.readText()"))
    assert copied["labels"]["violation_type"] == []
    assert copied["labels"]["country"] == ["KG"]
    assert "Qadamova" not in str(copied)
    writing.click("#copy-csv")
    expect(writing.locator("#copy-csv")).to_have_text("Copied")
    lines = writing.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].startswith("language,redacted_text,record_type")


def test_a_language_nobody_measured_is_saved_only_when_the_writer_insists(
    open_page, sign_in, pipeline, monkeypatch
):
    tag = pipeline.tag
    monkeypatch.setattr(
        pipeline,
        "tag",
        lambda *said: replace(tag(*said), warnings=("language_not_supported",)),
    )
    page = open_page()
    sign_in(page, Role.DOCUMENTER)
    write(page, TEXT)
    page.click("#save")
    expect(page.locator("#error")).to_contain_text("Read the redacted text word by word")
    page.get_by_role("button", name="Save all the same").click()
    expect(page.locator("#saved")).to_be_visible()


def test_questions_of_the_model_are_asked_and_a_yes_is_saved(open_page, sign_in, pipeline):
    page = open_page()
    sign_in(page, Role.DOCUMENTER)

    def ask(route):
        answer = route.fetch()
        body = answer.json()
        body["questions"] = {
            "violation_type": [
                {"label": "outing", "score": 0.4, "zone": "ask", "evidence": []},
                {"label": "verbal_abuse", "score": 0.3, "zone": "ask", "evidence": []},
            ]
        }
        route.fulfill(response=answer, json=body)

    page.route("**/v1/tag", ask)
    sent = listen(page)
    write(page, TEXT)
    group = page.locator('[data-group="questions"]')
    expect(group).to_contain_text("does this apply too?")
    decide(page, "violation_type/outing", "accepted")
    page.click("#save")
    expect(page.locator("#saved")).to_be_visible()
    assert sent[0][0]["review"]["add"] == [{"facet": "violation_type", "label": "outing"}]


def test_markup_in_names_and_corrections_stays_text(open_page):
    page = open_page()
    text = f"{ATTACK} Zulfiya Qadamova {ATTACK}"
    write(page, text)
    page.fill("#mark-words", ATTACK)
    page.press("#mark-words", "Enter")
    expect(page.locator("#corrections")).to_contain_text(ATTACK)
    redacted(page).locator(".chip").first.click()
    expect(page.locator("#chip-panel")).to_be_visible()
    assert page.locator("main img, main script").count() == 0
    assert page.title() == "Casetag"


def test_a_tag_is_found_by_its_name_in_the_users_language(open_page):
    page = open_page("uk-UA")
    write(page, TEXT)
    page.fill("#add-tag", "розголош")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".tag-added")).to_have_count(1)
    expect(page.locator("#live")).to_contain_text("Додано")
    expect(claim(page, "violation_type/denial_of_care")).to_be_visible()


def test_without_a_country_the_page_asks(open_page):
    page = open_page()
    submit(page, "Zulfiya Qadamova was refused.")
    country = page.locator('[data-group="country"]')
    expect(country).to_contain_text("Where did it happen?")
    choose(page, "add-country", "moldova")
    expect(country.locator(".tag-added")).to_contain_text("Moldova")
