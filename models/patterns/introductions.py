"""Find names that are introduced: "меня зовут амина", "С уважением, Амина"."""

import re
from collections.abc import Iterator

from models.patterns.keywords import fold, keyword_pattern
from models.patterns.name_words import Word
from models.patterns.role_names import name_at
from models.types import Span

# A signature may stand on the next line, an introduced name only behind a space or quote.
_BEHIND_SIGNATURE = re.compile(r"\s{0,2}[,.!]?\s{0,3}")
_BEHIND_INTRODUCTION = re.compile(r"\s?[:—–-]?[ \u00a0]{0,2}[«\"„“(]?")
_SHORTEST_LOWER = 3
_MOST_WORDS = 3


def find_introduced_names(text: str, words: list[Word]) -> Iterator[Span]:
    """Yield the name behind an introduction, in small letters too, or behind a closing formula."""
    index_of = {word.start: index for index, word in enumerate(words)}
    folded = fold(text)
    for section, gap in (
        ("introductions", _BEHIND_INTRODUCTION),
        ("signatures", _BEHIND_SIGNATURE),
    ):
        for match in keyword_pattern("name_contexts", section).finditer(folded):
            between = gap.match(text, match.end())
            first = index_of.get(between.end()) if between else None
            if first is None or (first and words[first - 1].end > match.end()):
                continue
            span = name_at(text, words[first : first + _MOST_WORDS])
            if span is None and section == "introductions" and _may_be_name(words[first]):
                span = Span(words[first].start, words[first].end)
            if span is not None:
                yield span


def _may_be_name(word: Word) -> bool:
    is_other = keyword_pattern("name_contexts", "not_names").fullmatch(word.folded)
    return len(word.text) >= _SHORTEST_LOWER and not is_other and not word.is_acronym
