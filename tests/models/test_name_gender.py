import pytest

from models.name_endings import families_of
from models.name_gender import MAN, UNKNOWN, WOMAN, gender_in_text, gender_of
from models.name_tokens import read_tokens
from models.types import Span

RUSSIAN, KAZAKH = frozenset({"slavic"}), frozenset({"turkic"})


@pytest.mark.parametrize(
    ("name", "families", "gender"),
    [
        ("Иванов", RUSSIAN, MAN),
        ("Ивановым", RUSSIAN, MAN),
        ("Иванова", RUSSIAN, UNKNOWN),
        ("Ивановой", RUSSIAN, WOMAN),
        ("Вишневский", RUSSIAN, MAN),
        ("Вишневскую", RUSSIAN, WOMAN),
        ("Айгуль Сергеевне", RUSSIAN, WOMAN),
        ("Сергей Петрович", RUSSIAN, MAN),
        ("Любов", RUSSIAN, UNKNOWN),
        ("Ахметов", KAZAKH, MAN),
        ("Ахметовке", KAZAKH, MAN),
        ("Ахметова", KAZAKH, WOMAN),
        ("Ахметоваға", KAZAKH, WOMAN),
        ("Асан кызы", KAZAKH, WOMAN),
        ("Асан уулу", KAZAKH, MAN),
        ("Зарина", KAZAKH, UNKNOWN),
    ],
)
def test_a_form_shows_the_gender(name, families, gender):
    assert gender_of(read_tokens(name), families) == gender


@pytest.mark.parametrize(
    ("markup", "gender"),
    [
        ("[Гурова] вызвала полицию", WOMAN),
        ("Ушли, и [Гурова] плакала", WOMAN),
        ("дело [Гурова] закрыла судья", UNKNOWN),
        ("были у [Гурова] дома", MAN),
        ("[Гурова] не задержали", MAN),
        ("[Саша] ушёл", MAN),
        ("[Саша] сказал", MAN),
        ("дали [Орловій] ліки", WOMAN),
        ("[Гурова] здесь", UNKNOWN),
    ],
)
def test_the_words_beside_a_name_show_the_gender(markup, gender):
    start, end = markup.index("["), markup.index("]") - 1
    text = markup.replace("[", "").replace("]", "")
    assert gender_in_text(text, Span(start, end)) == gender


def test_russian_texts_hold_slavic_endings():
    assert families_of("Он не пришёл, и она ушла") >= RUSSIAN
