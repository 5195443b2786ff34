import time

import pytest
from hypothesis import given, settings, strategies

from models.identifier_patterns import FINDERS, find_identifiers
from models.patterns.check_digits import is_iban, is_luhn, is_valid
from tests.markup import parse, render


def found(markup):
    text, _ = parse(markup)
    return render(text, find_identifiers(text))


PHONES = [
    "тел. <PHONE>+7 (700) 000-45-67</PHONE>, вечером",
    "звонить <PHONE>8 (777) 000-41-82</PHONE>",
    "номер <PHONE>0555 01 02 03</PHONE>.",
    "телефон <PHONE>097 00 118 0х</PHONE> (писать)",
    "tel <PHONE>069 000 417</PHONE>, javlja se",
    "<PHONE>+998901110022</PHONE> ga",
    "հեռ. <PHONE>091 00 45 18</PHONE>։",
    "<PHONE>+996 312 00 00 00 доб. 12</PHONE>",
    "WhatsApp: <PHONE>+373 600 00 418</PHONE>\n12.05.2023",
]
EMAILS = [
    "пишите на <EMAIL>m.test85@post.example</EMAIL>.",
    "mail: <EMAIL>amina (at) post.example</EMAIL> ok",
]
HANDLES = [
    "в инсте <HANDLE>@kot_00.x</HANDLE>, потом",
    "см. <HANDLE>https://t.me/kot_000</HANDLE>",
    "<HANDLE>instagram.com/zevar_000</HANDLE>, аз он",
    "профиль <HANDLE>facebook.com/profile.php?id=100000000001</HANDLE>",
    "ник: <HANDLE>kot_00</HANDLE> он",
    "телеграм <HANDLE>night.alik</HANDLE> пишет",
]
ID_NUMBERS = [
    "паспорт <ID_NUMBER>AN 0317745</ID_NUMBER>, выдан",
    "ИИН <ID_NUMBER>850000000123</ID_NUMBER>.",
    "ЖСН <ID_NUMBER>960230-300001</ID_NUMBER>, АИТВ",
    "JMBG <ID_NUMBER>0302978170054</ID_NUMBER>",
    "CNP <ID_NUMBER>2800101000001</ID_NUMBER> și",
    "IDNP <ID_NUMBER>2000000000017</ID_NUMBER>",
    "РНОКПП <ID_NUMBER>3000000012</ID_NUMBER>",
    "პირადი ნომერი <ID_NUMBER>01000000000</ID_NUMBER>",
    "kartë nr. <ID_NUMBER>J95802118Z</ID_NUMBER>.",
    "карта <ID_NUMBER>0000 1122 3344 5566</ID_NUMBER>, и",
    "код клиента <ID_NUMBER>KB-880-m-71</ID_NUMBER>",
    "client code: <ID_NUMBER>SW-0093</ID_NUMBER>",
    "дело № <ID_NUMBER>ВПО-0000-14552</ID_NUMBER>.",
    "prisoner nr. <ID_NUMBER>0417/B</ID_NUMBER>.",
    "ЖШШИР <ID_NUMBER>30505900000012</ID_NUMBER>",
    "паспорт серии <ID_NUMBER>МР 000517</ID_NUMBER>",
]
PLATES = [
    "машина <PLATE>08 KG 777 AKT</PLATE> была",
    "номер <PLATE>КА 0000 ЇЇ</PLATE>.",
    "maşın <PLATE>99-AA-000</PLATE> idi",
    "tablice <PLATE>PG ZZ 000</PLATE>, piše",
    "машина <PLATE>АР 00..КХ</PLATE>, сіра",
    "mashinasi <PLATE>40 F 000 XA</PLATE> da",
    "такси <PLATE>А123ВВ 77</PLATE> уехало",
    "targa <PLATE>AB 038 KF</PLATE>",
]
BIRTH_DATES = [
    "Иванова, <DOB>17.06.1988</DOB> г.р., прож.",
    "<DOB>04.02.1997</DOB> туған",
    "Data nașterii: <DOB>11.11.1957</DOB>",
    "rođena <DOB>07.02.1984</DOB>, radim",
    "born on <DOB>3 March 1987</DOB> in",
    "ծնված <DOB>21.08.1983</DOB> թ.",
    "დაბადების თარიღი <DOB>12.05.1984</DOB>.",
    "datëlindja <DOB>02/08/1979</DOB>",
    "таваллуд <DOB>1990-05-01</DOB>",
    "doğum tarixi <DOB>01.02.1999</DOB>",
]
ADDRESSES = [
    "живёт: <ADDRESS>ул. Советская 15, кв. 31</ADDRESS>.",
    "(<ADDRESS>вул. Тиха, 0/2, кв. 5</ADDRESS>) з квітня",
    "<ADDRESS>кӯчаи Лоҳутӣ 12, хонаи 3</ADDRESS>.",
    "uyi <ADDRESS>Bog'ishamol ko'chasi 112-uy</ADDRESS> deb",
    "үйге (<ADDRESS>Дулати көшесі, 999/1</ADDRESS>) келді",
    "жазган: <ADDRESS>Токтогул көчөсү 12, батир 4</ADDRESS>.",
    "ünvan: <ADDRESS>Nizami küçəsi, ev 12, mənzil 4</ADDRESS>",
    "banues në <ADDRESS>rr. Llazi Miho, pall. 14/3, ap. 9</ADDRESS>, deklaroj",
    "<ADDRESS>Јурија Гагарина 990, стан 12</ADDRESS>).",
    "si adresa, <ADDRESS>bl. 17, sc. 3, ap. 40</ADDRESS>.",
    "<ADDRESS>Արտաշիսյան փ., 8/2, բն. 31</ADDRESS>",
    "<ADDRESS>ჭავჭავაძის ქუჩა 40</ADDRESS>",
    "координаты <ADDRESS>42.87461, 74.56976</ADDRESS>",
    "<ADDRESS>2-й микрорайон, д. 10, кв. 8</ADDRESS>",
    "ленина <ADDRESS>15 кв 3</ADDRESS>",
    "в <ADDRESS>доме 15 по улице Советской</ADDRESS>",
    "lives at <ADDRESS>14 Rustaveli Avenue</ADDRESS>, Tbilisi",
    "<ADDRESS>ул. „Партизанска“ бр. 15</ADDRESS>.",
    "Երևան, <ADDRESS>Կոմիտասի պողոտա 44/2</ADDRESS>",
]


