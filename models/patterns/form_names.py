"""Find names behind the fields of forms: "ФИО: …", "Emri: …", "Անուն՝ …"."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from models.patterns.keywords import alternation, fold, keyword_pattern
from models.patterns.name_words import Word, is_initial, is_joined, is_joined_initial
from models.resource_files import read_words
from models.types import Span

_MOST_WORDS = 4
# A field is closed by a colon; forms also put the name of the field in brackets.
# Behind a dash, only a capitalised word is a value.
_CAPITAL_NEXT = r"(?-i:(?=[A-ZА-ЯЁІЇЄҒҚҢӨҰҮӘҲҶЎԱ-Ֆ]))"
_COLON = (
    r"\s?(?:\([^)\n]{0,30}\))?\s?"
    rf"(?:[:՝]\s{{0,3}}[«\"„“]?|[ ][—–-][ ]{_CAPITAL_NEXT})"
)
_FIELD_START = re.compile(r"(?:^|[\n;,.•*)–—-])[\s\d.)]{0,6}\Z")
_START_REACH = 10


def find_form_names(text: str, words: list[Word]) -> Iterator[Span]:
    """Yield the words behind a field's colon: capitalised ones, or all if the line has none."""
    folded = fold(text)
    starts = [word.start for word in words]
    for field in keyword_pattern("name_contexts", "fields").finditer(folded):
        before = folded[max(0, field.start() - _START_REACH) : field.start()]
        colon = _field_end().match(text, field.end())
        if colon is None or (before and not _FIELD_START.search(before) and field.start() > 0):
            continue
        if not _no_name().match(folded, colon.end()):
            first = bisect_left(starts, colon.end())
            span = _value(text, words[first : first + _MOST_WORDS])
            if span is not None and span.start == colon.end():
                yield span


def _value(text: str, words: list[Word]) -> Span | None:
    """Return the first words of a field's value that stand together."""
    if not words:
        return None
    value = [words[0]]
    for word in words[1:]:
        is_near = is_joined(text, value[-1], word) or (
            is_joined_initial(text, value[-1], word) and is_initial(text, value[-1])
        )
        if not is_near or word.is_capitalised != value[0].is_capitalised:
            break
        value.append(word)
    is_dotted = is_initial(text, value[-1])
    return Span(value[0].start, value[-1].end + is_dotted)


@cache
def _field_end() -> re.Pattern[str]:
    owners = alternation(read_words("name_contexts", "field_owners"))
    return re.compile(rf"(?:\s{owners}){{0,2}}{_COLON}", re.IGNORECASE)


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(rf"[\s(«\"]*{alternation(read_words('name_contexts', 'no_name'))}")
