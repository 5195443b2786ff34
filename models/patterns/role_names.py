"""Find names behind a word for what a person is: "участковый Иванов", "client Amina"."""

import re
from collections.abc import Iterator
from functools import cache

from models.patterns.family_names import may_have_family_ending
from models.patterns.keywords import fold, keyword_pattern
from models.patterns.name_words import Word, is_initial, is_joined, is_joined_initial
from models.resource_files import read_words
from models.types import Span

_MOST_WORDS = 4
_ADJECTIVE = re.compile(r"(?:ого|ой|ому|ему|им|ом|ых|ська|ської|ського|ский|ная)\Z")
_AFTER_ROLE = re.compile(r"\.?[ \u00a0]{0,2}[«\"„“(]?|,? ")
# Longer words in capitals are names, shorter ones abbreviations.
_LONGEST_ABBREVIATION = 6


def find_role_names(text: str, words: list[Word]) -> Iterator[Span]:
    """Yield up to three name-like words behind a role."""
    start_of = {word.start: index for index, word in enumerate(words)}
    for role in keyword_pattern("name_contexts", "roles").finditer(fold(text)):
        gap = _AFTER_ROLE.match(text, role.end())
        first = start_of.get(gap.end()) if gap else None
        # A sentence that starts behind the role is no name; an abbreviated role ends in a dot too.
        is_sentence = text[role.end() : role.end() + 2] == ". "
        if first is None or (is_sentence and role.group() not in _abbreviated()):
            continue
        if _is_of_institution(words[first : first + 2]):
            continue
        span = name_at(text, words[first : first + _MOST_WORDS])
        if span is not None:
            yield span


def name_at(text: str, words: list[Word]) -> Span | None:
    """Return the name that the words start with, None if they start with none."""
    name: list[Word] = []
    last = 0
    for word in words:
        if name and not _continues(text, name[-1], word):
            break
        # "Вовк пішов": behind a capitalised word a small one is a verb, whatever its ending.
        is_small = bool(name) and name[0].is_capitalised and not word.is_capitalised
        if is_initial(text, word) or (is_name(word) and not is_small):
            last = len(name) + 1
        elif not (name and word.folded in _particles()):
            break
        name.append(word)
    name = name[:last]
    return Span(name[0].start, name[-1].end + is_initial(text, name[-1])) if name else None


def _continues(text: str, one: Word, other: Word) -> bool:
    return is_joined(text, one, other) or (
        is_initial(text, one) and is_joined_initial(text, one, other)
    )


def _is_of_institution(words: list[Word]) -> bool:
    """Tell whether an adjective names a court or district ("судья Верховного суда")."""
    return (
        len(words) > 1
        and _ADJECTIVE.search(words[0].folded) is not None
        and keyword_pattern("name_contexts", "institutions").fullmatch(words[1].folded) is not None
    )


def is_name(word: Word) -> bool:
    """Tell whether a word can be a name: it has a capital or the ending of a family name."""
    if _not_names().fullmatch(word.folded):
        return False
    if word.is_name_like:
        return not word.is_acronym or len(word.text) > _LONGEST_ABBREVIATION
    return may_have_family_ending(word)


@cache
def _abbreviated() -> frozenset[str]:
    return frozenset(read_words("name_contexts", "abbreviated_roles"))


@cache
def _particles() -> frozenset[str]:
    return frozenset(read_words("name_contexts", "particles"))


@cache
def _not_names() -> re.Pattern[str]:
    return keyword_pattern("name_contexts", "not_names")
