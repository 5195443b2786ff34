import pytest

from models.inflection import NOMINATIVE
from models.substitutes_lists import read_substitute_names, variety_for
from models.substitutes_readings import name_reader


def best(variety, word):
    reading = max(name_reader(variety).read(word), key=lambda r: (r.score, r.name))
    return reading.name, reading.kind, reading.case


@pytest.mark.parametrize(
    ("variety", "word", "name", "kind", "case"),
    [
        ("ru-Cyrl", "Зариной", "зарина", "first_female", "instrumental"),
        ("ru-Cyrl", "Валерьевну", "валерьевна", "middle_female", "accusative"),
        ("kk-Cyrl", "Аружанға", "аружан", "first_female", "dative"),
        ("sr-Latn", "Milicom", "milica", "first_female", "instrumental"),
    ],
)
def test_a_form_is_read_as_a_name_in_a_case(variety, word, name, kind, case):
    assert best(variety, word) == (name, kind, case)


def test_a_name_in_no_list_is_read_by_its_ending():
    name, kind, _ = best("ru-Cyrl", "Сапарбековой")
    assert (name, kind) == ("сапарбекова", "last_female")
    assert "Сапарбекова" not in read_substitute_names()["ru-Cyrl"].names["last_female"]


def test_a_word_that_ends_like_no_name_is_read_as_it_stands():
    assert best("ru-Cyrl", "Ъъъщ")[2] == NOMINATIVE


def test_endless_words_are_not_read():
    assert name_reader("ru-Cyrl").read("а" * 1000) == []


@pytest.mark.parametrize(
    ("language", "words", "variety"),
    [
        ("ru", "Зарина", "ru-Cyrl"),
        ("ru", "Zarina", "en-Latn"),
        ("cnr", "Зорица", "sr-Cyrl"),
        ("mk", "Goce", "sr-Latn"),
        ("de", "Jürgen", "en-Latn"),
        ("hy", "Անի", "hy-Armn"),
        ("zh", "李伟", None),
        ("ru", "17", None),
    ],
)
def test_names_of_the_language_or_a_neighbour_stand_for_a_name(language, words, variety):
    assert variety_for(language, words) == variety
