"""The words of a person's name, and how surely two such words are one name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import cast

from rapidfuzz.distance import Levenshtein

from models.name_endings import AZERBAIJANI, SLAVIC, SOFTENED, is_inflected
from models.resource_files import read_resource, read_words
from models.romanisation import other_spellings, romanise

APOSTROPHES = "'’ʼʻʹ‘`´՚"
EXACT, INFLECTED, ALIKE, DIFFERENT = 3, 2, 1, 0
_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
_SHORTEST_DRIFT = 5
# Shorter names of the list are only known as they stand.
_SHORTEST_LISTED, _SHORTEST_STEM = 4, 3
# More of one mention tells nobody apart, and a hostile text must not take long.
_MOST_WORDS, _LONGEST_WORD = 12, 60
_VOWELS = re.compile("[aeiou]")


@dataclass(frozen=True, slots=True)
class NameToken:
    """One word of a mention.

    Attributes:
        latin: Its romanised spelling.
        script: Cyrl, Latn, Geor, Armn or "" for others.
        is_initial: Only the first letter of a name is given.
        is_patronymic: It names the father.
        groups: Numbers of the groups of one name's forms that it may belong to.
        is_listed: It stands in one of these groups as it is.
        others: Its spelling by other habits of romanisation.
    """

    latin: str
    script: str
    is_initial: bool
    is_patronymic: bool
    groups: frozenset[int]
    is_listed: bool = False
    others: frozenset[str] = frozenset()


_SCRIPTS = {"CYRILLIC": "Cyrl", "LATIN": "Latn", "GEORGIAN": "Geor", "ARMENIAN": "Armn"}


def script_of(word: str) -> str:
    """Return the script of a word's first letter, "" if it is none of ours."""
    name = unicodedata.name(word[0], "") if word else ""
    return _SCRIPTS.get(name.partition(" ")[0], "")


def read_tokens(mention: str, families: frozenset[str] | None = None) -> tuple[NameToken, ...]:
    """Return the words of a mention without titles, roles and words of respect.

    A mention of nothing but titles keeps them: it still has to be told apart.

    Args:
        mention: A name as it stands in the text.
        families: The families of endings the text can hold; all without.
    """
    composed = unicodedata.normalize("NFC", mention)
    words = list(_words(composed))
    tokens = [_read_token(composed, start, word, families) for start, word in words]
    are_capital = any(word[0].isupper() for _, word in words)
    names: list[NameToken] = []
    for token, (_, word) in zip(tokens, words, strict=True):
        if token.latin in _father_words() and names and not names[-1].is_initial:
            names[-1] = _child_of(names[-1], token)
        elif token.latin not in _honorifics() and not (are_capital and word[0].islower()):
            names.append(token)
    return tuple(names or tokens)


def _child_of(father: NameToken, word: NameToken) -> NameToken:
    """Join a father's name and the word for "son" or "daughter": alone it is another man."""
    return NameToken(father.latin + word.latin, father.script, False, True, frozenset())


