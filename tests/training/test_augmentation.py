import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.name_lists import NameLists, variety_of
from models.types import Entity
from tests.markup import parse
from training.augmentation import (
    augment,
    glue_names,
    leave_patronymics,
    lower_text,
    mask_names,
    mistype_names,
    redact_names,
    romanize_text,
    shorten_to_initials,
    swap_names,
    upper_names,
)

LISTS = {
    "ru-Cyrl": NameLists(
        "ru-Cyrl",
        {
            "first_female": ("Оксана", "Марфа"),
            "first_male": ("Егор", "Остап"),
            "last_female": ("Сомова", "Лаврова"),
            "last_male": ("Сомов", "Лавров"),
            "middle_female": ("Егоровна",),
            "middle_male": ("Егорович",),
        },
    ),
}
KAZAKH = {
    "kk-Cyrl": NameLists("kk-Cyrl", {"first_female": ("Айжан", "Гүл"), "first_male": ("Болат",)})
}
WORDS = ("Врач", "сказал:", "Оксана", "марфой", "Егору", "Сомовой", "ушла.", "ИВАН", "А.", "в")


def annotate(marked: str) -> tuple[str, list[Entity]]:
    """Read "<Оксана> ушла" as a text and its persons."""
    return parse(re.sub("<(.+?)>", r"<PERSON>\1</PERSON>", marked))


def names_of(text: str, entities: Sequence[Entity]) -> list[str]:
    return [text[entity.start : entity.end] for entity in entities]


class Always(random.Random):
    """Makes every optional change."""

    def random(self) -> float:
        return 0.0


