"""Find addresses that lead to a door: a street with a house number, a flat, a position.

Towns, districts and streets without a number stay: the country is read from them.
"""

import re
from collections.abc import Iterator
from functools import cache

from models.patterns.keywords import WORD_END, WORD_START, alternation, fold, keyword_pattern
from models.resource_files import read_words
from models.types import Entity

ADDRESS = "ADDRESS"
_NUMBER = (
    r"[0-9]{1,4}(?:[-/‑][0-9]{1,4}|[-\s]?[а-яa-zА-ЯA-Zა-ჰա-ֆ])?(?:[-/‑][0-9а-яa-zА-ЯA-Z]{1,4})?"
)
# A word of a street's name; a dot inside or behind it only after an abbreviation.
# Bounded: a text of 20,000 letters and hyphens must not take a minute.
_NAME = r"(?:[0-9]{1,3}[-\s])?(?:[^\W\d_]{1,4}\.\s?)?[^\W\d_][\w'’ʼʻ‘`\-]{0,30}"
_MOST_NAME_WORDS = 3
_WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[^\W\d_][\w'’ʼʻ‘\-]*)[ ,]{1,2}\Z")
_WORD = re.compile(r"[^\W_][\w'’ʼʻ‘\-]*")
_REST_OF_LINE = re.compile(
    r"[^\n:.;,\d]{0,18}[:՝]\s?(?P<rest>[^\n;:@+]{4,80}?)(?=[\n;:]|[.։]\s|[.։]?\Z|\s[-–—]\s)"
)
_HOUSE = re.compile(r"(?<=[ ])\d{1,4}[^\W\d_]?(?:/\d{1,3})?(?![\w.:/-])")
_REACH = 45
_COORDINATES = re.compile(
    r"(?<![\d.])-?\d{1,2}[.,]\d{3,}°?\s?[NSСЮ]?[,;\s]{1,3}-?\d{1,3}[.,]\d{3,}°?(?:\s?[EWВЗ]\b)?"
    r"|\d{1,3}°\s?\d{1,2}['′](?:\s?\d{1,2}(?:[.,]\d+)?[\"″])?\s?[NSСЮ]?[,;\s]{0,3}\d{1,3}°\s?\d{1,2}['′]"
    r"(?:\s?\d{1,2}(?:[.,]\d+)?[\"″])?\s?[EWВЗ]?"
)


def find_addresses(text: str) -> Iterator[Entity]:
    """Yield streets with a house number, chains of house and flat numbers, and coordinates."""
    folded = fold(text)
    for start, end in _spans(text, folded):
        yield Entity(start, end, ADDRESS, "patterns")


def _spans(text: str, folded: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _COORDINATES.finditer(text))
    for match in _chain().finditer(folded):
        if _flat_word().search(match.group()):
            yield match.span()
    for pattern in (_street_before(), _street_behind()):
        for match in pattern.finditer(folded):
            start = _start_of_street(text, match)
            if start is not None and not _unit_of_amount().match(folded, match.end()):
                yield start, match.end()
    for keyword in keyword_pattern("addresses", "keywords").finditer(folded):
        yield from _announced(text, folded, keyword.end())
    for match in _house_and_flat().finditer(folded):
        start = _capitals_before(text, match.start())
        if start is None and _flat().search(match.group()):
            yield match.span()
        elif start is not None and (not match["slashed"] or " " in text[start : match.start() - 1]):
            yield start, match.end()
    for match in _house_first().finditer(folded):
        named = match.start("name") if match["name"] else match.start("other")
        if _looks_like_name(text[named]):
            yield match.span()


def _start_of_street(text: str, match: re.Match[str]) -> int | None:
    """Return where a street starts, None if nothing in it is written like a name.

    Words before a name that stands before "street" are not of it.
    """
    name = match["name"]
    span = match.span("name") if name else (0, 0)
    starts = [word.start() for word in _WORD.finditer(text, *span)]
    named = [start for start in starts if _looks_like_name(text[start])]
    if named:
        # A small word right before the number: the number does not belong to the street.
        is_street = named[-1] == starts[-1] or match.start("word") > starts[-1]
        return min(named[0], match.start("word")) if is_street else None
    is_clear = not name or not _ambiguous().fullmatch(match["word"])
    return match.start() if is_clear or _flat().search(match.group()) else None


def _announced(text: str, folded: str, position: int) -> Iterator[tuple[int, int]]:
    """Yield what stands behind "address:", or a name and house number behind "lives in"."""
    line = _REST_OF_LINE.match(text, position)
    if line and any(c.isdigit() for c in line["rest"]):
        yield line.span("rest")
        return
    house = _HOUSE.search(text, position, min(len(text), position + _REACH))
    start = _capitals_before(text, house.start()) if house else None
    if house and start is not None and not _unit_of_amount().match(folded, house.end()):
        yield start, house.end()


def _looks_like_name(character: str) -> bool:
    # Georgian has no capitals, and a street may be called by a number.
    return not character.islower() or "ა" <= character <= "ჰ"


def _capitals_before(text: str, end: int) -> int | None:
    """Return where the capitalised words right before a house number start, None without any."""
    start, position = None, end
    for _ in range(_MOST_NAME_WORDS):
        word = _WORD_BEFORE.search(text, max(0, position - 40), position)
        if word is None or not _looks_like_name(word["word"][0]):
            break
        start = position = word.start()
    return start


@cache
def _unit() -> str:
    """Return the pattern of "flat 9" or "9-xonadon" in any language."""
    units = alternation(read_words("addresses", "units"))
    before = rf"{units}\.?\s?(?:№|nr\.?|br\.?)?\s?{_NUMBER}{WORD_END}"
    behind = rf"{WORD_START}{_NUMBER}[-\s]{units}[^\W\d_]{{0,3}}"
    return rf"(?:{before}|{behind})"


@cache
def _units() -> str:
    return rf"(?:[,;.\s]{{1,3}}(?:{_unit()}|{_ordinal_unit()})){{0,5}}"


@cache
def _ordinal_unit() -> str:
    """Return the pattern of "third floor": words before a unit without a number."""
    units = alternation(read_words("addresses", "flats"))
    return rf"[^\W\d_]{{3,10}}\s{units}"


@cache
def _street_before() -> re.Pattern[str]:
    words = alternation(read_words("addresses", "before"))
    name = rf"[«\"„“”]?(?P<name>{_NAME}(?:\s{_NAME}){{0,3}}?)[»\"“”]?"
    house = rf"[,\s]{{1,3}}(?:{_unit()}|{_NUMBER}{WORD_END})"
    alone = rf"\s?[0-9]{{1,3}}[^\W_]?,?\s{_unit()}"
    return re.compile(rf"(?P<word>{words})\.?(?:\s?{name}{house}|{alone}){_units()}")


@cache
def _street_behind() -> re.Pattern[str]:
    words = alternation(read_words("addresses", "behind"))
    name = rf"{WORD_START}(?P<name>{_NAME}(?:\s{_NAME})?)"
    house = rf"[,\s]{{1,3}}(?:{_unit()}|{_NUMBER}{WORD_END})"
    return re.compile(rf"{name}[\s-](?P<word>{words})\.?{house}{_units()}")


@cache
def _unit_of_amount() -> re.Pattern[str]:
    words = (*read_words("amounts", "units"), *read_words("birth_dates", "months"))
    return re.compile(rf"[\s-]{{0,2}}{alternation(words)}")


@cache
def _house_first() -> re.Pattern[str]:
    """Return the pattern of "house 15 in Soviet street" and "14 Rustaveli Avenue"."""
    before = alternation(read_words("addresses", "before"))
    behind = alternation(read_words("addresses", "behind"))
    joint = rf"[,\s]{{1,2}}(?:{alternation(read_words('addresses', 'joints'))}\s)?"
    name = rf"{WORD_START}(?P<name>{_NAME})"
    street = rf"(?>{_units()}){joint}{before}\.?\s?{name}"
    english = rf"{WORD_START}[0-9]{{1,4}}\s{name}(?:\s{_NAME})?\s{behind}"
    return re.compile(rf"{_unit()}{street}|{english.replace('<name>', '<other>')}")


@cache
def _flat() -> re.Pattern[str]:
    flats = alternation(read_words("addresses", "flats"))
    return re.compile(rf"[0-9][^\W_]?,?\s{flats}\.?\s?[0-9]")


@cache
def _ambiguous() -> re.Pattern[str]:
    behind = read_words("addresses", "behind")
    return re.compile(alternation([*behind, *read_words("addresses", "ambiguous")]))


@cache
def _chain() -> re.Pattern[str]:
    """Return the pattern of at least two units in a row."""
    place = r"(?:[^\W\d_]\w{0,30}-\d{1,2},\s)?"
    return re.compile(rf"{place}{_unit()}(?:[,;]?\s{{1,2}}{_unit()}){{1,5}}")


@cache
def _flat_word() -> re.Pattern[str]:
    """Return the pattern of units that only count homes."""
    return re.compile(alternation(read_words("addresses", "flats")))


@cache
def _house_and_flat() -> re.Pattern[str]:
    """Return the pattern of a house and a flat, to be looked at for a name before them."""
    flats = alternation(read_words("addresses", "flats"))
    flat = rf"(?:{flats}\.?\s?{_NUMBER}{WORD_END}|{_ordinal_unit()})"
    house = r"(?<=[ ])[0-9]{1,4}[^\W\d_]?(?:/[0-9]{1,4}[^\W\d_]?)?"
    slashed = rf"(?P<slashed>(?<=[ ])[0-9]{{2,4}}/[0-9]{{1,3}}{WORD_END}(?!/))"
    return re.compile(rf"(?:{house},?\s{flat}|{slashed}){_units()}")
