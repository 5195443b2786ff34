import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.errors import (
    NarrativeEmptyError,
    NarrativeEncodingError,
    NarrativeTooLongError,
    SpanError,
)
from models.text import MAX_CHARACTERS, NormalizedText, decode, normalize
from models.types import Span

# Characters that make normalising hard, far more often than chance would bring them.
HARD = (
    "\r\n\t\v\u2028\u200b\u200d\ufe0f\ufeff\u00ad"
    "\u0301\u0306\u0308\u0323가각ᄀ\u1161\u11a8é😀🏽йёӣİa "
)
texts = st.text(
    st.one_of(
        st.sampled_from(HARD),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=40,
)


def normalized_or_none(text: str) -> NormalizedText | None:
    try:
        return normalize(text)
    except NarrativeEmptyError:
        return None


def visible(text: str) -> str:
    """Normalise a piece; a piece of nothing visible is "" or its white space."""
    found = normalized_or_none("." + text)
    assert found is not None
    return found.text.removeprefix(".")


@settings(deadline=None)  # the machine may be busy
@given(texts)
@example("e\u200b\u0301")
@example("😀\u200b\ufe0f\u200d\u200d\u200d\u200d\u200d\u200d")
@example("\r\u200b\n")
def test_normalising_twice_changes_nothing(text: str):
    once = normalized_or_none(text)
    if once is not None:
        assert normalize(once.text, max_characters=1000).text == once.text


@settings(deadline=None)  # the machine may be busy
@given(texts)
@example("И\u0306\u200bван\r\nё")
def test_result_is_composed_and_has_one_line_end(text: str):
    once = normalized_or_none(text)
    if once is not None:
        assert unicodedata.is_normalized("NFC", once.text)
        assert not re.search("[\r\v\f\x85\u2028\u2029\u200b\u202e\ufeff\u00ad\x01-\x08]", once.text)


@settings(deadline=None)  # the machine may be busy
@given(texts, st.data())
@example("И\u0306\u200bван\r\nё", None)
def test_every_stretch_maps_back_to_text_that_normalises_to_it(text: str, data):
    once = normalized_or_none(text)
    if once is None:
        return
    for index, character in enumerate(once.text):
        span = once.to_original(index, index + 1)
        piece = text[span.start : span.end]
        # One character may be a part of what its source becomes (ΐ of three, in rare scripts).
        assert character in visible(piece) or character in "\u200d\ufe0f"
    whole = once.to_original(0, len(once.text))
    rest = text[: whole.start] + text[whole.end :]
    assert not visible(rest).strip("\u200d\ufe0f\u0301\u0306\u0308\u0323")
    if data is not None:
        start = data.draw(st.integers(0, len(once.text) - 1))
        end = data.draw(st.integers(start + 1, len(once.text)))
        span = once.to_original(start, end)
        assert 0 <= span.start < span.end <= len(text)
        assert once.text[start:end] in visible(text[span.start : span.end]) or (
            set(once.text[start:end]) & set("\u200d\ufe0f")
        )


@settings(deadline=None)  # the machine may be busy
@given(texts)
def test_places_never_go_backwards(text: str):
    once = normalized_or_none(text)
    if once is not None:
        spans = [once.to_original(i, i + 1) for i in range(len(once.text))]
        assert [s.start for s in spans] == sorted(s.start for s in spans)
        assert [s.end for s in spans] == sorted(s.end for s in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Иванов\r\nи\rПетров\n", "Иванов\nи\nПетров\n"),
        ("\ufeffИван", "Иван"),
        ("И\u200bва\u00adно\u2060в", "Иванов"),
        ("\u202eИван\u202c", "Иван"),
        ("Ив\x07ан\x7f", "Иван"),
        ("раз\vдва\fтри\u2028четыре", "раз\nдва\nтри\nчетыре"),
        ("таб\tстоит", "таб\tстоит"),
        ("и\u0306од е\u0308лка", "йод ёлка"),
        ("Ан\u200dна", "Анна"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("n\u0303a", "ña"),
    ],
)
def test_what_nobody_sees_is_taken_out(text: str, expected: str):
    assert normalize(text).text == expected


def test_hidden_character_inside_a_name_lies_inside_its_span():
    text = "врач И\u200bва\u0306нов."
    normalized = normalize(text)
    start = normalized.text.index("И")
    span = normalized.to_original(start, normalized.text.index("."))
    assert text[span.start : span.end] == "И\u200bва\u0306нов"


def test_line_end_of_two_characters_is_one_stretch():
    assert normalize("a\r\nb").to_original(1, 2) == Span(1, 3)


def test_plain_text_keeps_its_places():
    assert normalize("просто текст").to_original(7, 12) == Span(7, 12)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 0), (2, 1), (0, 4)])
def test_stretch_outside_the_text_is_an_error(start: int, end: int):
    with pytest.raises(SpanError):
        normalize("abc").to_original(start, end)


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n\t", "\u200b\ufeff\u00ad", "\u2028 \u3164"])
def test_nothing_visible_is_empty(text: str):
    with pytest.raises(NarrativeEmptyError):
        normalize(text)


def test_longest_narrative_is_taken_and_one_character_more_is_not():
    assert len(normalize("ы" * MAX_CHARACTERS).text) == MAX_CHARACTERS
    with pytest.raises(NarrativeTooLongError, match=r"20001 characters; at most 20000"):
        normalize("ы" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("broken", ["\x00", "\ud83d"])
def test_what_is_no_text_is_refused_without_quoting_it(broken: str):
    with pytest.raises(NarrativeEncodingError, match="position 5") as error:
        normalize(f"Мария{broken} Петрова")
    assert "Мария" not in str(error.value)


def test_bytes_are_read_as_utf8_with_or_without_a_mark():
    assert decode("Анна".encode()) == "Анна"
    assert decode("Анна".encode("utf-8-sig")) == "Анна"


def test_other_bytes_are_refused_and_the_error_holds_no_bytes():
    with pytest.raises(NarrativeEncodingError) as error:
        decode("Анна".encode("cp1251"))
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


def test_stress_marks_go_and_offsets_lead_back():
    text = "Ивано\u0301в и Ко\u0301ля"
    normalized = normalize(text)
    assert normalized.text == "Иванов и Коля"
    start = normalized.text.index("Коля")
    span = normalized.to_original(start, start + 4)
    assert text[span.start : span.end] == "Ко\u0301ля"


def test_letters_that_have_an_accent_of_their_own_keep_it():
    assert normalize("\u0435\u0300 \u0438\u0300 e\u0301").text == "\u0450 \u045d \u00e9"
