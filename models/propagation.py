"""Find the other places of a text where a name that was found once is written again.

Inflected, in lower case or capitals, in another script, shortened to initials.
A name that is also a word is looked for only where it is capitalised.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from models.letter_case import SCRIPTS_WITH_CAPITALS, WORD, is_careless
from models.name_endings import families_of, is_inflected
from models.name_tokens import (
    ALIKE,
    DIFFERENT,
    EXACT,
    NameToken,
    read_tokens,
    script_of,
    search_keys,
    similarity,
)
from models.resource_files import read_words
from models.romanisation import romanise
from models.types import Entity

SOURCE = "propagation"
PERSON = "PERSON"
_PLACEHOLDER = re.compile(r"\[[A-Z]+(?:_[A-Z]+)*_[0-9]+\]")
_INITIALS = re.compile(r"(?<![\w.])([^\W\d_]{1,2})\.[ \u00a0]?([^\W\d_]{1,2})\.(?!\w)")
_SENTENCE_START = re.compile(r"(?:\A|[.!?։…:]\s|\n)[\s«\"„“(—–-]*\Z")
# Below this many letters a name is only looked for as it stands, with a capital.
_SHORTEST_INFLECTED = 3
# Below this many letters a name is not looked for in lower case.
_SHORTEST_LOWER = 4
_REACH = 12
# Below this many letters a lower-case word must be the name exactly.
_SHORTEST_LOWER_INFLECTED = 5
# More a narrative never needs; a hostile one must not take minutes.
_MOST_COMPARISONS = 10_000
_INITIAL_BEFORE = re.compile(r"(?<![\w.])[^\W\d_]\.[ \u00a0]?\Z")
_INITIAL_BEHIND = re.compile(r"[ \u00a0][^\W\d_]\.(?!\w)")


@dataclass(frozen=True, slots=True)
class _Name:
    """A word of a name that was found, and how freely it may be looked for."""

    token: NameToken
    is_word_too: bool


def propagate(text: str, persons: Iterable[Entity]) -> list[Entity]:
    """Return the other occurrences of the names of some persons.

    Args:
        text: The narrative in which the persons were found.
        persons: Entities of persons; others are passed over.

    Returns:
        New entities, in order, none overlapping a person that was passed in or
        a placeholder.
    """
    known = [entity for entity in persons if entity.label == PERSON]
    families = families_of(text)
    names = _names(text, known, families)
    if not names:
        return []
    taken = _taken(text, known)
    found = [Entity(s, e, PERSON, SOURCE) for s, e in _occurrences(text, names, taken, families)]
    pairs = list(_initials(text, known, taken))
    return sorted({*found, *pairs})


def _taken(text: str, persons: Sequence[Entity]) -> frozenset[int]:
    """Return the offsets that need no more looking at: persons and placeholders."""
    spans = [(e.start, e.end) for e in persons]
    spans += [match.span() for match in _PLACEHOLDER.finditer(text)]
    return frozenset(i for start, end in spans for i in range(start, end))


def _names(text: str, persons: Sequence[Entity], families: frozenset[str]) -> list[_Name]:
    """Return the distinct words of all names, without initials and words of respect."""
    names: dict[str, _Name] = {}
    careless = is_careless(text)
    read: dict[str, tuple[NameToken, ...]] = {}
    for person in persons:
        mention = text[person.start : person.end]
        words = _name_words(mention)
        is_doubtful = not careless and _may_be_a_word(text, person, words)
        if mention not in read:
            read[mention] = read_tokens(" ".join(words), families)
        for token in read[mention]:
            if not token.is_initial:
                known = names.get(token.latin)
                is_word_too = _is_everyday(token) or (
                    is_doubtful and (known is None or known.is_word_too)
                )
                names[token.latin] = _Name(token, is_word_too)
    return list(names.values())


def _name_words(mention: str) -> list[str]:
    """Return the words of a mention without its lower-case ones ("кызы"), unless all are."""
    words = [match.group() for match in WORD.finditer(mention)]
    return [word for word in words if _is_capitalised(word)] or words


def _is_capitalised(word: str) -> bool:
    """Tell whether a word has a capital first, or a script that has none."""
    return word[0].isupper() or script_of(word) not in SCRIPTS_WITH_CAPITALS


def _may_be_a_word(text: str, person: Entity, words: Sequence[str]) -> bool:
    """Tell whether only the start of a sentence made a single word look like a name."""
    before = text[max(0, person.start - _REACH) : person.start]
    return len(words) == 1 and _SENTENCE_START.search(before) is not None


@cache
def _everyday_names() -> frozenset[str]:
    return frozenset(romanise(word) for word in read_words("common_words", "ambiguous"))


def _is_everyday(token: NameToken) -> bool:
    everyday = _everyday_names()
    if token.latin in everyday:
        return True
    starts = {token.latin[:n] + e for n in range(3, len(token.latin) + 1) for e in ("", "a", "i")}
    return any(
        start in everyday and is_inflected(token.latin, start, {token.script}) for start in starts
    )


def _occurrences(
    text: str, names: Sequence[_Name], taken: frozenset[int], families: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that are one of the names."""
    sought = _Sought(names, families)
    for match in WORD.finditer(text):
        is_taken = match.start() in taken or match.end() - 1 in taken
        if not is_taken and sought.has(match.group()):
            yield _with_initial(text, match.start(), match.end(), taken)


