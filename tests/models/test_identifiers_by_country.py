"""Identifiers as each of our countries writes them, and the numbers that must stay.

Formats: ITU national numbering plans for phones (mobile prefix and usual grouping), traffic
regulations for plates. All numbers are invented.
"""

import pytest

from models.identifier_patterns import find_identifiers
from models.patterns.check_digits import is_valid
from models.patterns.personal_numbers import PERSONAL_NUMBERS, is_personal_number
from tests.markup import parse, render

PHONES = {
    "RU": ["+7 912 345-67-89", "8 (912) 345-67-89", "89123456789", "+7 9XX XXX-XX-89"],
    "UA": ["+380 50 123 45 67", "(050) 123-45-67", "0501234567", "380501234567"],
    "BY": ["+375 29 123-45-67", "8 (029) 123-45-67", "375291234567"],
    "MD": ["+373 69 123 456", "069 123 456", "0 69 12 34 56", "(022) 12-34-56"],
    "RO": ["+40 721 123 456", "0721.123.456", "0721-123-456", "0040 721 123 456"],
    "KZ": ["+7 701 123 45 67", "87011234567", "8 7172 12 34 56"],
    "KG": ["+996 555 123 456", "0555 12-34-56", "(0555) 12 34 56", "00996 555 123456"],
    "UZ": ["+998 90 123 45 67", "90 123 45 67", "(90) 123-45-67", "901234567"],
    "TJ": ["+992 918 12 34 56", "918 12 34 56", "(44) 600-12-34", "992901234567"],
    "AM": ["+374 91 123456", "091-12-34-56", "(091) 123456", "+374 (91) 12-34-56"],
    "AZ": ["+994 50 123 45 67", "(050) 123-45-67", "994501234567"],
    "GE": ["+995 555 12 34 56", "555 12 34 56", "599 123 456", "(032) 2 12 34 56"],
    "AL": ["+355 69 123 4567", "069/123 4567", "+355 (0)69 123 4567"],
    "XK": ["+383 44 123 456", "044/123-456", "+383 (0)44 123 456"],
    "BA": ["+387 61 123 456", "061/123-456", "+387 (0)61 123-456"],
    "ME": ["+382 67 123 456", "067-123-456", "067123456"],
    "RS": ["+381 64 123 4567", "064/123-45-67", "064/1234567", "011/123-4567"],
    "MK": ["+389 70 123 456", "070/123-456", "02/3123-456"],
}
PLATES = {
    "RU": ["А123ВВ 77", "А 123 ВВ 777", "а123вв77"],
    "UA": ["АА 1234 ВВ", "AA1234BB"],
    "BY": ["1234 AB-7"],
    "MD": ["ABC 123"],
    "RO": ["B 123 ABC", "CJ-12-ABC"],
    "KZ": ["123 ABC 02", "A 123 BCD"],
    "KG": ["01 KG 123 ABC", "B 1234 A"],
    "UZ": ["01 A 123 BC", "40 123 ABC"],
    "TJ": ["1234 AB 01"],
    "AM": ["12 AB 345", "123 AB 45"],
    "AZ": ["10-AA-123", "10AA123"],
    "GE": ["AB-123-CD", "ABC-123"],
    "AL": ["AA 123 BB"],
    "XK": ["01-123-AB"],
    "BA": ["A12-B-345", "A12B345"],
    "ME": ["PG AB 123", "PG-AB123"],
    "RS": ["BG 123-AB", "BG-1234-AB", "НС 123-АБ"],
    "MK": ["SK 1234 AB", "СК-1234-АБ"],
}
# Invented, with check digits that fit; the second group is how people write them.
CHECKED = {
    "kz_iin": ("860524038769", "860524 038769"),
    "uz_pinfl": ("63008977153009", "6 300897 7153009"),
    "md_idnp": ("2004012345670", "2004 0123 45670"),
    "kg_inn": ("10805198775448", "1 08051987 75448"),
    "ru_inn": ("552765586290", "5527 655862 90"),
    "ru_snils": ("51896510721", "518-965-107 21"),
    "jmbg": ("1703055732650", "170305 573 2650"),
    "ro_cnp": ("8931107995532", "8 931107 995532"),
    "ua_rnokpp": ("3575587416", "35755 87416"),
    "by_number": ("3280462A302PB8", "3280462A302PB8"),
}
ANNOUNCED = [
    "паспорт РФ <ID_NUMBER>4509 123456</ID_NUMBER>, выдан",
    "водительские права <ID_NUMBER>99 12 345678</ID_NUMBER>.",
    "свидетельство <ID_NUMBER>I-ЖС № 123456</ID_NUMBER> есть",
    "миграционная карта <ID_NUMBER>4512 1234567</ID_NUMBER>.",
    "полис ОМС <ID_NUMBER>1234567890123456</ID_NUMBER>.",
    "счёт <ID_NUMBER>40817810099910004312</ID_NUMBER>.",
    "FIN: <ID_NUMBER>5ABCD12</ID_NUMBER>, Bakı",
    "vəsiqə <ID_NUMBER>AZE№ 12345678</ID_NUMBER> idi",
    "პირადი ნომერი: <ID_NUMBER>01001012345</ID_NUMBER>.",
    "սոցքարտ <ID_NUMBER>1234567890</ID_NUMBER>։",
    "անձնագիր <ID_NUMBER>AN0123456</ID_NUMBER>։",
    "NID <ID_NUMBER>J95802118Z</ID_NUMBER>, Tiranë",
    "numri personal <ID_NUMBER>1234567890</ID_NUMBER>.",
    "buletin seria <ID_NUMBER>XV nr 123456</ID_NUMBER>.",
    "ЕМБГ <ID_NUMBER>0101990450003</ID_NUMBER>, Скопје",
    "lična karta <ID_NUMBER>123ABC456</ID_NUMBER>.",
    "шиноснома <ID_NUMBER>400123456</ID_NUMBER>.",
    "жеке куәлік № <ID_NUMBER>012345678</ID_NUMBER>.",
    "IBAN <ID_NUMBER>GE29NB0000000101904917</ID_NUMBER>.",
]
OTHERS = [
    "пишите <HANDLE>https://www.instagram.com/amina.00/?hl=ru</HANDLE> да",
    "вот <HANDLE>https://www.tiktok.com/@amina00?lang=en</HANDLE> да",
    "вот <HANDLE>https://ok.ru/profile/123456789012</HANDLE> да",
    "вот <HANDLE>vk.com/id123456789</HANDLE>, да",
    "вот <HANDLE>t.me/+AbCdEf123</HANDLE> группа",
    "вот <HANDLE>tg://resolve?domain=amina00</HANDLE> да",
    "скайп <HANDLE>live:amina.00</HANDLE> да",
    "пишите <EMAIL>amina собака mail точка ru</EMAIL>, да",
    "mail <EMAIL>amina [at] mail [dot] com</EMAIL>",
    "почта <EMAIL>амина@почта.рф</EMAIL>",
    "born <DOB>May 12, 1985</DOB> in",
    "rođen <DOB>12. maja 1985</DOB>.",
    "ծնվել է <DOB>1985 թ. մայիսի 12</DOB>-ին",
    "<DOB>1985 жылы 12 мамырда</DOB> туған",
    "<DOB>1985 yil 12 mayda</DOB> tugʻilgan",
    "соли таваллуд <DOB>12 майи 1985</DOB>",
    "<ADDRESS>мкр Асанбай, 12/5</ADDRESS>, пришли",
    "<ADDRESS>Rruga e Kavajës, nr. 12</ADDRESS>, Tiranë",
    "<ADDRESS>Bulevar kralja Aleksandra 12/5</ADDRESS>, Beograd",
    "<ADDRESS>Амир Темур кўчаси, 12-уй</ADDRESS>",
]
STAY = [
    "площадь Победы, 9 мая 2024 вышли 12 человек",
    "горячая линия 8 800 200 01 22, 112, 103, 15-20",
    "позвонили 1414 и 116 123, потом 0800 50 00 00",
    "в 2023 году статья 114-1 КоАП, ст. 122 ч. 2 УК РФ, п. 3",
    "5 000 сом, 10000 тенге, 150 000 руб., 1 200 000 сум, 50000 драм",
    "препарат TLD 300/300/50 мг, CD4 450, ВН 150000 копий/мл",
    "Legea nr. 121/2012, art. 3, în 2022",
    "ligji nr. 9952, datë 14.07.2008, neni 3",
    "Бишкек, Ленинский район, 12 микрорайон",
    "10-15 человек, 2-3 раза, 18+, 24/7, 50/50",
    "см. сайт www.who.int и https://example.org/help",
    "քաղաքացիական օրենսգրքի 123 հոդված, 2023 թ. մայիսի 5",
    "საქართველოს კანონი 123 მუხლი, 2023 წლის 5 მაისი",
    "on 12 May 2023 at 10:30 they came, article 14, law no. 123/2021",
]


