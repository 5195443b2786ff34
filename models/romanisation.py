"""Spell a name of any of our scripts in rough Latin letters, for comparison only."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import cast

from models.resource_files import read_resource

_REPEATED = re.compile(r"(.)\1+")


@cache
def _letters() -> dict[str, str]:
    by_script = cast(Mapping[str, Mapping[str, str]], read_resource("romanisation")["letters"])
    return {letter: latin for table in by_script.values() for letter, latin in table.items()}


@cache
def _letter_pattern() -> re.Pattern[str]:
    letters = sorted(_letters(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, letters)))


@cache
def _folds() -> tuple[tuple[str, str], ...]:
    pairs = cast(list[list[str]], read_resource("romanisation")["folds"])
    return tuple((old, new) for old, new in pairs)


@cache
def _habits() -> tuple[tuple[tuple[str, str], ...], ...]:
    habits = cast(list[list[list[str]]], read_resource("romanisation")["habits"])
    return tuple(tuple((old, new) for old, new in habit) for habit in habits)


def romanise(word: str) -> str:
    """Return a spelling that the usual ways of writing one name share.

    Case, accents, doubled letters and apostrophes are gone; two different names
    may come out alike, so equality is a hint that needs the context of a name.
    Not cached: nothing about a name may outlive the call.
    """
    return _spell(unicodedata.normalize("NFC", word.casefold()))


def other_spellings(word: str) -> frozenset[str]:
    """Return what `romanise` would say if some letters were read by another habit.

    Latin j is a vowel in Jelena and a consonant in Jamila, c is j in Cavid and ch in Ceban,
    Cyrillic г is h in Богдан's Ukrainian spelling.
    """
    composed = unicodedata.normalize("NFC", word.casefold())
    spellings = set()
    for habit in _habits():
        read = composed
        for old, new in habit:
            read = read.replace(old, new)
        if read != composed:
            spellings.add(_spell(read))
    return frozenset(spellings - {_spell(composed)})


def _spell(composed: str) -> str:
    latin = _letter_pattern().sub(lambda m: _letters()[m.group()], composed)
    decomposed = unicodedata.normalize("NFKD", latin)
    plain = "".join(c for c in decomposed if c.isalnum() and unicodedata.category(c) != "Lm")
    for old, new in _folds():
        plain = plain.replace(old, new)
    return _REPEATED.sub(r"\1", plain)
