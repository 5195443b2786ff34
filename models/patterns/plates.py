"""Find number plates: by a national shape, or half-remembered ones beside a word for a car."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from models.patterns.keywords import WORD_END, WORD_START, fold, keyword_pattern
from models.resource_files import read_resource
from models.types import Entity

PLATE = "PLATE"
_CAPITAL = "[A-ZА-ЯЁІЇЄҐЂЈЉЊЋЏЅЃЌƏÇŞĞÖÜŽŠČĆĐ]"
# A digit, or a mark written for one that was not seen.
_DIGIT = r"[0-9?.*_…xх]"
_CLASSES = {"A": _CAPITAL, "9": "[0-9]", "_": "[ -]", "-": "[- ]"}
_LOOSE = re.compile(
    rf"{WORD_START}(?=[^\n]{{0,12}}?[0-9])(?=[^\n]{{0,12}}?{_CAPITAL})"
    rf"(?:{_CAPITAL}{{1,3}}|{_DIGIT}{{1,4}}|{_CAPITAL}{{1,3}}[0-9]{{1,4}}|[0-9]{{1,4}}{_CAPITAL}{{1,3}})"
    rf"(?:[ -]?(?:{_CAPITAL}{{1,3}}|{_DIGIT}{{1,5}})){{1,3}}{WORD_END}"
)
_REACH = 45
_FEWEST_CHARACTERS = 5
_FEWEST_OF_NUMBER = 7
# How sure a plate is by the word that announces it.
_BY_KEYWORD, _BY_NUMBER = 0.85, 0.75


def find_plates(text: str) -> Iterator[Entity]:
    """Yield plates in a national shape, and codes of capitals and digits near a word for a car."""
    for match in _shape_pattern().finditer(text):
        yield Entity(match.start(), match.end(), PLATE, "patterns")
    for match in _small_pattern().finditer(text):
        if match.group().isalnum() and len(match.group()) >= _FEWEST_OF_NUMBER:
            yield Entity(match.start(), match.end(), PLATE, "patterns", _BY_NUMBER)
    yield from _near(text, "keywords", _FEWEST_CHARACTERS, _BY_KEYWORD)
    yield from _near(text, "numbers", _FEWEST_OF_NUMBER, _BY_NUMBER)


def _near(text: str, section: str, fewest: int, score: float) -> Iterator[Entity]:
    for keyword in keyword_pattern("plates", section).finditer(fold(text)):
        stop = min(len(text), keyword.end() + _REACH)
        for match in _LOOSE.finditer(text, keyword.end(), stop):
            body = match.group().rstrip(".")
            if _is_plate(body, fewest):
                yield Entity(match.start(), match.start() + len(body), PLATE, "patterns", score)


def _is_plate(body: str, fewest: int) -> bool:
    letters = sum(c.isalpha() for c in body)
    digits = sum(c.isdigit() or c in "?.*_…" for c in body)
    return letters >= 1 and digits >= 2 and letters + digits >= fewest


@cache
def _small_pattern() -> re.Pattern[str]:
    """Return the pattern of a plate without gaps, whatever its capitals."""
    return re.compile(_shape_pattern().pattern, re.IGNORECASE)


@cache
def _shape_pattern() -> re.Pattern[str]:
    by_country = cast(Mapping[str, list[str]], read_resource("plates")["shapes"])
    shapes = dict.fromkeys(shape for shapes in by_country.values() for shape in shapes)
    bodies = ["".join(_CLASSES.get(c, c) for c in shape) for shape in shapes]
    bodies.sort(key=len, reverse=True)
    return re.compile(rf"{WORD_START}(?<![/№@.-])(?:{'|'.join(bodies)}){WORD_END}(?![/-]\w)")
