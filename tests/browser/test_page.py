"""What documenters do on the web page, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.page_actions import answer_with, claim, kept_in_browser, lit, submit
from tests.browser.page_server import tagged

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
GEORGIAN = "ქუთაისში ექიმმა [PERSON_1] კლინიკიდან გააგდო."
ATTACK = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def test_a_narrative_comes_back_without_names_and_with_its_tags(open_page, narrative, known_name):
    page = open_page()
    submit(page, narrative)
    expect(page.locator("#redacted-text")).to_contain_text("the doctor refused [PERSON_1], who")
    assert known_name not in page.locator("#result").inner_text()
    expect(page.locator('#redacted-text .chip[data-type="PERSON"]')).to_have_text("[PERSON_1]")
    expect(page.locator("#removed-counts")).to_contain_text("name · 1")
    expect(claim(page, "violation_type/denial_of_care")).to_contain_text("Denial of health care")
    expect(claim(page, "violation_type/denial_of_care")).to_contain_text("very likely90%")
    expect(claim(page, "record_type/violation")).to_contain_text("97%")
    expect(claim(page, "country_incident/KG")).to_contain_text("Osh → Kyrgyzstan")
    expect(page.locator("#flags .tag").first).to_contain_text("Urgent risk")
    expect(page.locator("#narrative-language")).to_contain_text("English")
    expect(page.locator("#model-version")).to_have_text("Model fake-1")
    expect(page.locator("#narrative")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("3 tags suggested. Urgent risk.")


def test_the_page_speaks_russian_to_a_russian_browser(open_page):
    page = open_page("ru-RU")
    answer = tagged(GEORGIAN, language="ka", identifiers={"[PERSON_1]": "PERSON"})
    answer["tags"]["key_population"] = [{"label": "plhiv", "score": 0.5, "evidence": []}]
    sent = answer_with(page, answer)
    page.fill("#narrative", GEORGIAN)
    expect(page.locator("#redacted-text")).to_have_text(GEORGIAN)
    expect(page.locator("#redacted-text")).to_have_attribute("lang", "ka")
    expect(page.locator("#narrative-language")).to_contain_text("ქართული")
    expect(page.locator(".removed-title")).to_have_text("Убран 1 идентификатор")
    expect(claim(page, "key_population/plhiv")).to_contain_text("Люди, живущие с ВИЧ")
    expect(claim(page, "key_population/plhiv")).to_contain_text("под вопросом")
    expect(page.locator('[data-group="country"]')).to_contain_text("В тексте не сказано")
    assert sent == [{"text": GEORGIAN}]


def test_the_result_comes_while_one_writes(open_page, narrative):
    page = open_page()
    page.locator("#narrative").press_sequentially(narrative[:30])
    expect(page.locator("#redacted-text")).to_have_text(narrative[:30])
    expect(page.locator("#live-state")).to_have_text("Up to date")
    page.locator("#narrative").press_sequentially("!")
    expect(page.locator("#redacted-text")).to_have_text(narrative[:30] + "!")


def test_evidence_is_lit_while_its_tag_is_looked_at(open_page, narrative):
    page = open_page()
    submit(page, narrative)
    claim(page, "violation_type/denial_of_care").focus()
    assert lit(page) == "refused"
    expect(page.locator("#explanation")).to_contain_text("A health provider refuses to examine")
    expect(page.locator("#explanation .quote")).to_have_text("refused")
    # The first place of a mouse is no move.
    page.mouse.move(5, 5)
    claim(page, "perpetrator/health_worker_general").hover()
    expect(page.locator(".evidence.is-lit")).to_have_text("doctor")
    page.keyboard.press("Escape")
    assert lit(page) == ""
    expect(page.locator("#explanation")).to_be_hidden()


def test_a_pressed_tag_stays_lit_until_pressed_again(open_page, narrative):
    page = open_page()
    submit(page, narrative)
    tag = claim(page, "key_population/plhiv")
    tag.click()
    page.mouse.move(5, 5)
    page.locator("#copy").focus()
    page.wait_for_timeout(300)
    assert lit(page) == "HIV"
    expect(tag).to_have_attribute("aria-pressed", "true")
    tag.press("Enter")
    assert lit(page) == ""


def test_everything_is_reached_with_the_keyboard_alone(open_page, narrative):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#narrative")).to_be_focused()
    page.keyboard.type(narrative)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#redacted-text .chip")).to_be_visible()
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.dataset.claim ?? document.activeElement.id")
        )
    wanted = {"flags/urgent_risk", "violation_type/denial_of_care", "country_incident/KG"}
    assert {*wanted, "add-tag", "mark-words", "record-type", "add-country"} <= set(reached)


def test_evidence_after_an_emoji_is_the_right_words(open_page):
    text = "😀👩🏽‍⚕️ [PERSON_1] 🏳️‍🌈 was refused treatment 😡 today"
    page = open_page()
    answer_with(
        page,
        tagged(
            text,
            identifiers={"[PERSON_1]": "PERSON"},
            violation_type={
                "denial_of_care": (0.9, "refused treatment 😡"),
                "verbal_abuse": (0.7, "[PERSON_1] 🏳️‍🌈 was refused"),
            },
        ),
    )
    submit(page)
    expect(page.locator("#redacted-text")).to_have_text(text)
    expect(page.locator("#redacted-text .chip")).to_have_text("[PERSON_1]")
    claim(page, "violation_type/denial_of_care").focus()
    assert lit(page) == "refused treatment 😡"
    claim(page, "violation_type/verbal_abuse").focus()
    assert lit(page) == "[PERSON_1] 🏳️‍🌈 was refused"


def test_markup_from_the_narrative_or_the_service_stays_text(open_page):
    page = open_page()
    answer = tagged(ATTACK, identifiers={ATTACK[:4]: ATTACK}, flags={ATTACK: (0.9, "")})
    answer["tags"]["violation_type"] = [{"label": ATTACK, "score": 1, "evidence": []}]
    answer["tags"][ATTACK] = []
    answer["country"]["incident"] = [
        {"code": ATTACK, "basis": ATTACK, "reason": ATTACK, "evidence": []}
    ]
    answer |= {"warnings": [ATTACK], "language": ATTACK, "model": {"version": ATTACK}}
    answer_with(page, answer)
    submit(page, ATTACK)
    expect(page.locator("#redacted-text")).to_have_text(ATTACK)
    expect(page.locator("#warnings")).to_contain_text(ATTACK)
    page.locator('[data-group="country"] .tag').click()
    expect(page.locator("#explanation")).to_contain_text(ATTACK)
    assert page.locator("main img, main script").count() == 0
    assert page.title() == "Casetag"


def test_a_phone_shows_all_without_scrolling_sideways(open_page, narrative):
    page = open_page("uk-UA", PHONE, touch=True)
    page.fill("#narrative", narrative + " " + "А" * 300)
    expect(page.locator("#redacted-text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tag = claim(page, "violation_type/denial_of_care")
    tag.tap()
    expect(tag).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#explanation")).to_be_in_viewport()
    page.get_by_role("button", name="Закрити").tap()
    expect(page.locator("#explanation")).to_be_hidden()
    expect(tag).to_be_focused()


def test_the_narrative_is_kept_nowhere(open_page, narrative):
    page = open_page()
    start = page.url
    submit(page, narrative)
    expect(page.locator("#redacted-text")).to_be_visible()
    assert kept_in_browser(page) == [0, 0, 0, 0, 0]
    assert page.url == start
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#narrative")).to_have_value("")


def test_the_narrative_is_kept_from_helpers_that_send_it_away(open_page):
    box = open_page().locator("#narrative")
    wanted = {"spellcheck": "false", "autocomplete": "off", "translate": "no"}
    wanted |= {"writingsuggestions": "false", "data-gramm": "false"}
    for attribute, value in wanted.items():
        expect(box).to_have_attribute(attribute, value)
    assert box.get_attribute("name") is None
    assert box.evaluate("box => box.form") is None


def test_changing_the_language_keeps_narrative_and_result(open_page, narrative):
    page = open_page()
    submit(page, narrative)
    expect(page.locator("#redacted-text")).to_be_visible()
    page.select_option("#interface-language", "ro")
    expect(page.locator("#redacted-title")).to_have_text("Textul fără nume")
    expect(claim(page, "violation_type/denial_of_care")).to_contain_text("Refuzul")
    expect(claim(page, "country_incident/KG")).to_contain_text("Kârgâzstan")
    expect(page.locator("html")).to_have_attribute("lang", "ro")
    expect(page.locator("#narrative")).to_have_value(narrative)


def test_copying_gives_exactly_the_redacted_text(open_page):
    text = "First [PERSON_1].\n\n  Second — “quoted” 😀"
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer_with(page, tagged(text, identifiers={"[PERSON_1]": "PERSON"}))
    submit(page)
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_clearing_leaves_nothing_of_the_case_on_the_page(open_page, narrative):
    page = open_page()
    submit(page, narrative)
    expect(page.locator("#redacted-text")).to_be_visible()
    page.click("#discard")
    expect(page.locator("#narrative")).to_have_value("")
    expect(page.locator("#narrative")).to_be_focused()
    assert "doctor" not in page.content()


def test_urgent_risk_stands_before_other_flags_with_its_words(open_page):
    page = open_page()
    text = "She wants no complaint. He is still locked in."
    flags = {"declines_action": (0.9, "no complaint"), "urgent_risk": (0.6, "still locked in")}
    answer_with(page, tagged(text, flags=flags, warnings=["identifying_combination", "new_one"]))
    submit(page)
    expect(page.locator("#flags .tag").first).to_contain_text("Respond first, code later")
    expect(page.locator("#flags .tag").first).to_contain_text("still locked in")
    expect(page.locator("#warnings li").first).to_contain_text("rare combination")
    expect(page.locator("#warnings li").last).to_contain_text("new_one")


def test_the_words_of_an_identifying_combination_stand_beside_its_warning(open_page):
    page = open_page()
    text = "The only imam of Gadir, 61, and a clinic."
    words = {"imam": "occupation", "Gadir": "place", "61": "age"}
    spans = [
        {"start": text.index(word), "end": text.index(word) + len(word), "kind": kind}
        for word, kind in words.items()
    ]
    combination = {"spans": [*spans, spans[0]], "kinds": [*words.values()]}
    warnings = ["new_one", "identifying_combination"]
    answer_with(page, tagged(text, warnings=warnings, combinations=[combination]))
    submit(page)
    expect(page.locator("#warnings li").first.locator("q")).to_have_count(0)
    expect(page.locator("#warnings li").last.locator("q")).to_have_text([*words])


def test_the_example_is_offered_only_while_the_box_is_empty(open_page):
    page = open_page()
    page.fill("#narrative", "My own words")
    expect(page.locator("#example")).to_be_hidden()
    page.fill("#narrative", "")
    page.click("#example")
    expect(page.locator("#redacted-text")).to_contain_text("Osh")
