import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evidence import EvidenceSettings, find_evidence

TEXT = "The doctor «sent her away», then wrote it down."


def words_of(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def evidence(
    text: str, weights: list[float], settings: EvidenceSettings | None = None
) -> str | None:
    attention = np.array(weights, dtype=np.float32)
    spans = find_evidence(text, words_of(text), attention, settings or EvidenceSettings())
    return text[spans[0].start : spans[0].end] if spans else None


def test_the_run_of_words_with_the_attention_is_found_without_its_punctuation():
    assert evidence(TEXT, [0, 0, 0.3, 0.3, 0.4, 0, 0, 0, 0]) == "sent her away"


def test_a_weak_word_between_strong_ones_belongs_to_the_run():
    assert evidence(TEXT, [0, 0, 0.5, 0.0, 0.5, 0, 0, 0, 0]) == "sent her away"


def test_pieces_of_a_word_add_up_and_give_the_whole_word():
    offsets = [(0, 3), (4, 7), (7, 10), (11, 16)]
    (span,) = find_evidence("The doctor «sent", offsets, np.array([0.1, 0.2, 0.3, 0], np.float32))
    assert "The doctor «sent"[span.start : span.end] == "doctor"


def test_tokens_of_no_word_are_left_out():
    offsets = [(0, 0), *words_of(TEXT), (0, 0)]
    attention = np.array([0.9, 0, 0.1, *[0] * 7, 0.9], dtype=np.float32)
    (span, *_) = find_evidence(TEXT, offsets, attention)
    assert TEXT[span.start : span.end] == "doctor"


def test_a_run_is_not_longer_than_asked_for():
    text = " ".join(["word"] * 40)
    weights = [1.0] * 20 + [0.0] * 20
    found = evidence(text, weights, EvidenceSettings(floor=1.0, max_words=5))
    assert found == " ".join(["word"] * 5)


def test_a_text_without_words_has_no_evidence():
    assert find_evidence("", [(0, 0), (0, 0)], np.zeros(2, np.float32)) == ()
    assert find_evidence("   ", [(0, 3)], np.zeros(1, np.float32)) == ()


def test_a_window_in_the_middle_gives_evidence_from_the_middle():
    offsets = words_of(TEXT)[4:7]
    (span,) = find_evidence(TEXT, offsets, np.array([0, 1, 0], np.float32))
    assert TEXT[span.start : span.end] == "then"


def test_a_word_of_punctuation_only_keeps_one_character():
    assert evidence("a ——— b", [0, 1, 0]) == "—"


@given(
    st.lists(st.sampled_from(["врач", "не", "принял", "—", "(Ош)", "«таких»,", "👍"]), min_size=1),
    st.data(),
)
def test_evidence_is_whole_words_of_the_text(words: list[str], data: st.DataObject):
    text = "  ".join(words)
    weights = data.draw(
        st.lists(st.floats(0, 1, width=32), min_size=len(words), max_size=len(words))
    )
    spans = find_evidence(text, words_of(text), np.array(weights, dtype=np.float32))
    assert 1 <= len(spans) <= EvidenceSettings().max_spans
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert len(text[span.start : span.end].split()) <= EvidenceSettings().max_words
        for edge in (span.start, span.end):
            assert not text[max(0, edge - 1) : edge + 1].isalnum() or edge in (0, len(text))
    ordered = sorted(spans)
    assert all(left.end <= right.start for left, right in pairwise(ordered))


def test_a_second_stretch_is_given_where_it_holds_its_share_of_the_attention():
    weights = [0, 0.5, 0, 0, 0, 0, 0.4, 0, 0.02]
    attention = np.array(weights, dtype=np.float32)
    found = [TEXT[s.start : s.end] for s in find_evidence(TEXT, words_of(TEXT), attention)]
    assert found == ["doctor", "wrote"]
    alone = find_evidence(TEXT, words_of(TEXT), attention, EvidenceSettings(max_spans=1))
    assert [TEXT[s.start : s.end] for s in alone] == ["doctor"]


@pytest.mark.parametrize("weights", [[0.0, 0.0], [0.5, 0.5]])
def test_even_attention_still_gives_a_word(weights: list[float]):
    assert evidence("one two", weights) in ("one", "two", "one two")
