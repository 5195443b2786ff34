"""Put the edges of entities where words end, so that no half of a name is left.

An edge loses white space and stray punctuation, then moves out to the end of
the word it cuts. Case endings and titles behind a hyphen stay in the text.
"""

import re
import unicodedata
from functools import cache

from models.resource_files import read_words
from models.types import Span

APOSTROPHES = "'’ʼʻʹ‘`´՚"
HYPHENS = "\u2010\u2011-"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_KEPT_AT_START = "+@#_"
_KEPT_AT_END = "_"
_NEXT_PART = re.compile(rf"([{APOSTROPHES}{HYPHENS}])((?:[^\W_]|\u0301)+)")
_LAST_PART = re.compile(rf"((?:[^\W_]|\u0301)+)([{APOSTROPHES}{HYPHENS}])\Z")
_LONGEST_PART = 40


def trim(text: str, span: Span) -> Span | None:
    """Return the span without white space and stray punctuation at its edges, None if that is all.

    A dot behind an initial and one of a pair of brackets belong to the entity.
    """
    start, end = span.start, span.end
    while start < end and _is_stray(text[start], _KEPT_AT_START, text[start:end]):
        start += 1
    while start < end and _is_stray(text[end - 1], _KEPT_AT_END, text[start:end]):
        if text[end - 1] == "." and _is_initial(text, start, end - 1):
            break
        end -= 1
    return Span(start, end) if start < end else None


def widen(text: str, span: Span, limits: Span) -> Span:
    """Return the span grown, inside the limits, to the ends of the words it cuts."""
    start, end = span.start, span.end
    while start > limits.start and _is_word(text[start - 1]) and _is_word(text[start]):
        start -= 1
    while end < limits.end and _is_word(text[end]) and _is_word(text[end - 1]):
        end += 1
    return Span(_grow_left(text, start, limits.start), _grow_right(text, start, end, limits.end))


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum() or unicodedata.category(character)[0] == "M"


def _is_stray(character: str, kept: str, body: str) -> bool:
    if character in kept or _is_word(character):
        return False
    for opening, closing in _BRACKETS.items():
        if character in (opening, closing):
            return not (opening in body and closing in body)
    return character.isspace() or unicodedata.category(character)[0] in "PZC"


def _is_initial(text: str, start: int, dot: int) -> bool:
    is_letter = dot > start and text[dot - 1].isalpha()
    before = text[dot - 2 : dot - 1]
    return is_letter and (dot - 1 == start or before in " \u00a0\n.")


def _grow_right(text: str, start: int, end: int, limit: int) -> int:
    """Take in the parts behind a hyphen or apostrophe that are not endings or titles."""
    while end > start and _is_word(text[end - 1]):
        part = _NEXT_PART.match(text, end, min(limit, end + _LONGEST_PART))
        if part is None or _is_left_out(text[start:end], part.group(1), part.group(2)):
            break
        end = part.end()
    return end


def _is_left_out(name: str, joint: str, part: str) -> bool:
    if not any(c.isalpha() for c in name):
        return False
    if joint in APOSTROPHES:
        return part.casefold() in _words("after_apostrophe")
    is_listed = part.casefold() in _words("after_hyphen")
    is_capitalised = part[0] != part[0].lower() and not name.isupper()
    is_lower = name == name.lower() and name != name.upper()
    return is_listed or not (is_capitalised or is_lower or part.isupper())


def _grow_left(text: str, start: int, limit: int) -> int:
    """Take in a capitalised first half of a double name, or the letter before an apostrophe."""
    while _is_word(text[start]):
        part = _LAST_PART.search(text, max(limit, start - _LONGEST_PART), start)
        if part is None:
            break
        is_name = part.group(1)[0] != part.group(1)[0].lower()
        if not (is_name or part.group(2) in APOSTROPHES):
            break
        start = part.start()
    return start


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(read_words("edges", section))
