"""Case endings: whether two words can be forms of one name, and in which languages.

Азиз and Азиза are one man in Russian and a man and a woman in Uzbek: a text tells by its
small words which endings it can hold.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from rapidfuzz.distance import Prefix

from models.resource_files import read_resource

SLAVIC, AZERBAIJANI = "slavic", "azerbaijani"
_SHORTEST_STEM, _FEWEST_SHARED = 3, 2
# From this length on an ending is no chance likeness, even where both words have one.
_SHORTEST_SURE_ENDING = 2
# A language whose small words are less than this share of the commonest one's is only quoted.
_QUOTED = 0.5
_WORD = re.compile(r"[^\W\d_]+")
# Consonants that change before an ending: Ольга, Ользі; Галинка, Галинці.
SOFTENED = {"g": "z", "k": "c", "h": "s"}


@dataclass(frozen=True, slots=True)
class _Family:
    scripts: frozenset[str]
    is_both_allowed: bool
    is_bare_allowed: bool
    is_slavic: bool
    endings: frozenset[str]

    def fits(self, one: str, other: str) -> bool:
        """Tell whether what two words have left after their common start are its endings."""
        if not (one and other):
            return self.is_bare_allowed and (one or other) in self.endings
        is_sure = self.is_both_allowed or min(len(one), len(other)) >= _SHORTEST_SURE_ENDING
        return is_sure and one in self.endings and other in self.endings


@dataclass(frozen=True, slots=True)
class _Cues:
    words: tuple[str, ...]
    letters: str
    endings: tuple[str, ...]


def families_of(text: str) -> frozenset[str]:
    """Return the families of endings that a text can hold; all where it does not tell.

    Georgian and Armenian need no telling: their script does.
    """
    folded = text.casefold()
    words = Counter(word.group() for word in _WORD.finditer(folded))
    letters = Counter(folded)
    hits = {language: _count(language, words, letters) for language in _family_by_language()}
    most = max(hits.values(), default=0)
    if not most:
        return frozenset(_families())
    spoken = [language for language, count in hits.items() if count >= max(1, _QUOTED * most)]
    by_script = {name for name, f in _families().items() if f.scripts & {"Geor", "Armn"}}
    return frozenset(by_script.union(*(_family_by_language()[language] for language in spoken)))


def _count(language: str, words: Mapping[str, int], letters: Mapping[str, int]) -> int:
    """Return how many of a language's small words, own letters and endings a text has."""
    cues = _cues(language)
    return (
        sum(words.get(word, 0) for word in cues.words)
        + sum(letters.get(letter, 0) for letter in cues.letters)
        + sum(count for word, count in words.items() if word.endswith(cues.endings))
    )


def is_inflected(
    one: str, other: str, scripts: Iterable[str], families: frozenset[str] | None = None
) -> bool:
    """Tell whether two romanised words differ in their case endings only.

    Args:
        one: A word, as `romanise` spells it.
        other: Another.
        scripts: The scripts the two are written in.
        families: Families of endings to allow; all without.
    """
    stem = int(Prefix.similarity(one, other))
    shortest = min(_SHORTEST_STEM, len(one) - 1, len(other) - 1)
    if stem < _FEWEST_SHARED:
        return False
    rests = one[stem:], other[stem:]
    allowed, endings = _allowed(frozenset(scripts), families)
    if all(rests) and allowed and allowed[0].is_slavic and _is_softened(*rests):
        return True
    if stem < shortest or not all(rest in endings for rest in rests):
        return False
    return any(family.fits(*rests) for family in allowed)


@cache
def _allowed(
    scripts: frozenset[str], families: frozenset[str] | None
) -> tuple[tuple[_Family, ...], frozenset[str]]:
    """Return the families that hold for some scripts, Slavic first, and all of their endings."""
    allowed = [
        family
        for name, family in _families().items()
        if family.scripts & scripts and (families is None or name in families)
    ]
    allowed.sort(key=lambda family: not family.is_slavic)
    return tuple(allowed), frozenset({""}).union(*(family.endings for family in allowed))


def _is_softened(one: str, other: str) -> bool:
    """Tell whether a consonant before the ending changed as in Ользі."""
    for hard, soft in ((one, other), (other, one)):
        is_changed = SOFTENED.get(hard[0]) == soft[0]
        if is_changed and hard[1:] in {"a", "u", "i", "oi", "oiu"} and soft[1:] in {"i", "e"}:
            return True
    return False


@cache
def _families() -> Mapping[str, _Family]:
    families = cast(Mapping[str, Mapping[str, Any]], read_resource("persons")["endings"])
    return {
        name: _Family(
            frozenset(f["scripts"]),
            f["both"] == "true",
            f.get("bare", "true") == "true",
            name == SLAVIC,
            frozenset(f["words"]),
        )
        for name, f in families.items()
    }


@cache
def _family_by_language() -> Mapping[str, tuple[str, ...]]:
    languages = cast(Mapping[str, Mapping[str, Any]], read_resource("persons")["languages"])
    return {language: tuple(table["families"]) for language, table in languages.items()}


@cache
def _cues(language: str) -> _Cues:
    languages = cast(Mapping[str, Mapping[str, Any]], read_resource("persons")["languages"])
    table = languages[language]
    return _Cues(
        tuple(table["words"]), str(table.get("letters", "")), tuple(table.get("endings", ()))
    )
