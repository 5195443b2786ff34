from hypothesis import given
from hypothesis import strategies as st

from models.types import Entity
from training.text_edits import Edit, apply_edits, map_letters

TEXT = "abc def ghi"
NAME = Entity(4, 7, "PERSON")


def changed(*edits: Edit) -> tuple[str, str]:
    text, (entity,) = apply_edits(TEXT, [NAME], edits)
    return text, text[entity.start : entity.end]


def test_an_edit_inside_an_entity_changes_it():
    assert changed(Edit(4, 7, "longer")) == ("abc longer ghi", "longer")


def test_an_edit_elsewhere_only_moves_it():
    assert changed(Edit(0, 3, "x"), Edit(8, 11, "")) == ("x def ", "def")


def test_text_put_in_at_a_border_stays_outside():
    assert changed(Edit(4, 4, "+"), Edit(7, 7, "-")) == ("abc +def- ghi", "def")


def test_an_edit_over_a_border_moves_the_border_to_its_own():
    assert changed(Edit(2, 5, "XYZ")) == ("abXYZef ghi", "XYZef")


def test_an_emptied_entity_is_gone():
    assert apply_edits(TEXT, [NAME], [Edit(3, 7, "")]) == ("abc ghi", [])


@given(st.text("abİß"), st.data())
def test_letters_that_grow_keep_entities_in_place(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    entities = [Entity(start, end, "PERSON")] if start < end else []
    mapped, moved = map_letters(text, entities, lambda letter: letter * 2)
    assert [mapped[e.start : e.end] for e in moved] == [
        "".join(letter * 2 for letter in text[e.start : e.end]) for e in entities
    ]
