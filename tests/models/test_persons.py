import re

import pytest
from hypothesis import given, settings, strategies

from models.name_tokens import DIFFERENT, read_tokens, search_keys, similarity
from models.persons import link, link_in_text
from models.types import Span


@pytest.mark.parametrize(
    "mentions",
    [
        ["Зарина", "Зариной", "Зарине", "ЗАРИНА", "зарину"],
        ["Nargiz", "Nargizi", "Nargizin"],
        ["Besa", "Besës"],
        ["Аружан", "Аружанға", "Аружанның"],
        ["ანა", "ანამ", "ანას"],
        ["Անի", "Անիին", "Անիի"],
        ["Айгуль", "Aigul", "Aygül", "Айгуль-эже"],
        ["Саша", "Александр", "Сашей"],
        ["Лена", "Олена", "Yelena", "Елену"],
        ["Daniel", "Danil"],
        ["Джамиля", "Jamila", "Жамиля"],
        ["Айгуль Касымова", "Касымова", "А. К.", "Касымова А.", "Айгуль", "Айгуль Сергеевна"],
        ["Касымова", "Айгуль", "Айгуль Касымова"],
        ["Dr. Saidova", "Saidova"],
        ["А.", "А."],
        ["Sevara", "Севараning"],
        ["Каныкейде", "Каныкейге"],
        ["Nargiz", "Nergiz"],
        ["ნინო", "ნინოს", "ნინომ", "ნინოსთვის"],
        ["Արմեն", "Արմենի", "Արմենին", "Արմենից"],
        ["Daniel", "Danil", "Danila", "Даниил"],
        ["Vanya", "Ivan", "Ваня", "Иван"],
        ["Ləman", "Ləmanın", "Леман"],
        ["Ольга", "Ользі", "Ольгою"],
        ["Јелена", "Jelena", "Jeleni"],
        ["Ѓорѓи", "Gjorgji"],
        ["Cavid", "Джавид", "Javid"],
        ["Ceban", "Чебан"],
        ["Bohdan", "Богдан"],
        ["Жанар", "Janar", "Zhanar"],
        ["Агим", "Agim", "Agimit"],
        ["გიორგი", "Giorgi", "Гиорги"],
        ["Հասմիկ", "Hasmik", "Хасмик"],
        ["САТЫБАЛДИЕВА", "сатыбалдиева", "врачСатыбалдиева", "Сатыбалдиеву"],
        ["участк.Иванов", "Иванов", "ИВАНОВУ"],
        ["Косой", "Косого", "Косому"],
        ["Кенжебек уулу Нурлан", "Нурлан"],
        ["Leyla Əli qızı", "Leyla"],
    ],
)
def test_mentions_of_one_person_are_linked(mentions):
    assert set(link(mentions)) == {1}


@pytest.mark.parametrize(
    "mentions",
    [
        ["Ахмедов Рустам", "Ахмедова Зарина"],
        ["Мария", "Марина"],
        ["Иван", "Иванов"],
        ["Карина", "Карима"],
        ["Амина К.", "Амина С."],
        ["Айгуль Сергеевна", "Айгуль Бакытовна"],
        ["А.", "Амина"],
        ["А.", "К."],
        ["Айгуль Касымова", "Айгуль Петрова"],
        ["Амина", "Эмина"],
        ["Иванов", "Ивановой"],
        ["Сергей Юдин", "Сергей Пахомов"],
        ["Олег Чалов", "Тимур Чалов"],
        ["Кенжебек уулу Нурлан", "Кенжебек уулу Азамат"],
        ["Leyla Əli qızı", "Əli"],
        ["Marina", "Mariana"],
        ["Марат", "Мурат"],
    ],
)
def test_different_persons_stay_apart(mentions):
    assert link(mentions) == [1, 2]


def test_a_surname_that_fits_two_persons_joins_neither():
    assert link(["Айгуль Касымова", "Дина Касымова", "Касымова"]) == [1, 2, 3]


def test_the_exact_surname_is_preferred_to_the_inflected_one():
    assert link(["Ахмедов Рустам", "Ахмедова Зарина", "Ахмедова", "Рустама"]) == [1, 2, 2, 1]


def linked(markup):
    """Link the mentions in brackets with what the text around them tells."""
    pieces = re.split(r"[\[\]]", markup)
    spans, length = [], 0
    for index, piece in enumerate(pieces):
        if index % 2:
            spans.append(Span(length, length + len(piece)))
        length += len(piece)
    return link_in_text("".join(pieces), spans)


@pytest.mark.parametrize(
    ("markup", "numbers"),
    [
        ("[Гуров] избил жену. [Гурова] вызвала полицию, у [Гуровой] перелом", [1, 2, 2]),
        ("[Гуров] пришёл. У [Гурова] отняли паспорт, [Гурова] не отпустили", [1, 1, 1]),
        ("[Ахметов] келді. [Ахметова] арыз жазды, бірақ [Ахметовті] қамамады", [1, 2, 1]),
        ("[Петров] ја тепаше. [Петрова] побегна со детето", [1, 2]),
        ("[Ivanov] beat his wife and [Ivanova] fled", [1, 2]),
        ("[Həsənov] gəldi və [Həsənova] dərman vermədilər", [1, 1]),
        ("[Азиз] келді және [Азиза] келді", [1, 2]),
        ("Видели [Азиза], но это не он. [Азиз] был дома", [1, 1]),
        ("[Стёпа] по кличке [Косой] ушёл, [Косого] ищут", [1, 1, 1]),
        ("[Marcus] aka [Shorty] left", [1, 1]),
        ("[Genti] me nofkën [Ujku] iku", [1, 1]),
        ("[Стёпа] и [Косой] ушли", [1, 2]),
    ],
)
def test_the_text_tells_who_is_who(markup, numbers):
    assert linked(markup) == numbers


def test_numbers_follow_the_order_of_the_text():
    assert link(["Иван", "Зарина Ахмедова", "Ивана", "Ахмедова"]) == [1, 2, 1, 2]


def test_titles_and_words_of_respect_are_no_part_of_a_name():
    assert [t.latin for t in read_tokens("Mr. Rustam aka")] == ["rustam"]


@given(
    strategies.lists(strategies.sampled_from("АаЕеНнЖжЗзсСЯяBbzZanეანნი"), max_size=7),
    strategies.data(),
)
def test_alike_words_share_a_search_key(letters, data):
    word = "".join(letters) or "Ая"
    other = data.draw(
        strategies.sampled_from([word + "а", word + "ой", word.lower(), word[:-1] + "у"])
    )
    one, two = read_tokens(word), read_tokens(other)
    if len(one) == len(two) == 1 and not (one[0].is_initial or two[0].is_initial):
        are_alike = similarity(one[0], two[0]) != DIFFERENT
        assert not are_alike or search_keys(one[0]) & search_keys(two[0])


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(strategies.lists(strategies.text(max_size=12), max_size=8))
def test_any_strings_can_be_linked_and_equal_ones_are_one_person(mentions):
    numbers = link(mentions)
    assert len(numbers) == len(mentions)
    assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    person_by_mention = dict(zip(mentions, numbers, strict=True))
    assert numbers == [person_by_mention[mention] for mention in mentions]
