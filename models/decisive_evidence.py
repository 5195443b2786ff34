"""Evidence that a tag hangs on: without these words it would not have been given.

Attention tells where a label looked, not what it needs. Here stretches are taken out one after
the other, each time the one whose loss moves the score most, until the tag falls under its
threshold (the "comprehensiveness" of DeYoung et al. 2020, made minimal). It costs about four
readings of the text for a tag, so it is done on demand.
"""

from collections.abc import Callable, Iterable, Sequence

from models.types import Span

MAX_SPANS = 3


def decisive_evidence(
    candidates: Sequence[Span],
    score_without: Callable[[Sequence[Span]], float],
    threshold: float,
    *,
    max_spans: int = MAX_SPANS,
) -> tuple[Span, ...]:
    """Return the stretches that bring a tag down, or the best so many of them.

    Args:
        candidates: Stretches the label looked at, best first.
        score_without: The score of the label when some stretches are cut out.
        threshold: Under it the label is no tag.
        max_spans: How many stretches may be returned.
    """
    left = list(candidates)
    chosen: tuple[Span, ...] = ()
    while left and len(chosen) < max_spans:
        # The first is the one with the most attention: tried before all others, it mostly does.
        tried = left if chosen else left[:1]
        scores = [score_without((*chosen, span)) for span in tried]
        lowest = min(range(len(tried)), key=scores.__getitem__)
        chosen = (*chosen, tried[lowest])
        if scores[lowest] < threshold:
            break
        left.remove(tried[lowest])
    return chosen


def without(text: str, spans: Iterable[Span]) -> str:
    """Return a text without some stretches; what was on both sides stays apart."""
    pieces, last = [], 0
    for span in sorted(spans):
        pieces.append(text[last : max(last, span.start)])
        last = max(last, span.end)
    return " ".join([*pieces, text[last:]])