def found(text):
    return render(text, find_identifiers(text))


@pytest.mark.parametrize("country", PHONES)
@pytest.mark.parametrize("before", ["она писала с ", "тел. "])
def test_phones_are_found_with_and_without_a_word(country, before):
    for phone in PHONES[country]:
        assert found(f"{before}{phone}, потом") == f"{before}<PHONE>{phone}</PHONE>, потом"


@pytest.mark.parametrize("country", PLATES)
def test_plates_are_found(country):
    for plate in PLATES[country]:
        assert found(f"машина {plate}, потом") == f"машина <PLATE>{plate}</PLATE>, потом"


@pytest.mark.parametrize("kind", CHECKED)
def test_a_number_with_a_right_check_digit_needs_no_word(kind):
    for number in CHECKED[kind]:
        assert found(f"она {number}, да") == f"она <ID_NUMBER>{number}</ID_NUMBER>, да"


@pytest.mark.parametrize("kind", [kind for kind in CHECKED if kind != "kg_inn"])
def test_a_changed_check_digit_is_noticed(kind):
    number = CHECKED[kind][0]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert PERSONAL_NUMBERS[kind](number)
    assert not PERSONAL_NUMBERS[kind](wrong)


def test_every_kind_with_a_check_digit_has_an_example():
    assert set(CHECKED) == set(PERSONAL_NUMBERS)
    assert all(is_personal_number(number) and is_valid(number) for number, _ in CHECKED.values())


@pytest.mark.parametrize("markup", [*ANNOUNCED, *OTHERS])
def test_what_a_word_or_shape_announces_is_found(markup):
    assert found(parse(markup)[0]) == markup


@pytest.mark.parametrize("text", STAY)
def test_public_numbers_sums_laws_and_dates_stay(text):
    assert found(text) == text
