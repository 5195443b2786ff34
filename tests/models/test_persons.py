import time

import pytest
from hypothesis import given, settings, strategies

from models.name_tokens import DIFFERENT, read_tokens, search_keys, similarity
from models.persons import link


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


def test_a_list_of_a_thousand_names_is_linked_in_seconds():
    endings = [a + b for a in "бвгдзклмнп" for b in "аеиоу"]
    names = [f"{a.title()}р{b} {b.title()}н{a}ев" for a in endings for b in endings[:20]]
    started = time.perf_counter()
    link(names)
    assert time.perf_counter() - started < 30


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(strategies.lists(strategies.text(max_size=12), max_size=8))
def test_any_strings_can_be_linked_and_equal_ones_are_one_person(mentions):
    numbers = link(mentions)
    assert len(numbers) == len(mentions)
    assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    person_by_mention = dict(zip(mentions, numbers, strict=True))
    assert numbers == [person_by_mention[mention] for mention in mentions]
