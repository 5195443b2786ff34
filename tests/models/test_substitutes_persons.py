import random

import pytest

from models.romanisation import romanise
from models.substitutes_lists import read_substitute_names
from models.substitutes_persons import PersonInventor
from models.substitutes_readings import name_reader


def invent(language, *persons, seed=5):
    return PersonInventor(language, random.Random(seed)).invent(persons)


# (language, mentions of one woman or man, kind of the first word, case of the second mention)
FORMS = [
    ("ru", ["Зарина Каримова", "Зариной"], "first_female", "instrumental"),
    ("ru", ["Рустам Каримов", "Рустаму"], "first_male", "dative"),
    ("uk", ["Олена Коваленко", "Олени"], "first_female", "genitive"),
    ("kk", ["Аружан Сәрсенова", "Аружанға"], "first_female", "dative"),
    ("ky", ["Айгүл Асанова", "Айгүлдүн"], "first_female", "genitive"),
    ("uz", ["Gulnora Karimova", "Gulnoraning"], "first_female", "genitive"),
    ("uz", ["Гулнора Каримова", "Гулноранинг"], "first_female", "genitive"),
    ("tg", ["Парвина Раҳимова", "Парвинаро"], "first_female", "object"),
    ("az", ["Aygün Məmmədova", "Aygünün"], "first_female", "genitive"),
    ("ka", ["ნინო ბერიძე", "ნინოს"], "first_female", "dative"),
    ("sq", ["Besa Hoxha", "Besës"], "first_female", "genitive"),
    ("sr", ["Jovan Petrović", "Jovanom"], "first_male", "instrumental"),
    ("sr", ["Милица Петровић", "Милицом"], "first_female", "instrumental"),
    ("mk", ["Стојан Николов", "Стојана"], "first_male", "accusative"),
    ("ro", ["Maria Rusu", "Mariei"], "first_female", "genitive"),
    ("hy", ["Ալինա Սարգսյան", "Ալինայի"], "first_female", "genitive"),
]


@pytest.mark.parametrize(
    ("language", "mentions", "kind", "case"), FORMS, ids=[f"{f[0]} {f[1][1]}" for f in FORMS]
)
def test_a_form_of_a_name_becomes_the_same_form_of_another(language, mentions, kind, case):
    (written,) = invent(language, mentions)
    first, _ = written[mentions[0]].split()
    variety = next(
        v for v in read_substitute_names() if v.startswith(f"{language}-") and fits(v, first)
    )
    assert first in read_substitute_names()[variety].names[kind]
    assert written[mentions[1]] == name_reader(variety).forms.inflect(first, case, kind)


def fits(variety, name):
    return any(name in names for names in read_substitute_names()[variety].names.values())


def test_both_words_of_a_slavic_name_take_the_case():
    (written,) = invent("ru", ["Зарина Каримова", "Зарины Каримовой"])
    first, last = written["Зарина Каримова"].split()
    forms = name_reader("ru-Cyrl").forms
    assert written["Зарины Каримовой"].split() == [
        forms.inflect(first, "genitive", "first_female"),
        forms.inflect(last, "genitive", "last_female"),
    ]


def test_surname_initials_and_latin_spelling_go_with_the_person():
    (written,) = invent("ru", ["Зарина Каримова", "КАРИМОВА", "З. К.", "Zarina", "зарина"])
    first, last = written["Зарина Каримова"].split()
    assert written["КАРИМОВА"] == last.upper()
    assert written["З. К."] == f"{first[0]}. {last[0]}."
    assert written["Zarina"] == romanise(first).capitalize()
    assert written["зарина"] == first.lower()


def test_a_mans_surname_says_that_he_is_one():
    (written,) = invent("ru", ["Шухратов", "Шухратова", "Шухратовым"])
    assert written["Шухратов"] in read_substitute_names()["ru-Cyrl"].names["last_male"]


def test_titles_and_words_of_kinship_stay():
    written = invent("ru", ["г-жа Каримова"], ["Асан уулу Бакыт"])
    assert written[0]["г-жа Каримова"].startswith("г-жа ")
    assert " уулу " in written[1]["Асан уулу Бакыт"]


def test_a_title_alone_is_exchanged():
    ((_, text),) = invent("ru", ["доктор"])[0].items()
    assert "доктор" not in text.lower()


def test_no_two_persons_get_the_same_name():
    names = [f"Имя{letter * 3}" for letter in "абвгдежзик"]
    written = invent("ru", *([name] for name in names))
    assert len({text for one in written for text in one.values()}) == len(names)


@pytest.mark.parametrize("seed", range(5))
def test_no_substitute_is_like_a_real_name_of_the_text(seed):
    real = sorted(read_substitute_names()["ka-Geor"].names["first_female"])[:100]
    written = invent("ka", *([name] for name in real), seed=seed)
    texts = {text for one in written for text in one.values()}
    assert not texts & set(real)


def test_digits_and_marks_between_names_do_not_stay():
    (written,) = invent("ru", ["Зарина 1987 Каримова"])
    assert "1987" not in written["Зарина 1987 Каримова"]


def test_a_mention_of_very_many_words_keeps_its_placeholder():
    assert invent("ru", ["Зарина " * 13]) == [{}]
