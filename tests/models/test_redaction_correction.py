"""Corrections of a redaction by words."""

import pytest

from models.redaction_correction import RedactionCorrection, correct, has_all_marked
from models.redactor import redact
from models.types import Entity

TEXT = "Зарина Каримова пришла. Врач не принял Зарину Каримову. Роза стоит на столе."


def redacted(text, found=(), marked=(), restored=()):
    entities = [
        Entity(text.index(words), text.index(words) + len(words), "PERSON") for words in found
    ]
    correction = RedactionCorrection.of(marked, restored)
    return redact(text, correct(text, entities, correction)).text


def test_a_marked_name_goes_in_all_its_forms():
    text = redacted(TEXT, marked=[("Зарина Каримова", "PERSON")])
    assert "Зарин" not in text
    assert "Карим" not in text
    assert "Роза" in text


def test_a_restored_word_stands_and_others_go():
    text = redacted(TEXT, found=["Роза", "Зарина Каримова"], restored=["Роза"])
    assert "Роза" in text
    assert "Зарина" not in text


@pytest.mark.parametrize(
    "words", ["Test\u0301ova", "test\u200bova", "TESTOVA", " Testova ", "estov"]
)
def test_words_are_found_however_they_are_typed(words):
    assert redacted("She said Testova did it.", marked=[(words, "PERSON")]) == (
        "She said [PERSON_1] did it."
    )


def test_words_are_found_over_a_line_end():
    assert redacted("Anna\nTestova left.", marked=[("Anna Testova", "PERSON")]) == (
        "[PERSON_1] left."
    )


def test_words_that_are_not_there_are_told():
    there = RedactionCorrection.of([("Роза", "PERSON")], [])
    missing = RedactionCorrection.of([("Роза", "PERSON"), ("Лилия", "PERSON")], [])
    assert has_all_marked(TEXT, there)
    assert not has_all_marked(TEXT, missing)


def test_placeholders_in_the_text_are_left_alone():
    assert redacted("[PERSON_1] saw it.", marked=[("PERSON", "PERSON")]) == "[PERSON_1] saw it."
