"""Find the places where a text says that two names are one person's: "Сергей по кличке Косой"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.patterns.keywords import fold, keyword_pattern
from models.types import Span

_LONGEST_GAP = 40
_MARKS = re.compile(r"[\s,(«»\"„“”'՝:–—-]*")


def alias_pairs(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the indices of neighbouring mentions between which only a word for "alias" stands."""
    words = keyword_pattern("persons", "aliases")
    for index, (one, other) in enumerate(pairwise(spans)):
        gap = fold(text[one.end : other.start]) if other.start - one.end <= _LONGEST_GAP else ""
        word = words.search(gap)
        if word and _is_mark(gap[: word.start()]) and _is_mark(gap[word.end() :]):
            yield index, index + 1


def _is_mark(rest: str) -> bool:
    return _MARKS.fullmatch(rest) is not None
