import pytest
from hypothesis import given, settings, strategies

from models.name_tokens import read_tokens
from models.persons import link
from models.resource_files import read_resource
from models.romanisation import romanise


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
    ],
)
def test_different_persons_stay_apart(mentions):
    assert link(mentions) == [1, 2]


def test_a_surname_that_fits_two_persons_joins_neither():
    assert link(["Айгуль Касымова", "Дина Касымова", "Касымова"]) == [1, 2, 3]


def test_the_exact_surname_is_preferred_to_the_inflected_one():
    assert link(["Ахмедов Рустам", "Ахмедова Зарина", "Ахмедова", "Рустама"]) == [1, 2, 2, 1]


def test_numbers_follow_the_order_of_the_text():
    assert link(["Иван", "Зарина Ахмедова", "Ивана", "Ахмедова"]) == [1, 2, 1, 2]


def test_titles_and_words_of_respect_are_no_part_of_a_name():
    assert [t.latin for t in read_tokens("Mr. Rustam aka")] == ["rustam"]


def test_the_names_of_the_resource_are_romanised():
    resource = read_resource("persons")
    names = {n for table in resource["diminutives"].values() for group in table for n in group}
    assert {name for name in names if romanise(name) != name and len(name) < 3} == set()


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(strategies.lists(strategies.text(max_size=12), max_size=8))
def test_any_strings_can_be_linked_and_equal_ones_are_one_person(mentions):
    numbers = link(mentions)
    assert len(numbers) == len(mentions)
    assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    person_by_mention = dict(zip(mentions, numbers, strict=True))
    assert numbers == [person_by_mention[mention] for mention in mentions]
