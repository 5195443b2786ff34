import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.settled_redaction import redact_until_settled
from models.types import Entity

TEXT = "Айгуль и мать Бермет ушли. Врач Асан смеялся. Бермет плакала."


class Shy:
    """Finds one more name each time, and only where another one has gone."""

    def __init__(self, *names):
        self.names = names
        self.calls = 0

    def __call__(self, text):
        self.calls += 1
        name = next((name for name in self.names if name in text), None)
        return (
            []
            if name is None
            else [
                Entity(start, start + len(name), "PERSON")
                for start in range(len(text))
                if text.startswith(name, start)
            ]
        )


@pytest.mark.parametrize(("max_passes", "left"), [(1, 2), (2, 1), (3, 0), (9, 0)])
def test_it_is_looked_at_again_until_nothing_is_found(max_passes, left):
    finder = Shy("Бермет", "Айгуль", "Асан")
    redacted = redact_until_settled(TEXT, finder, max_passes=max_passes).text
    assert sum(name in redacted for name in finder.names) == left
    assert finder.calls == min(max_passes, 4)


def test_what_is_found_late_has_its_place_in_the_first_text():
    redaction = redact_until_settled(TEXT, Shy("Бермет", "Асан", "Айгуль"), max_passes=9)
    found = [TEXT[i.start : i.end] for i in redaction.identifiers]
    assert found == ["Айгуль", "Бермет", "Асан", "Бермет"]
    assert (
        redaction.text == "[PERSON_1] и мать [PERSON_2] ушли. Врач [PERSON_3] смеялся. "
        "[PERSON_2] плакала."
    )


def test_a_text_without_identifiers_is_looked_at_once():
    finder = Shy("Никто")
    assert redact_until_settled(TEXT, finder, max_passes=5).text == TEXT
    assert finder.calls == 1


@given(st.lists(st.sampled_from(["Асан", "Бермет", "и", "ушла.", "[PERSON_3]", "Айгуль"])))
def test_a_settled_text_stays_as_it_is(words):
    text = " ".join(words) + "."
    finder = Shy("Бермет", "Айгуль", "Асан")
    once = redact_until_settled(text, finder, max_passes=9).text
    assert redact_until_settled(once, finder, max_passes=9).text == once
    assert not any(name in once for name in finder.names)
