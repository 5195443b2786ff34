import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inflection import KINDS, read_varieties


@pytest.mark.parametrize(
    ("variety", "name", "kind", "case", "form"),
    [
        ("ru-Cyrl", "Сомова", "last_female", "genitive", "Сомовой"),
        ("ru-Cyrl", "Полина", "first_female", "genitive", "Полины"),
        ("ru-Cyrl", "Сергей", "first_male", "dative", "Сергею"),
        ("ru-Cyrl", "Айжан", "first_female", "genitive", "Айжан"),
        ("uk-Cyrl", "Оксана", "first_female", "vocative", "Оксано"),
        ("uk-Cyrl", "Ольга", "first_female", "dative", "Ользі"),
        ("sr-Latn", "Marko", "first_male", "instrumental", "Markom"),
        ("sr-Cyrl", "Милица", "first_female", "vocative", "Милице"),
        ("kk-Cyrl", "Гүлзат", "first_female", "instrumental", "Гүлзатпен"),
        ("ky-Cyrl", "Үмүт", "first_female", "genitive", "Үмүттүн"),
        ("az-Latn", "Ülkər", "first_female", "ablative", "Ülkərdən"),
        ("uz-Latn", "Botir", "first_male", "genitive", "Botirning"),
        ("tg-Cyrl", "Парвина", "first_female", "object", "Парвинаро"),
        ("ka-Geor", "თამაზი", "first_male", "ergative", "თამაზმა"),
        ("ka-Geor", "მაკო", "first_female", "from", "მაკოსგან"),
        ("hy-Armn", "Զարուհի", "first_female", "genitive", "Զարուհու"),
        ("sq-Latn", "Ana", "first_female", "accusative", "Anën"),
        ("ro-Latn", "Maria", "first_female", "genitive", "Mariei"),
    ],
)
def test_names_take_the_ending_of_their_kind(variety, name, kind, case, form):
    assert read_varieties()[variety].inflect(name, case, kind) == form


@pytest.mark.parametrize(
    ("variety", "name", "source", "target", "expected"),
    [
        ("ru-Cyrl", "Сергей", "first_male", "middle_female", "Сергеевна"),
        ("ru-Cyrl", "Залесский", "last_male", "last_female", "Залесская"),
        ("kk-Cyrl", "Арман", "first_male", "middle_female", "Арманқызы"),
        ("ru-Cyrl", "Марфа", "first_female", "middle_male", None),
    ],
)
def test_names_are_made_from_others_of_the_right_kind(variety, name, source, target, expected):
    assert read_varieties()[variety].derive(name, source, target) == expected


@given(
    st.sampled_from(sorted(read_varieties())),
    st.sampled_from(KINDS),
    st.text("абгеийклнорстуьяaegiklnorstuџћაიკოնարը", min_size=2, max_size=10),
)
@settings(max_examples=200, deadline=None)
def test_every_form_begins_like_the_name(variety, kind, name):
    forms = read_varieties()[variety]
    for case in forms.cases:
        form = forms.inflect(name, case, kind)
        assert form
        assert form[: max(0, len(name) - 3)] == name[: max(0, len(name) - 3)]
