from hypothesis import given
from hypothesis import strategies as st

from models.context_names import find_context_names
from models.identifier_patterns import find_identifiers
from models.placeholders import PLACEHOLDER, blank_numbers, blank_placeholders
from models.redactor import redact


def found(text):
    return [*find_identifiers(text), *find_context_names(text)]


def test_placeholders_are_blanked_and_lengths_kept():
    text = "адрес: [ADDRESS_1], [ID_NUMBER_12] и [скобки]"
    blanked = blank_placeholders(text)
    assert len(blanked) == len(text)
    assert "ADDRESS" not in blanked
    assert "[скобки]" in blanked


def test_numbers_of_placeholders_are_blanked_and_nothing_else():
    text = "[PERSON_1] и [PERSON_12], [ID_NUMBER_3]: ст. 228_1, [скобки_2], [PERSON]"
    blanked = blank_numbers(text)
    assert len(blanked) == len(text)
    assert blanked == "[PERSON  ] и [PERSON   ], [ID_NUMBER  ]: ст. 228_1, [скобки_2], [PERSON]"


def test_finders_do_not_read_placeholders():
    text = "адрес: [ADDRESS_1] telegram [HANDLE_1] машина [PLATE_1] [DOB_1] г.р. ФИО: [PERSON_1]"
    assert redact(text, found(text)).text == text


@given(
    st.lists(
        st.sampled_from(
            ["адрес: ул. Мира, дом 5", "тел. +996 555 12 34 56", "врач Иванов", "ФИО: Ким А. К.",
             "[PERSON_1]", "[ADDRESS_12]", "кв. 3", "г.р.", "01.02.1990", "@name", ", ", "\n"]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_placeholders_outlive_a_second_redaction(pieces):
    text = " ".join(pieces)
    once = redact(text, found(text)).text
    again = iter(PLACEHOLDER.findall(redact(once, found(once)).text))
    assert all(placeholder in again for placeholder in PLACEHOLDER.findall(once))
