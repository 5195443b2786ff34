"""Write Uzbek of Cyrillic letters in Latin ones, which the encoder reads better."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.resource_files import RESOURCES
from models.yaml_nodes import read_yaml

_TABLE_FILE = RESOURCES / "uzbek_latin.yaml"
_CYRILLIC = re.compile("[\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Table:
    """What models/resources/uzbek_latin.yaml says; each key is explained there."""

    letters: Mapping[str, str]
    silent: str
    apostrophe: str
    apostrophe_latin: str
    iotated: Mapping[str, str]
    iotating: frozenset[str]
    drops_hard_sign: frozenset[str]
    kept_apart: Mapping[str, str]
    own_letters: str
    shared_letters: str
    foreign_letters: str
    words: frozenset[str]
    least_letters_per_word: float
    least_word_share: float


def to_latin(text: str) -> tuple[str, list[int]]:
    """Write the Cyrillic letters of a text in Latin ones.

    Returns:
        The text in Latin letters, and for each of its characters the place of the character in
        the given text that it stands for.
    """
    table = _table()
    lower = text.lower() if len(text.lower()) == len(text) else _lower_one_by_one(text)
    pieces: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        latin = _latin(table, lower, index)
        if latin is None:
            latin = character
        elif character != lower[index]:
            latin = _capitalized(latin, text, index)
        pieces.append(latin)
        offsets += [index] * len(latin)
    return "".join(pieces), offsets


def is_uzbek_cyrillic(text: str) -> bool:
    """Tell whether most letters of a text are Cyrillic and it is Uzbek."""
    words = _WORD.findall(text.lower())
    lower = "".join(words)
    if len(_CYRILLIC.findall(lower)) * 2 <= len(lower):
        return False
    table = _table()
    own = _count(lower, table.own_letters)
    shared = _count(lower, table.shared_letters)
    if own + shared < _count(lower, table.foreign_letters):
        return False
    if own and (own + shared) / len(words) >= table.least_letters_per_word:
        return True
    return sum(word in table.words for word in words) / len(words) >= table.least_word_share


def _latin(table: _Table, lower: str, index: int) -> str | None:
    """Return the Latin letters for one Cyrillic letter, None for any other character."""
    character = lower[index]
    after = lower[index + 1 : index + 2]
    if character == table.silent:
        return ""
    if character == table.apostrophe:
        return "" if after in table.drops_hard_sign else table.apostrophe_latin
    if character in table.iotated:
        before = lower[index - 1 : index]
        if not before.isalpha() or before in table.iotating:
            return table.iotated[character]
    latin = table.letters.get(character)
    if latin is not None and after and table.kept_apart.get(character) == after:
        return latin + table.apostrophe_latin
    return latin


def _capitalized(latin: str, text: str, index: int) -> str:
    """Return Sh or SH: all capitals where the neighbouring letter is one too."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    is_shouted = after.isupper() or (before.isupper() and not after.isalpha())
    return latin.upper() if is_shouted else latin[:1].upper() + latin[1:]


def _lower_one_by_one(text: str) -> str:
    """Lower a text without changing its length, as "İ" would."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _count(text: str, letters: str) -> int:
    """Count the letters of a text that are among the given ones."""
    return sum(map(text.count, letters))


@functools.cache
def _table() -> _Table:
    """Read the table once, at first use."""
    file = read_yaml(_TABLE_FILE).mapping()
    return _Table(
        letters=file.texts("letters"),
        silent=file.need("silent").text(),
        apostrophe=file.need("apostrophe").text(),
        apostrophe_latin=file.need("apostrophe_latin").text(),
        iotated=file.texts("iotated"),
        iotating=frozenset(file.need("iotating").text()),
        drops_hard_sign=frozenset(file.need("drops_hard_sign").text()),
        kept_apart=file.texts("kept_apart"),
        own_letters=file.need("own_letters").text(),
        shared_letters=file.need("shared_letters").text(),
        foreign_letters=file.need("foreign_letters").text(),
        words=frozenset(file.need("words").text().split()),
        least_letters_per_word=file.number("least_letters_per_word"),
        least_word_share=file.number("least_word_share"),
    )
