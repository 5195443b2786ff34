"""The words a tag hangs on are those without which it falls."""

from collections.abc import Sequence

import pytest

from models.decisive_evidence import decisive_evidence, without
from models.types import Span

FIRST, SECOND, THIRD, FOURTH = (Span(n, n + 5) for n in (0, 10, 20, 30))
CANDIDATES = (FIRST, SECOND, THIRD, FOURTH)


class Scorer:
    """Loses a share of its score for each stretch."""

    def __init__(self, losses: dict[Span, float]) -> None:
        self.losses = losses
        self.asked: list[tuple[Span, ...]] = []

    def __call__(self, spans: Sequence[Span]) -> float:
        self.asked.append(tuple(spans))
        return 0.9 - sum(self.losses.get(span, 0.0) for span in spans)


def test_one_stretch_is_enough_where_the_tag_falls_without_it() -> None:
    scorer = Scorer({FIRST: 0.5})
    assert decisive_evidence(CANDIDATES, scorer, 0.5) == (FIRST,)
    assert len(scorer.asked) == 1


def test_the_next_stretch_is_the_one_that_matters_most() -> None:
    scorer = Scorer({FIRST: 0.2, SECOND: 0.1, THIRD: 0.3})
    assert decisive_evidence(CANDIDATES, scorer, 0.5) == (FIRST, THIRD)


def test_no_more_than_so_many_are_returned_even_if_the_tag_stays() -> None:
    scorer = Scorer({})
    assert len(decisive_evidence(CANDIDATES, scorer, 0.5, max_spans=2)) == 2


@pytest.mark.parametrize("count", [0, 1])
def test_few_candidates_are_all_there_is(count: int) -> None:
    assert decisive_evidence(CANDIDATES[:count], Scorer({}), 0.5) == CANDIDATES[:count]


def test_what_is_left_of_a_text_keeps_its_words_apart() -> None:
    assert without("one two three", [Span(4, 7)]).split() == ["one", "three"]