class _Sought:
    """The names to look for; what was once asked of a word is remembered for this text only."""

    def __init__(self, names: Sequence[_Name], families: frozenset[str]) -> None:
        self._families = families
        self._answers: dict[str, bool] = {}
        self._comparisons = 0
        self._latin = {name.token.latin: name for name in names}
        self._first_letters = {
            spelling[:1] for name in names for spelling in (name.token.latin, *name.token.others)
        }
        self._names_by_key: dict[str, list[_Name]] = {}
        for name in names:
            for key in search_keys(name.token):
                self._names_by_key.setdefault(key, []).append(name)

    def has(self, word: str) -> bool:
        """Tell whether a word of the text is one of the names."""
        if word not in self._answers:
            self._answers[word] = self._find(word)
        return self._answers[word]

    def _find(self, word: str) -> bool:
        # Most words are in small letters and begin otherwise: the full reading is dear.
        if not _is_capitalised(word) and (
            len(word) < _SHORTEST_LOWER or romanise(word)[:1] not in self._first_letters
        ):
            return False
        tokens = read_tokens(word, self._families)
        if len(tokens) != 1:
            return False
        exact = self._latin.get(tokens[0].latin)
        if exact and _is_same(word, tokens[0], exact, self._families):
            return True
        keys = search_keys(tokens[0])
        names = [name for key in keys for name in self._names_by_key.get(key, ())]
        left = max(0, _MOST_COMPARISONS - self._comparisons)
        self._comparisons += len(names)
        return any(_is_same(word, tokens[0], name, self._families) for name in names[:left])


def _is_same(word: str, token: NameToken, name: _Name, families: frozenset[str]) -> bool:
    """Tell whether a word of the text is the name, as surely as the way it is written asks."""
    length = min(len(word), len(name.token.latin))
    is_capitalised = word[0].isupper() or (
        _is_capitalised(word) and len(word) >= _SHORTEST_INFLECTED
    )
    if not is_capitalised and (name.is_word_too or length < _SHORTEST_LOWER):
        return False
    score = similarity(token, name.token, families)
    shortest = _SHORTEST_INFLECTED if is_capitalised else _SHORTEST_LOWER_INFLECTED
    if length < shortest:
        return score == EXACT
    return score > ALIKE or (is_capitalised and score > DIFFERENT)


def _with_initial(text: str, start: int, end: int, taken: frozenset[int]) -> tuple[int, int]:
    """Return the span of a name with the initial before or behind it."""
    before = _INITIAL_BEFORE.search(text, max(0, start - _REACH), start)
    if before and before.group()[0].isupper() and before.start() not in taken:
        return before.start(), end
    behind = _INITIAL_BEHIND.match(text, end)
    if behind and behind.group()[1].isupper() and behind.start() not in taken:
        return start, behind.end()
    return start, end


def _initials(text: str, persons: Sequence[Entity], taken: frozenset[int]) -> Iterator[Entity]:
    """Yield pairs of initials that stand for a name of two words or more."""
    pairs = {
        frozenset((one.latin[0], other.latin[0]))
        for person in persons
        for one, other in pairwise(read_tokens(text[person.start : person.end]))
    }
    for match in _INITIALS.finditer(text):
        letters = frozenset(romanise(letter)[:1] for letter in match.groups())
        is_free = (
            match.start() not in taken and ".".join(match.groups()).lower() not in _no_initials()
        )
        if is_free and letters in pairs and match.group(1)[0].isupper():
            yield Entity(match.start(), match.end(), PERSON, SOURCE)


@cache
def _no_initials() -> frozenset[str]:
    return frozenset(read_words("name_contexts", "not_initials"))
