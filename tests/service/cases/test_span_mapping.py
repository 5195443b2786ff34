from hypothesis import given
from hypothesis import strategies as st

from models.types import Identifier, Span
from service.cases.span_mapping import SpanMapper


def replaced(text, replacements):
    pieces, place = [], 0
    for found in replacements:
        pieces += [text[place : found.start], found.placeholder]
        place = found.end
    return "".join([*pieces, text[place:]])


TEXT = "one two three four"
TWO = Identifier(4, 7, "PERSON", "[PERSON_1]")


def moved(start, end):
    span = SpanMapper([TWO]).move(Span(start, end))
    return replaced(TEXT, [TWO])[span.start : span.end]


def test_spans_keep_their_words():
    assert moved(0, 3) == "one"
    assert moved(8, 13) == "three"
    assert moved(0, 18) == "one [PERSON_1] three four"
    assert moved(0, 4) == "one "


def test_a_span_that_cuts_a_replacement_takes_all_of_it():
    assert moved(0, 5) == "one [PERSON_1]"
    assert moved(6, 13) == "[PERSON_1] three"
    assert moved(5, 6) == "[PERSON_1]"


@given(st.data())
def test_what_is_outside_replacements_is_the_same_text(data):
    text = data.draw(st.text("abc ", min_size=2, max_size=40))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    replacements = [
        Identifier(start, end, "PERSON", "[X_1]")
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = SpanMapper(replacements).move(Span(start, end))
    new = replaced(text, replacements)
    assert 0 <= span.start < span.end <= len(new)
    if all(found.end <= start or found.start >= end for found in replacements):
        assert new[span.start : span.end] == text[start:end]
