"""Find full birth dates; dates of incidents stay, and so do ages and years of birth."""

import re
from collections.abc import Iterator
from functools import cache

from models.patterns.keywords import alternation, fold, keyword_pattern
from models.resource_files import read_words
from models.types import Entity

DOB = "DOB"
_REACH_BEFORE = 24
_REACH_AFTER = 16
_SENTENCE_END = re.compile(r"[.!?։]\s+(?=[^\W\d_])|\n")
_NAME_BEFORE = re.compile(r"[^\W\d_]{2,}\.?,\s?\(?\Z")
_AGE_BEHIND = re.compile(r"\.?\s?[,(]\s?\d{1,2}\s[^\W\d_]")


def find_birth_dates(text: str) -> Iterator[Entity]:
    """Yield full dates with a word of birth beside them, or too early to be an incident's."""
    folded = fold(text)
    for date in _date_pattern().finditer(folded):
        year = int(next(g for g in date.groups() if g))
        if _is_announced(folded, date) or _is_early(year) or _is_behind_name(text, date):
            yield Entity(date.start(), date.end(), DOB, "patterns")


def _is_announced(folded: str, date: re.Match[str]) -> bool:
    before = folded[max(0, date.start() - _REACH_BEFORE) : date.start()]
    before = _SENTENCE_END.split(before)[-1]
    behind = _SENTENCE_END.split(folded[date.end() : date.end() + _REACH_AFTER])[0]
    words = keyword_pattern("birth_dates", "keywords")
    return bool(words.search(before) or words.search(behind))


def _is_early(year: int) -> bool:
    latest = int(read_words("birth_dates", "latest_plain_year")[0])
    return 1900 <= year <= latest or latest - 2000 < year < 100


def _is_behind_name(text: str, date: re.Match[str]) -> bool:
    """Tell whether the date stands between a name and an age, as forms put it."""
    has_name = _NAME_BEFORE.search(text, max(0, date.start() - _REACH_BEFORE), date.start())
    return bool(has_name and _AGE_BEHIND.match(text, date.end()))


@cache
def _date_pattern() -> re.Pattern[str]:
    months = alternation(read_words("birth_dates", "months"))
    day, month, year = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(\d{4}|\d\d)"
    sign = r"(?:\s?\.\s?|[/\-])"
    numeric = rf"{day}{sign}{month}{sign}{year}"
    iso = rf"(\d{{4}})-{month}-{day}"
    spelled = rf"{day}\.?(?:-?[^\W\d_]{{1,3}})?\s(?:de\s|of\s)?{months}[\s,]{{1,2}}(\d{{4}})"
    english = rf"{months}\s{day}(?:st|nd|rd|th)?,?\s(\d{{4}})"
    # "1985 жылы 12 мамырда", "1985 թ. մայիսի 12": the year comes first.
    year_word = r"[-\s]{0,2}[^\W\d_]{1,5}\.?"
    year_first = rf"(\d{{4}}){year_word}\s(?:{day}[-\s]{{1,2}}{months}|{months}\s{day})"
    date = f"{iso}|{numeric}|{spelled}|{english}|{year_first}"
    return re.compile(rf"(?<![\w./-])(?:{date})(?!\d|[./:-]\d)")
