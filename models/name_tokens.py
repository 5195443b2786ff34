"""The words of a person's name, and how surely two such words are one name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from rapidfuzz.distance import Levenshtein, Prefix

from models.resource_files import read_resource, read_words
from models.romanisation import romanise

APOSTROPHES = "'’ʼʻʹ‘`´՚"
EXACT, INFLECTED, ALIKE, DIFFERENT = 3, 2, 1, 0
_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
_SHORTEST_STEM = 3
_SHORTEST_DRIFT = 5
# From this length on an ending is no chance likeness, even where both words have one.
_SHORTEST_SURE_ENDING = 2
_VOWELS = re.compile("[aeiou]")


@dataclass(frozen=True, slots=True)
class NameToken:
    """One word of a mention.

    Attributes:
        latin: Its romanised spelling.
        script: Cyrl, Latn, Geor, Armn or "" for others.
        is_initial: Only the first letter of a name is given.
        is_patronymic: It names the father.
        groups: Numbers of the diminutive groups it may belong to.
    """

    latin: str
    script: str
    is_initial: bool
    is_patronymic: bool
    groups: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Family:
    scripts: frozenset[str]
    is_both_allowed: bool
    endings: frozenset[str]


_SCRIPTS = {"CYRILLIC": "Cyrl", "LATIN": "Latn", "GEORGIAN": "Geor", "ARMENIAN": "Armn"}


def script_of(word: str) -> str:
    """Return the script of a word's first letter, "" if it is none of ours."""
    name = unicodedata.name(word[0], "") if word else ""
    return _SCRIPTS.get(name.partition(" ")[0], "")


def read_tokens(mention: str) -> tuple[NameToken, ...]:
    """Return the words of a mention without titles and words of respect.

    A mention of nothing but titles keeps them: it still has to be told apart.
    """
    composed = unicodedata.normalize("NFC", mention)
    tokens = [_read_token(composed, match) for match in _WORD.finditer(composed)]
    names = [token for token in tokens if token.latin not in _honorifics()]
    return tuple(names or tokens)


def _read_token(mention: str, match: re.Match[str]) -> NameToken:
    latin = romanise(match.group()) or match.group().casefold()
    is_dotted = mention[match.end() : match.end() + 1] == "."
    is_initial = len(match.group()) <= (2 if is_dotted else 1)
    is_patronymic = len(latin) > len("ovich") and latin.endswith(_patronymics())
    script = script_of(match.group())
    groups = frozenset[int]() if is_initial else _groups_of(latin, script)
    return NameToken(latin, script, is_initial, is_patronymic, groups)


def search_keys(token: NameToken) -> frozenset[str]:
    """Return keys of which two words share one whenever their similarity is not DIFFERENT.

    Initials have none: they are to be compared with every word.
    """
    if token.is_initial:
        return frozenset()
    consonants = _VOWELS.sub("", token.latin[1:])
    skeleton = f"{token.latin[0]}-{consonants[:1].replace('z', 's')}"
    return frozenset({token.latin[:2], skeleton, *(f"#{group}" for group in token.groups)})


def similarity(one: NameToken, other: NameToken) -> int:
    """Return EXACT, INFLECTED, ALIKE or DIFFERENT for two words of names.

    An initial is ALIKE every name that starts with it.
    """
    if one.latin == other.latin:
        return EXACT
    if one.is_initial or other.is_initial:
        starts = one.latin.startswith(other.latin) or other.latin.startswith(one.latin)
        return ALIKE if starts else DIFFERENT
    if is_inflected(one.latin, other.latin, {one.script, other.script}):
        return INFLECTED
    return ALIKE if one.groups & other.groups or _is_drift(one.latin, other.latin) else DIFFERENT


def is_inflected(one: str, other: str, scripts: Iterable[str]) -> bool:
    """Tell whether two romanised words differ in their case endings only."""
    stem = int(Prefix.similarity(one, other))
    shortest = min(_SHORTEST_STEM, len(one) - 1, len(other) - 1)
    if stem < max(shortest, 2):
        return False
    rests = one[stem:], other[stem:]
    written = frozenset(scripts)
    return any(_fits(family, rests) for family in _families() if family.scripts & written)


def _fits(family: _Family, rests: tuple[str, str]) -> bool:
    if all(rests) and not (family.is_both_allowed or min(map(len, rests)) >= _SHORTEST_SURE_ENDING):
        return False
    return all(not rest or rest in family.endings for rest in rests)


def _is_drift(one: str, other: str) -> bool:
    """Tell whether one name was spelled with one vowel more, less or other (Daniel, Danil)."""
    if min(len(one), len(other)) < _SHORTEST_DRIFT or one[0] != other[0] or one[-1] != other[-1]:
        return False
    consonants = [_VOWELS.sub("", word).replace("z", "s") for word in (one, other)]
    return consonants[0] == consonants[1] and Levenshtein.distance(one, other) == 1


@cache
def _families() -> tuple[_Family, ...]:
    families = cast(Mapping[str, Mapping[str, Any]], read_resource("persons")["endings"])
    return tuple(
        _Family(frozenset(f["scripts"]), f["both"] == "true", frozenset(f["words"]))
        for f in families.values()
    )


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(read_words("persons", "honorifics"))


@cache
def _patronymics() -> tuple[str, ...]:
    return tuple(cast(list[str], read_resource("persons")["patronymics"]))


@cache
def _diminutives() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return names with the number of their group, by their first two letters."""
    tables = cast(Mapping[str, list[list[str]]], read_resource("persons")["diminutives"])
    groups = [group for table in tables.values() for group in table]
    names: dict[str, list[tuple[str, int]]] = {}
    for number, group in enumerate(groups):
        for name in group:
            names.setdefault(name[:2], []).append((name, number))
    return {start: tuple(pairs) for start, pairs in names.items()}


def _groups_of(latin: str, script: str) -> frozenset[int]:
    candidates = _diminutives().get(latin[:2], ())
    return frozenset(
        n for name, n in candidates if latin == name or is_inflected(latin, name, {script})
    )