def _words(mention: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of the words, a small word glued to a capitalised one apart."""
    matches = islice(_WORD.finditer(mention), _MOST_WORDS)
    for match in matches:
        word = match.group()[:_LONGEST_WORD]
        seam = next((i for i, c in enumerate(word) if c.isupper()), 0) if word[0].islower() else 0
        if seam:
            yield match.start(), word[:seam]
        yield match.start() + seam, word[seam:]


def _read_token(mention: str, start: int, word: str, families: frozenset[str] | None) -> NameToken:
    end = start + len(word)
    latin = romanise(word) or word.casefold()
    is_initial = len(word) <= (2 if mention[end : end + 1] == "." else 1)
    is_patronymic = len(latin) > len("ovich") and latin.endswith(_patronymics())
    script = script_of(word)
    if is_initial:
        return NameToken(latin, script, is_initial, is_patronymic, frozenset())
    is_listed = any(name == latin for name, _ in _groups().get(latin[:2], ()))
    groups, others = _groups_of(latin, script, families), other_spellings(word)
    return NameToken(latin, script, is_initial, is_patronymic, groups, is_listed, others)


def search_keys(token: NameToken) -> frozenset[str]:
    """Return keys of which two words share one whenever their similarity is not DIFFERENT.

    Initials have none: they are to be compared with every word.
    """
    if token.is_initial:
        return frozenset()
    keys = {f"#{group}" for group in token.groups}
    for latin in (token.latin, *token.others):
        consonants = _VOWELS.sub("", latin[1:])
        keys |= {latin[:2], f"{latin[:1]}-{consonants[:1].replace('z', 's')}"}
    return frozenset(keys)


def similarity(one: NameToken, other: NameToken, families: frozenset[str] | None = None) -> int:
    """Return EXACT, INFLECTED, ALIKE or DIFFERENT for two words of names.

    An initial is ALIKE every name that starts with it.

    Args:
        one: A word.
        other: Another.
        families: The families of endings the text can hold; all without.
    """
    if one.latin == other.latin:
        return EXACT
    if one.is_initial or other.is_initial:
        starts = one.latin.startswith(other.latin) or other.latin.startswith(one.latin)
        return ALIKE if starts else DIFFERENT
    if one.latin in other.others or other.latin in one.others:
        return EXACT
    scripts = {one.script, other.script}
    # Two names of the list are two names, however little their ends and vowels differ; a Slavic
    # or Azerbaijani ending may still be one (Азиз, Азиза).
    are_known = one.is_listed and other.is_listed and not one.groups & other.groups
    if are_known and families is not None and not families & {SLAVIC, AZERBAIJANI}:
        return DIFFERENT
    if is_inflected(one.latin, other.latin, scripts, families):
        return INFLECTED
    if one.groups & other.groups:
        return ALIKE
    if any(is_inflected(a, b, scripts, families) for a, b in _read_otherwise(one, other)):
        return ALIKE
    return ALIKE if not are_known and _is_drift(one.latin, other.latin) else DIFFERENT


def _read_otherwise(one: NameToken, other: NameToken) -> Iterator[tuple[str, str]]:
    yield from ((spelling, other.latin) for spelling in one.others)
    yield from ((one.latin, spelling) for spelling in other.others)


def _is_drift(one: str, other: str) -> bool:
    """Tell whether one name was spelled with one vowel more, less or other (Daniel, Danil)."""
    if min(len(one), len(other)) < _SHORTEST_DRIFT or one[0] != other[0] or one[-1] != other[-1]:
        return False
    consonants = [_VOWELS.sub("", word).replace("z", "s") for word in (one, other)]
    return consonants[0] == consonants[1] and Levenshtein.distance(one, other) == 1


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(read_words("persons", "honorifics"))


@cache
def _patronymics() -> tuple[str, ...]:
    return tuple(cast(list[str], read_resource("persons")["patronymics"]))


@cache
def _father_words() -> frozenset[str]:
    return frozenset(cast(list[str], read_resource("persons")["father_words"]))


@cache
def _groups() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return romanised names with the number of their group, by their first two letters."""
    tables = cast(Mapping[str, list[list[str]]], read_resource("diminutives")["groups"])
    groups = [group for table in tables.values() for group in table]
    names: dict[str, set[tuple[str, int]]] = {}
    for number, group in enumerate(groups):
        for name in map(romanise, group):
            names.setdefault(name[:2], set()).add((name, number))
    return {start: tuple(sorted(pairs)) for start, pairs in names.items()}


def _groups_of(latin: str, script: str, families: frozenset[str] | None) -> frozenset[int]:
    """Return the groups that list a name, or the listed names that it may be a form of."""
    candidates = _groups().get(latin[:2], ())
    # Asked of a hundred names for each word: what shares two letters only is passed over early.
    if any(name == latin for name, _ in candidates):
        # "Петру" is a name, and a form of Петр; Марина is no form of Мари.
        families = frozenset({SLAVIC}) & (families or {SLAVIC})
    return frozenset(
        number
        for name, number in candidates
        if latin == name
        or (
            (name[2:3] == latin[2:3] or len(name) == _SHORTEST_STEM or name[2:3] in SOFTENED)
            and len(name) >= _SHORTEST_LISTED - (name[-1] in "aeo")
            and is_inflected(latin, name, {script}, families)
        )
    )
