import pytest

from models.name_endings import SLAVIC, families_of, is_inflected
from models.romanisation import romanise

FORMS = {
    "slavic": [
        "Зарина Зариной Зарине Зарину Зарины",
        "Ольга Ользі Ольгою",
        "Rukija Rukiji Rukijom",
    ],
    "turkic": [
        "Аружан Аружанға Аружанның Аружаннан",
        "Бүрүл Бүрүлгө Бүрүлдүн",
        "Jasur Jasurni Jasurga",
    ],
    "azerbaijani": ["Nərgiz Nərgizin Nərgizə Nərgizdən", "Gülxara Gülxaranın Gülxaraya"],
    "georgian": ["ნინო ნინოს ნინომ ნინოსთვის", "ზურაბი ზურაბს ზურაბის ზურაბმა"],
    "armenian": ["Արմեն Արմենի Արմենին Արմենից Արմենը", "Անի Անիին Անիի"],
    "albanian": ["Agim Agimi Agimit Agimin", "Besnik Besniku Besnikut"],
    "albanian_women": ["Besa Besës Besën", "Drita Dritës"],
    "romanian": ["Ion Ionului", "Rodica Rodicăi"],
    "romanian_women": ["Maria Mariei", "Ana Anei"],
    "tajik": ["Фарҳод Фарҳодро Фарҳоди", "Зарина Заринаро Заринаи"],
    "possessive": ["Сребра Сребрината"],
    "english": ["Oduya Oduyas"],
}
SCRIPTS = {"georgian": "Geor", "armenian": "Armn"}


@pytest.mark.parametrize("family", FORMS)
def test_case_forms_are_one_name(family):
    for line in FORMS[family]:
        name, *forms = map(romanise, line.split())
        scripts = {SCRIPTS.get(family, "Cyrl"), SCRIPTS.get(family, "Latn")}
        for form in forms:
            assert form == name or is_inflected(name, form, scripts, frozenset({family})), form


@pytest.mark.parametrize(
    ("family", "one", "other"),
    [
        ("turkic", "Азиз", "Азиза"),
        ("tajik", "Фарид", "Фарида"),
        ("albanian_women", "Alban", "Albana"),
        ("romanian_women", "Adrian", "Adriana"),
        ("possessive", "Петров", "Петрова"),
        ("slavic", "Марина", "Мария"),
    ],
)
def test_a_man_and_a_woman_are_no_case_forms_where_names_do_not_change_so(family, one, other):
    scripts = {"Cyrl", "Latn"}
    assert not is_inflected(romanise(one), romanise(other), scripts, frozenset({family}))


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Её не пустили в отделение, она ушла", "slavic"),
        ("Його не пустили до лікарні", "slavic"),
        ("Ona je došla sama i nije dobila lijek", "slavic"),
        ("Ол келді, бірақ есік ашпады", "turkic"),
        ("Ал келди, бирок эшик ачылган жок", "turkic"),
        ("U keldi, lekin dori berishmadi", "turkic"),
        ("У келди, лекин дори беришмади", "turkic"),
        ("Ӯ омад, вале дорро надоданд", "tajik"),
        ("Ајде, таа дојде со детето", "possessive"),
        ("Ajo erdhi vetëm dhe nuk mori ilaçe", "albanian"),
        ("Ea a venit singură și nu a primit nimic", "romanian"),
        ("O gəldi, amma dərman verilmədi", "azerbaijani"),
        ("She came and they did not let her in", "english"),
    ],
)
def test_a_text_shows_which_endings_it_can_hold(text, family):
    families = families_of(text)
    assert family in families
    assert family == SLAVIC or SLAVIC not in families


def test_a_text_that_shows_no_language_may_hold_any_ending():
    assert len(families_of("")) > len(families_of("Её не пустили"))
