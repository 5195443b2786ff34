"""Find numbers of documents, files, clients, cards and accounts.

A word beside the number counts more than its shape: writers mask digits and
mistype them, so a failing check digit never spares a number.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import cast

from models.patterns.check_digits import is_valid
from models.patterns.keywords import WORD_END, WORD_START, alternation, fold, keyword_pattern
from models.resource_files import read_resource, read_words
from models.types import Entity

ID_NUMBER = "ID_NUMBER"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_CAPITAL = r"(?:(?![a-zа-яёіїєґғқңөүұһəıñçşğўҳҷӣӯ])[^\W\d_])"
_CHUNK = r"[^\W_]+(?:[?*]+)?"
_CODE = re.compile(
    rf"(?:№\s?)?(?:{_CAPITAL}{{1,4}}[ ](?:(?:№|nr|no|br|номер|бр|n°)\.?[ ])?(?=\d))?{_CHUNK}"
    rf"(?:[-–/‑.]{_CHUNK}|(?<=\d)[ ](?:№[ ]?)?(?=\d{{2,10}}\b)\d+{WORD_END}){{0,7}}(?<![.])"
)
_OTHER = (
    re.compile(rf"{_DAY}[./-]{_MONTH}[./-](?:19|20)?\d\d"),
    re.compile(r"(?:19|20)\d\d(?:[./-]\d\d?){0,2}"),
    re.compile(r"\d{1,2}[:.]\d\d"),
    re.compile(r"[1-9]\d{0,2}(?:[ .]?000)+"),
)
_ENDING = re.compile(r"[-‑–](?!\d)[a-zа-яёіїєґңғқөүұһəıñçşğўҳҷӣӯა-ჰա-և]{2,}\Z")
# How sure a number is by what says so; check digits that fit make it certain.
_BY_CHECK, _BY_KEYWORD, _BY_SHAPE, _BY_NUMBER_SIGN, _BY_LENGTH = 1.0, 0.95, 0.9, 0.8, 0.7
# Personal numbers as they are written in groups: "112-233-445 95", "850101 300 123".
_GROUPED = re.compile(
    r"(?<![\w+.,/-])\d{1,7}(?:[ \u00a0-]\d{2,9}){1,4}(?![\w]|[.,/-]\d)"
    r"|(?<![\w+])[1-6]\d{6}[A-Z]\d{3}[A-Z]{2}\d(?!\w)"
)
_COLON = re.compile(r"[^\d\n.:՝]{0,30}[:՝]\s?")
_LAW_REACH = 14


def find_id_numbers(text: str) -> Iterator[Entity]:
    """Yield numbers announced by a word, and numbers whose shape is enough."""
    folded = fold(text)
    for keyword in keyword_pattern("id_numbers", "keywords").finditer(folded):
        yield from _code_behind(text, folded, keyword, _is_identifying, _BY_KEYWORD)
    for keyword in keyword_pattern("id_numbers", "numbers").finditer(folded):
        yield from _code_behind(text, folded, keyword, _is_complex, _BY_NUMBER_SIGN)
    for match in _shape_pattern().finditer(text):
        if not (_is_of_law(folded, match.start()) or _unit_pattern().match(folded, match.end())):
            is_bare = match.group().isdigit()
            yield _entity(text, match.start(), match.end(), _BY_LENGTH if is_bare else _BY_SHAPE)
    yield from _checked(text)


def _checked(text: str) -> Iterator[Entity]:
    """Yield numbers in groups of digits whose check digits fit, with no word beside them."""
    for match in _GROUPED.finditer(text):
        if is_valid(match.group()):
            yield Entity(match.start(), match.end(), ID_NUMBER, "patterns", _BY_CHECK)


def _code_behind(
    text: str, folded: str, keyword: re.Match[str], is_enough: Callable[[str], bool], score: float
) -> Iterator[Entity]:
    """Yield the number behind a word, directly or behind a colon."""
    if _is_of_law(folded, keyword.start()):
        return
    for gap, test in ((_filler_pattern(), is_enough), (_COLON, _is_complex)):
        between = gap.match(folded, keyword.end())
        code = _CODE.match(text, between.end()) if between else None
        body = _ENDING.sub("", code.group()) if code else ""
        if code and test(body) and not _is_something_else(folded, body, code.start()):
            yield _entity(text, code.start(), code.start() + len(body), score)
            return


def _is_something_else(folded: str, body: str, start: int) -> bool:
    """Tell whether the number is a date, an hour, a year or an amount."""
    is_amount = _unit_pattern().match(folded, start + len(body)) and body.isdigit()
    return bool(is_amount) or any(p.fullmatch(body) for p in _OTHER)


def _entity(text: str, start: int, end: int, score: float) -> Entity:
    return Entity(
        start, end, ID_NUMBER, "patterns", _BY_CHECK if is_valid(text[start:end]) else score
    )


def _is_identifying(code: str) -> bool:
    """Tell whether a code behind a telling word is more than a small number."""
    digits = sum(c.isdigit() for c in code)
    is_mixed = digits < len(code.replace(" ", "").replace("№", ""))
    return digits >= (2 if is_mixed else 3)


def _is_complex(code: str) -> bool:
    """Tell whether a code behind a mere "No." is longer than the number of a house or school."""
    digits = sum(c.isdigit() for c in code)
    signs = sum(not c.isalnum() and c not in " №" for c in code)
    letters = sum(c.isalpha() for c in code)
    return digits >= 6 or (digits >= 3 and signs + letters >= 2) or (digits >= 4 and signs > 0)


def _is_of_law(folded: str, start: int) -> bool:
    """Tell whether the words before say that the number is of a law, a room or a school."""
    before = folded[max(0, start - _LAW_REACH) : start]
    return _public_pattern().search(before) is not None


@cache
def _public_pattern() -> re.Pattern[str]:
    words = alternation(read_words("id_numbers", "public"))
    return re.compile(rf"{words}[\s.,№#]*\Z")


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{alternation(read_words('amounts', 'units'))}|[%€$:])")


@cache
def _filler_pattern() -> re.Pattern[str]:
    words = alternation(read_words("id_numbers", "fillers"))
    mark = r"[\s.:=(«\"„“՝՛–—-]"
    return re.compile(rf"{mark}{{0,4}}(?:{words}{mark}{{0,3}}){{0,3}}")


@cache
def _shape_pattern() -> re.Pattern[str]:
    classes = {"A": "[A-Z]", "Ц": "[А-ЯІЇЄҐ]", "9": "[0-9XxХх]"}
    shapes = cast(Mapping[str, str], read_resource("id_numbers")["shapes"])
    bodies = []
    for shape in shapes.values():
        parts = re.split(r"(\[[^\]]*\]|\{[^}]*\}|\(\?:)", shape)
        spelled = ["".join(classes.get(c, c) for c in part) for part in parts[::2]]
        sets = [*parts[1::2], ""]
        bodies.append("".join(a + b for a, b in zip(spelled, sets, strict=True)))
    return re.compile(rf"{WORD_START}(?<![+@/.])(?=[^\n]{{0,9}}\d)(?:{'|'.join(bodies)}){WORD_END}")