@st.composite
def annotated_texts(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    text, entities = "", []
    for word, is_person in draw(st.lists(st.tuples(st.sampled_from(WORDS), st.booleans()))):
        if is_person:
            entities.append(Entity(len(text), len(text) + len(word), "PERSON"))
        text += word + " "
    return text, entities


@given(annotated_texts(), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_swapping_keeps_every_entity_and_all_other_text(annotated, seed):
    text, entities = annotated
    changed, moved = swap_names(text, entities, "ru", random.Random(seed), LISTS)
    assert len(moved) == len(entities)
    assert outside(changed, moved) == outside(text, entities)
    assert all(name.strip() == name and name for name in names_of(changed, moved))


def outside(text: str, entities: Sequence[Entity]) -> list[str]:
    pieces, cursor = [], 0
    for entity in sorted(entities):
        pieces.append(text[cursor : entity.start])
        cursor = entity.end
    return [*pieces, text[cursor:]]


@given(annotated_texts(), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_augmented_entities_lie_in_the_text_in_order_and_are_not_empty(annotated, seed):
    text, entities = augment(*annotated, "ru", random.Random(seed), LISTS)
    assert len(entities) <= len(annotated[1])
    cursor = 0
    for entity in sorted(entities):
        assert cursor <= entity.start < entity.end <= len(text)
        cursor = entity.end


def test_the_same_seed_gives_the_same_copy():
    annotated = annotate("Врач <Оксана Лаврова> сказала, что <Егор> ушёл с <Оксаной>.")
    copies = [augment(*annotated, "ru", random.Random(7), LISTS) for _ in range(2)]
    assert copies[0] == copies[1]


def test_the_same_name_gets_the_same_new_name_in_its_own_case():
    annotated = annotate("<Оксана> пришла. Видели <Оксану> с <Егором>.")
    for seed in range(20):
        text, entities = swap_names(*annotated, "ru", random.Random(seed), LISTS)
        first, second, third = names_of(text, entities)
        assert (first, second) in {("Оксана", "Оксану"), ("Марфа", "Марфу")}
        assert third in {"Егором", "Остапом"}


def test_a_woman_gets_a_womans_surname():
    annotated = annotate("Звонила <Сомова>.")
    names = {
        names_of(*swap_names(*annotated, "ru", random.Random(seed), LISTS))[0] for seed in range(20)
    }
    assert names == {"Сомова", "Лаврова"}


def test_kazakh_endings_follow_the_vowels_of_the_new_name():
    annotated = annotate("<Айжанның> үйі, <Болатқа> айтты.")
    seen = set()
    for seed in range(20):
        text, entities = swap_names(*annotated, "kk", random.Random(seed), KAZAKH)
        seen.add(tuple(names_of(text, entities)))
    assert seen == {("Айжанның", "Болатқа"), ("Гүлдің", "Болатқа")}


def test_titles_small_letters_and_capitals_stay():
    annotated = annotate("Был <др Егор>, потом <оксана> и <СОМОВ>.")
    text, entities = swap_names(*annotated, "ru", random.Random(3), LISTS)
    doctor, small, capital = names_of(text, entities)
    assert doctor.startswith("др ")
    assert small.islower()
    assert capital.isupper()


def test_entities_that_are_no_persons_keep_their_text():
    text = "Оксана, тел. 0555 123456"
    entities = [Entity(0, 6, "PERSON"), Entity(13, 24, "PHONE")]
    changed, moved = swap_names(text, entities, "ru", random.Random(2), LISTS)
    assert names_of(changed, moved)[1] == "0555 123456"


def test_masked_persons_are_no_entities():
    text, entities = mask_names(*annotate("Звонил <Егор>."), Always(1))
    assert entities == []
    assert "Егор" not in text


def test_redacted_names_are_placeholders_and_no_entities():
    text, entities = annotate("<Aida> and <Bek>, <aida>, 555.")
    entities.append(Entity(text.index("555"), text.index("555") + 3, "PHONE"))
    copies = {redact_names(text, entities, random.Random(seed))[0] for seed in range(20)}
    assert "[PERSON_1] and [PERSON_2], [PERSON_1], [PHONE_1]." in copies
    assert any("555" in copy and "[PERSON_1]" in copy for copy in copies)


def test_names_left_beside_placeholders_are_entities():
    text, entities = annotate("<Aida> and <Bek>.")
    for seed in range(20):
        copy, left = redact_names(text, entities, random.Random(seed))
        assert {copy[entity.start : entity.end] for entity in left} == {
            name for name in ("Aida", "Bek") if name in copy
        }


def test_a_patronymic_can_stand_alone():
    text, entities = leave_patronymics(*annotate("Врач <Марфа Егоровна> ушла."), Always(1))
    assert names_of(text, entities) == ["Егоровна"]


def test_initials_stay_inside_the_entity():
    text, entities = shorten_to_initials(*annotate("Это <Егор Сомов>."), Always(1))
    assert names_of(text, entities)[0] in {"Е Сомов", "Егор С", "Е. Сомов", "Егор С."}


def test_a_glued_name_begins_where_its_letters_begin():
    text, entities = glue_names(*annotate("Это врач <Марфа> сказала"), Always(1))
    assert names_of(text, entities) == ["Марфа"]
    assert not text.startswith("Это врач ")


def test_a_mistyped_name_differs_by_a_letter():
    text, entities = mistype_names(*annotate("Это <Оксана>."), Always(1))
    assert abs(len(names_of(text, entities)[0]) - len("Оксана")) <= 1


@pytest.mark.parametrize(
    ("marked", "expected"), [("İlhamə və <İlham>", "ilham"), ("ПРИШЛА <Марфа>", "марфа")]
)
def test_small_letters_keep_the_names_in_place(marked, expected):
    text, entities = lower_text(*annotate(marked), Always(1))
    assert names_of(text, entities) == [expected]


def test_georgian_has_no_capitals():
    text, entities = upper_names(*annotate("აქ <მაკო> იყო"), Always(1))
    assert names_of(text, entities) == ["მაკო"]


def test_a_cyrillic_narrative_becomes_latin_with_its_names_in_place():
    text, entities = romanize_text(*annotate("Врач <Щукина> ушла"), "ru", random.Random(4))
    assert names_of(text, entities)[0] in {"Schukina", "Shukina"}
    assert variety_of("ru", text) == "ru-Latn"
