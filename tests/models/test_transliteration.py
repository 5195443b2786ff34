import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.transliteration import is_uzbek_cyrillic, to_latin

UZBEK = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳАЕЁЦШЪЮЯЎҒҲ .,[PERSON_1]aİ"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("ўзбек тили", "oʻzbek tili"),
        ("ғишт, қор, ҳаво", "gʻisht, qor, havo"),
        ("Елена поезд билан келди", "Yelena poyezd bilan keldi"),
        ("керак эмас", "kerak emas"),
        ("маъно, санъат", "maʼno, sanʼat"),
        ("объект, съезд", "obyekt, syezd"),
        ("альбом, компьютер", "albom, kompyuter"),
        ("центр", "tsentr"),
        ("Исҳоқ", "Isʼhoq"),
        ("Шуҳрат Чориев", "Shuhrat Choriyev"),
        ("ШУҲРАТ", "SHUHRAT"),
        ("ОШ ва БОШ", "OSH va BOSH"),
        ("Ш. Юсупов", "Sh. Yusupov"),
        ("Ўғлим", "Oʻgʻlim"),
        ("[PERSON_1] йўқ, ID 45", "[PERSON_1] yoʻq, ID 45"),
        ("", ""),
    ],
)
def test_letters_follow_the_rules(cyrillic: str, latin: str):
    assert to_latin(cyrillic)[0] == latin


@settings(deadline=None)  # the machine may be busy
@given(st.text(UZBEK) | st.text())
def test_every_latin_character_knows_its_source(text: str):
    latin, offsets = to_latin(text)
    assert len(offsets) == len(latin)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@settings(deadline=None)  # the machine may be busy
@given(st.text(UZBEK))
def test_no_uzbek_cyrillic_is_left(text: str):
    assert not any("\u0400" <= character <= "\u04ff" for character in to_latin(text)[0])


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(max_codepoint=0x3FF)))
def test_what_is_not_cyrillic_stays(text: str):
    assert to_latin(text) == (text, list(range(len(text))))


@pytest.mark.parametrize(
    "text",
    [
        "Мижоз шифокорга борди, лекин уни қабул қилишмади.",
        "кеча опам билан келдим, улар мени хайдаб чикарди, нима килай",
        "ЎЗБЕК ТИЛИДА ЁЗИЛГАН АРИЗА",
    ],
)
def test_uzbek_in_cyrillic_is_told(text: str):
    assert is_uzbek_cyrillic(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345 !!!",
        "\u0482\u0483",
        "Клиентка обратилась за помощью, врач отказал.",
        "Мизоҷ ба духтур рафт, вале ӯро қабул накарданд.",
        "Клиент дәрігерге барды, бірақ оны қабылдамады.",
        "Кардар дарыгерге барды, бирок аны кабыл алышкан жок.",
        "Ён прыйшоў да лекара, але яго не прынялі.",
        "Mijoz shifokorga bordi, lekin uni qabul qilishmadi.",
    ],
)
def test_other_texts_are_not_taken_for_it(text: str):
    assert not is_uzbek_cyrillic(text)


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_any_text_gets_an_answer(text: str):
    assert is_uzbek_cyrillic(text) in (True, False)
