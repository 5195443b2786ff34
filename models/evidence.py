"""The words that caused a tag: the stretch of the text its attention falls on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.types import Span

_WORD = re.compile(r"\S+")
# Less than any run of words can make up for.
_USED = -1e6
_EDGES = " \t\n.,;:!?\"'«»„“”()…-–—"


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How stretches are chosen; `make evaluate` measures what they are worth.

    Chosen on dev: with a lower floor and share more tags fall without their evidence, but single
    words of no meaning come in, and twice as many words are lit (training/README.md).

    Attributes:
        floor: A word joins when its attention exceeds this many times the mean word's.
        max_words: The longest stretch; the annotation guide asks for about 12 words.
        max_spans: Stretches of one label, at most.
        least_share: Share of the attention that a further stretch must hold.
    """

    floor: float = 1.5
    max_words: int = 14
    max_spans: int = 3
    least_share: float = 0.10


SHOWN = EvidenceSettings()
# Stretches among which those are looked for that a tag hangs on.
CANDIDATES = EvidenceSettings(floor=1.0, max_spans=6, least_share=0.0)


def find_evidence(
    text: str,
    offsets: Sequence[tuple[int, int]],
    attention: npt.NDArray[np.float32],
    settings: EvidenceSettings = SHOWN,
) -> tuple[Span, ...]:
    """Return the stretches of whole words with the most attention, best first.

    The first is the maximum-sum run of words after the floor is taken from each; the next are
    the best runs of what is left, as long as they hold their share of the attention.

    Args:
        text: The redacted text.
        offsets: Code-point span of each token; empty spans belong to no word.
        attention: Attention of one label, shape (tokens,).
        settings: How wide a stretch may be.
    """
    first = min((start for start, end in offsets if end > start), default=0)
    last = max((end for _, end in offsets), default=0)
    words = [match.span() for match in _WORD.finditer(text, first, last)]
    if not words:
        return ()
    weights = _by_word(words, offsets, attention)
    gains = weights - weights.mean() * settings.floor
    spans: list[Span] = []
    for number in range(settings.max_spans):
        start, end = _best_run(gains, settings.max_words)
        is_weak = weights[start:end].sum() < settings.least_share * weights.sum()
        if number and (is_weak or gains[start:end].sum() <= 0):
            break
        spans.append(_trimmed(text, words[start][0], words[end - 1][1]))
        gains[start:end] = _USED
    return tuple(spans)


def _by_word(
    words: Sequence[tuple[int, int]],
    offsets: Sequence[tuple[int, int]],
    attention: npt.NDArray[np.float32],
) -> npt.NDArray[np.float64]:
    weights = np.zeros(len(words))
    word = 0
    for (start, end), weight in zip(offsets, attention.tolist(), strict=True):
        if end <= start:
            continue
        while word < len(words) - 1 and words[word][1] <= start:
            word += 1
        weights[word] += weight
    return weights


def _best_run(gains: npt.NDArray[np.float64], max_words: int) -> tuple[int, int]:
    """Return the run of words with the greatest sum, the first and shortest of equals."""
    sums = np.concatenate([[0.0], np.cumsum(gains)])
    widths = min(max_words, len(gains))
    of_run = np.full((len(gains), widths), -np.inf)
    for width in range(1, widths + 1):
        of_run[: len(gains) - width + 1, width - 1] = sums[width:] - sums[:-width]
    start, width = divmod(int(of_run.argmax()), widths)
    return start, start + width + 1


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end - 1 and text[start] in _EDGES:
        start += 1
    while end - 1 > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(start, end)
