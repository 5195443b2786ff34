"""Find phone numbers: international, local, masked, with an extension."""

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from models.patterns.keywords import alternation, fold, keyword_pattern
from models.resource_files import read_resource, read_words
from models.types import Entity

PHONE = "PHONE"
# A digit, or a mark written for a digit the writer hides or did not catch.
_DIGIT = r"[0-9XxХх?*]"
_SEPARATOR = r"(?:[ \u00a0]{0,2}[()\-–—‑·/]?[ \u00a0(]?|\)[ ]?-[ ]?|\.)"
_CANDIDATE = re.compile(
    rf"(?<![\w+@#/.,:-])[(]?(?:\+\s?)?[(]?[0-9](?:{_SEPARATOR}{_DIGIT}){{5,16}}(?!\w)"
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}")
_TIME = re.compile(r"\d{1,2}[:.]\d\d\s?[-–—]\s?\d{1,2}[:.]\d\d")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–—/]\s?(?:19|20)\d\d")
# "121/2012": the number of a law.
_LAW = re.compile(r"\d{1,4}/(?:19|20)\d\d")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .\u00a0]\d00){1,3}")
_LINE_BREAKS = re.compile(r"[\n\r]")
# How far before a number a word may announce it.
_REACH = 28
_BOUNDS = (6, 15)
_LOCAL_BOUNDS = (9, 11)
_ABROAD = "00"
# How sure a number is by what says so.
_BY_PLUS, _BY_KEYWORD, _BY_SHAPE = 1.0, 0.9, 0.85


def find_phones(text: str) -> Iterator[Entity]:
    """Yield phone numbers; short emergency numbers, toll-free lines, dates and sums are none."""
    folded = fold(text)
    for candidate in _CANDIDATE.finditer(text):
        start, end = _first_line(text, candidate.start(), candidate.end())
        body = text[start:end]
        score = _score(folded, start, end, body)
        if score > 0:
            yield Entity(start, _with_extension(folded, end), PHONE, "patterns", score)


def _first_line(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut a candidate at a line break or unopened bracket, and drop what trails the last digit."""
    stop = _LINE_BREAKS.search(text, start, end)
    end = stop.start() if stop else end
    depth = 0
    for i in range(start, end):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth < 0:
            end = i
            break
    while not (text[end - 1].isalnum() or text[end - 1] in "?*"):
        end -= 1
    if text[start] == "(" and ")" not in text[start:end]:
        start += 1
    return start, end


def _score(folded: str, start: int, end: int, body: str) -> float:
    """Return how sure it is that a candidate is a phone number, 0 if it is none."""
    count = sum(c.isalnum() or c in "?*" for c in body)
    if not _BOUNDS[0] <= count <= _BOUNDS[1] or _is_other(folded, start, end, body):
        return 0.0
    if "+" in body and count >= _LOCAL_BOUNDS[0]:
        return _BY_PLUS
    words = keyword_pattern("phones", "keywords")
    if words.search(folded, max(0, start - _REACH), start):
        return _BY_KEYWORD
    return _BY_SHAPE if _has_local_shape(body, count) else 0.0


def _is_other(folded: str, start: int, end: int, body: str) -> bool:
    """Tell whether the digits are a date, hours, years, a sum or a public line."""
    if _public_pattern().search(body):
        return True
    if any(p.match(body) for p in (_DATE, _TIME, _YEARS)):
        return True
    has_unit = _unit_pattern().match(folded, end)
    return (bool(has_unit) and "+" not in body and body[0] != "0") or any(
        p.fullmatch(body) for p in (_AMOUNT, _LAW)
    )


def _has_local_shape(body: str, count: int) -> bool:
    """Tell whether an unannounced number starts like a phone number and is as long as one."""
    digits = "".join(c for c in body if c.isalnum())
    if digits[0] == "0" and _LOCAL_BOUNDS[0] <= count <= _LOCAL_BOUNDS[1]:
        return True
    if digits[0] in "78" and count == _LOCAL_BOUNDS[1]:
        return True
    if _local_pattern().fullmatch(body):
        return True
    codes = cast(list[str], read_resource("phones")["country_codes"])
    is_abroad = digits.startswith(_ABROAD) and count > _LOCAL_BOUNDS[1]
    if is_abroad and digits.removeprefix(_ABROAD).startswith(tuple(codes)):
        return True
    return count in (11, 12) and any(digits.startswith(c) and len(c) == 3 for c in codes)


def _with_extension(folded: str, end: int) -> int:
    extension = _extension_pattern().match(folded, end)
    return extension.end() if extension else end


@cache
def _public_pattern() -> re.Pattern[str]:
    return re.compile("|".join(cast(list[str], read_resource("phones")["public"])))


@cache
def _local_pattern() -> re.Pattern[str]:
    return re.compile("|".join(cast(list[str], read_resource("phones")["local"])))


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,2}}{alternation(read_words('amounts', 'units'))}")


@cache
def _extension_pattern() -> re.Pattern[str]:
    words = alternation(read_words("phones", "extensions"))
    return re.compile(rf"[\s,(]{{0,3}}{words}[\s.:]{{0,3}}\d{{1,5}}")
