"""Find names by their own endings: patronymics and family names."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from models.name_tokens import script_of
from models.patterns.keywords import fold, keyword_pattern
from models.patterns.name_words import Word, is_initial, is_joined, is_joined_initial
from models.resource_files import read_resource
from models.types import Span

# The ending and at least this much before it.
_SHORTEST_STEM = 3
_NEIGHBOURS = 2


def find_family_names(text: str, words: list[Word]) -> Iterator[Span]:
    """Yield words with the ending of a patronymic or family name, with the names beside them."""
    for index, word in enumerate(words):
        if has_family_ending(word) and (word.is_capitalised or script_of(word.text) == "Geor"):
            yield _with_neighbours(text, words, index)
    for index, (father, word) in enumerate(pairwise(words), start=1):
        is_patronymic = word.folded in _patronymic_words() and is_joined(text, father, word)
        if is_patronymic and father.is_name_like:
            yield _with_neighbours(text, words, index)


def has_family_ending(word: Word) -> bool:
    """Tell whether a word ends like a patronymic or family name and is no known other word."""
    if not _ending_pattern().search(word.folded):
        return False
    return not keyword_pattern("name_contexts", "not_surnames").fullmatch(word.folded)


def may_have_family_ending(word: Word) -> bool:
    """Tell whether a word behind a role ends like a family name, whatever its capitals."""
    is_known = keyword_pattern("name_contexts", "not_surnames").fullmatch(word.folded)
    is_frequent = _frequent_pattern().search(word.folded) and not is_known
    return bool(is_frequent) or has_family_ending(word)


def _with_neighbours(text: str, words: list[Word], index: int) -> Span:
    """Return the span of a name with the capitalised words and initials next to it."""
    first = last = index
    while first > 0 and index - first < _NEIGHBOURS and _belongs(text, words, first - 1, first):
        first -= 1
    while (
        last + 1 < len(words)
        and last - index < _NEIGHBOURS
        and _belongs(text, words, last + 1, last)
    ):
        last += 1
    return Span(words[first].start, words[last].end + is_initial(text, words[last]))


def _belongs(text: str, words: list[Word], index: int, beside: int) -> bool:
    word = words[index]
    one, other = words[min(index, beside)], words[max(index, beside)]
    if is_initial(text, word):
        return is_joined_initial(text, one, other)
    is_other = keyword_pattern("name_contexts", "not_names").fullmatch(word.folded)
    is_role = keyword_pattern("name_contexts", "roles").fullmatch(word.folded)
    is_particle = word.folded in _patronymic_words()
    is_named = word.is_name_like and not is_other and not is_role
    return (is_named or is_particle) and is_joined(text, one, other)


@cache
def _frequent_pattern() -> re.Pattern[str]:
    body = "|".join(map(re.escape, _endings("surnames_behind_roles")))
    return re.compile(rf"^[^\W\d_]{{{_SHORTEST_STEM},}}(?:{body})\Z")


@cache
def _ending_pattern() -> re.Pattern[str]:
    endings = [fold(e) for section in ("patronymics", "surnames") for e in _endings(section)]
    body = "|".join(re.escape(e) for e in sorted(endings, key=len, reverse=True))
    georgian = "|".join(map(re.escape, _endings("georgian_surnames")))
    stem = rf"^[^\W\d_][\w'’ʼʻ‘\-]{{{_SHORTEST_STEM - 1},}}"
    return re.compile(rf"{stem}(?:{body}|{georgian})\Z")


@cache
def _patronymic_words() -> frozenset[str]:
    return frozenset(map(fold, _endings("patronymic_words")))


def _endings(section: str) -> list[str]:
    endings = read_resource("name_contexts")[section]
    return [str(e) for e in endings] if isinstance(endings, list) else []
