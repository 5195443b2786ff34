import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.patterns.check_digits import is_valid
from models.substitutes_values import invent_value


def shape(text):
    return "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text)


@pytest.mark.parametrize(
    ("mention", "start"),
    [
        ("+996 555 12 34 56", "+996 000 "),
        ("8 (705) 123-45-67", "8 (000) "),
        ("00996555123456", "00996000"),
        ("0555123456", "0000"),
    ],
)
def test_phone_numbers_keep_their_grouping_and_begin_where_no_operator_does(mention, start):
    invented = invent_value("PHONE", mention, "ru", 1)
    assert invented.startswith(start)
    assert shape(invented) == shape(mention)


def test_one_number_ends_alike_with_and_without_its_country_code():
    long, short = (
        invent_value("PHONE", mention, "ru", 1) for mention in ("+996 555 12 34 56", "0555123456")
    )
    assert long.replace(" ", "")[-6:] == short[-6:]


def test_words_and_masked_digits_of_a_phone_number_do_not_stay():
    invented = invent_value("PHONE", "plus seven nine XX", "ru", 1)
    assert not any(c.isalpha() for c in invented)


@pytest.mark.parametrize("mention", ["a.b@mail.ru", "ИВАНОВ@почта.рф"])
def test_emails_are_at_a_domain_that_nobody_can_have(mention):
    assert invent_value("EMAIL", mention, "ru", 1).endswith("@example.org")


@pytest.mark.parametrize("mention", ["@zarina_k", "zarina_k", "t.me/zarina_k", "vk.com/id17"])
def test_handles_hold_a_hyphen_or_lead_to_a_domain_that_nobody_can_have(mention):
    invented = invent_value("HANDLE", mention, "ru", 1)
    assert "-" in invented
    assert "zarina" not in invented
    assert invented.startswith("@") == mention.startswith("@")
    assert ("example.org" in invented) == ("." in mention)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(
    "mention", ["880101300123", "0101990710018", "AN 1234567", "4111111111111111"]
)
def test_check_digits_are_wrong(mention, seed):
    invented = invent_value("ID_NUMBER", mention, "kk", seed)
    assert not is_valid(invented)
    assert shape(invented) == shape(mention)


@pytest.mark.parametrize(
    ("mention", "written"),
    [
        ("01.02.1990", "30.02."),
        ("1990-02-01", "-02-30"),
        ("3 мая 1990", "30.02."),
        ("1/2/90", "30/02/"),
    ],
)
def test_births_are_on_a_day_that_there_is_not(mention, written):
    assert written in invent_value("DOB", mention, "ru", 1)


def test_an_address_is_of_a_street_that_there_is_not():
    assert invent_value("ADDRESS", "ул. Мира, дом 1", "ru", 1).split(",")[0].split()[1] in {
        "Примерная",
        "Выдуманный",
        "Образцовая",
    }
    assert "Example" in invent_value("ADDRESS", "12 Mira St", "en", 1) + invent_value(
        "ADDRESS", "12 Mira St", "en", 2
    ) + invent_value("ADDRESS", "12 Mira St", "en", 3)


LABELS = ["PHONE", "EMAIL", "HANDLE", "ID_NUMBER", "ADDRESS", "PLATE", "DOB"]


@given(st.sampled_from(LABELS), st.text(min_size=1), st.integers(0, 2**63))
def test_anything_gets_something_and_the_same_for_the_same_seed(label, mention, seed):
    invented = invent_value(label, mention, "ru", seed)
    assert invented == invent_value(label, mention, "ru", seed)
    assert invented or not any(c.isprintable() for c in mention)