@pytest.mark.parametrize(
    "markup",
    [*PHONES, *EMAILS, *HANDLES, *ID_NUMBERS, *PLATES, *BIRTH_DATES, *ADDRESSES],
)
def test_identifiers_of_all_countries_are_found(markup):
    assert found(markup) == markup


@pytest.mark.parametrize(
    "text",
    [
        "Звонили на 102 и 103, потом на 116 111 и 8-800-100-00-00",
        "по ст. 228 и закону № 123-ФЗ от 12.03.2023",
        "neni 140 dhe ligji nr. 7895, datë 27.01.2023",
        "член 12, став 3, закон бр. 10/2019",
        "заплатили 12 000 000 сум и 150 000 тенге за 2019-2024 годы",
        "с 10:00 до 18:30, 14.08.2023 года, в 2021/2022 учебном году",
        "в палате № 6 больницы № 3, школа №14, форма № 086/у",
        "на улице Ленина в Бишкеке живёт 5 человек",
        "ей 34 года, 1987 года рождения, CD4 350, нагрузка 120000",
        "12 марта 2024 года нас было 300 человек",
        "she is 29, sex worker since 2019, paid 2400 som",
        "CD4 – 350/500, COVID-19, таблетки по 300/150/50 мг",
    ],
)
def test_dates_laws_sums_and_public_numbers_stay(text):
    assert found(text) == text


@pytest.mark.parametrize("label", FINDERS)
def test_each_finder_yields_its_own_label_and_source(label):
    examples = [*PHONES, *EMAILS, *HANDLES, *ID_NUMBERS, *PLATES, *BIRTH_DATES, *ADDRESSES]
    entities = [e for markup in examples for e in FINDERS[label](parse(markup)[0])]
    assert {(e.label, e.source) for e in entities} == {(label, "patterns")}


def test_a_wrong_check_digit_does_not_spare_a_number():
    text = "IIN 000000000001"
    assert not is_valid(text.split()[1])
    assert [e.label for e in find_identifiers("ИИН 000000000001")] == ["ID_NUMBER"]


def test_check_digits_that_fit_are_recognised():
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")
    assert is_iban("GB82WEST12345698765432")
    assert not is_iban("GB83WEST12345698765432")


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(strategies.text("0123456789 .-/+()xX№@АаAaქտ\nулдкв,", max_size=80))
def test_entities_fit_the_text_and_none_lies_in_another(text):
    entities = find_identifiers(text)
    for entity in entities:
        assert 0 <= entity.start < entity.end <= len(text)
    spans = [(e.start, e.end) for e in entities]
    for one in spans:
        assert not any(o != one and o[0] <= one[0] and one[1] <= o[1] for o in spans)
    assert len(spans) == len(set(spans))


@pytest.mark.parametrize(
    "piece", ["a-", "a'", "А. ", "1-", "(0", "a.b-", "ул ленина д 5 ", "дом 1, ", "код № "]
)
def test_the_longest_text_of_one_repeated_piece_is_read_in_seconds(piece):
    started = time.perf_counter()
    find_identifiers((piece * 20_000)[:20_000])
    assert time.perf_counter() - started < 20
