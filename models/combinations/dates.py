"""Find dates exact to the day."""

import re
from collections.abc import Iterator, Sequence

from models.combinations.details import Detail
from models.combinations.word_table import WordTable
from models.place_words import Word

DATE = "date"
_DAYS = range(1, 32)
_NUMERIC = re.compile(
    r"(?<![\d./-])(?:[0-3]?\d\.[01]?\d\.(?:20)?\d\d|[0-3]?\d/[01]?\d/(?:20)?\d\d|20\d\d-[01]\d-[0-3]\d)"
    r"(?![\d/-])"
)


def find_dates(
    text: str, words: Sequence[Word], keys: Sequence[str], gaps: Sequence[str], table: WordTable
) -> Iterator[Detail]:
    """Yield dates with day and month, in figures or with the month's name."""
    for found in _NUMERIC.finditer(text):
        yield Detail(found.start(), found.end(), DATE)
    for index, word in enumerate(words):
        if not (word.text.isdecimal() and len(word.text) <= 2 and int(word.text) in _DAYS):
            continue
        for position in (index + 1, index - 1):
            if 0 <= position < len(words) and _is_month(position, keys, gaps, table):
                first, last = sorted((index, position))
                if len(gaps[last]) <= 2 and "\n" not in gaps[last]:
                    yield Detail(words[first].start, words[last].end, DATE)
                    break


def _is_month(index: int, keys: Sequence[str], gaps: Sequence[str], table: WordTable) -> bool:
    return any(sort == "month" for sort, _ in table.matches(keys, index, gaps))
