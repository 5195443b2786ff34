"""Read a word of a name as some name in some case: by the lists, else by how names end.

Only good enough to give a substitute the same form; the recogniser does not use it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from models.inflection import NO_FORMS, NOMINATIVE, Variety, read_varieties
from models.name_lists import NameLists
from models.substitutes_lists import read_substitute_names

# What a reading weighs. A listed name is surer than any guess, whose parts stay below it.
_LISTED = 3.0
_IS_NOMINATIVE = 0.3
_OF_TWO_LETTERS, _OF_THREE_LETTERS = 6.0, 12.0  # times the share of names that end so
_MOST_OF_ENDING = 0.7
_UNUSUAL_NOMINATIVE = 0.1  # of a name that ends as no listed one does
_OF_ADDED_LETTER = 0.05  # a long ending is seldom there by chance
_SHORTEST_STEM = 2
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word may be.

    Attributes:
        name: The name in the nominative, in small letters.
        kind: One of `models.inflection.KINDS`.
        case: The case the word is in.
        score: How much speaks for it; only to be compared with others.
    """

    name: str
    kind: str
    case: str
    score: float

    @property
    def gender(self) -> str:
        """The part of the kind behind the line: male or female."""
        return self.kind.partition("_")[2]

    @property
    def part(self) -> str:
        """The part of the kind before the line: first, last or middle."""
        return self.kind.partition("_")[0]


@dataclass(slots=True)
class NameReader:
    """Reads the words of names of one language in one script."""

    lists: NameLists
    forms: Variety
    _listed: dict[str, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    _endings: dict[str, Counter[str]] = field(default_factory=dict)
    _undone: dict[str, set[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Turn lists and rules around: form to name, ending to what it was made of."""
        for kind, names in self.lists.names.items():
            endings = self._endings[kind] = Counter()
            for name in map(str.lower, names):
                endings.update({name[-2:], name[-3:]})
                for case in (NOMINATIVE, *self.forms.cases):
                    form = self.forms.inflect(name, case, kind)
                    score = _LISTED + _IS_NOMINATIVE * (case == NOMINATIVE)
                    self._listed[form].append(Reading(name, kind, case, score))
            for case in (NOMINATIVE, *self.forms.cases):
                for added, restored in self._ways(kind, case):
                    self._undone[added].add((restored, kind, case))

    def _ways(self, kind: str, case: str) -> Iterator[tuple[str, str]]:
        """Yield what a case may add to names of a kind, and what it may have cut off before."""
        yield "", ""
        for rule in self.forms.cases.get(case, ()):
            names = (n.lower() for n in self.lists.names[kind])
            fitting = {n[len(n) - rule.cut :] for n in names if rule.fits(n, kind)}
            yield from ((added, cut) for added in rule.added for cut in fitting)

    def read(self, word: str) -> list[Reading]:
        """Return what a word may be, none for what is too short or long."""
        small = word.lower()
        listed = self._listed.get(small, [])
        return [*listed, *self._guess(small)] if len(small) <= _LONGEST_WORD else []

    def _guess(self, word: str) -> Iterator[Reading]:
        for length in range(min(len(word) - _SHORTEST_STEM, max(map(len, self._undone))) + 1):
            stem, added = word[: len(word) - length], word[len(word) - length :]
            for restored, kind, case in self._undone.get(added, ()):
                name = stem + restored
                if self.forms.inflect(name, case, kind) == word:
                    score = self._plausibility(name, kind, case, added=len(added) - len(restored))
                    yield Reading(name, kind, case, score)

    def _plausibility(self, name: str, kind: str, case: str, *, added: int) -> float:
        total = len(self.lists.names[kind]) or 1
        two, three = (self._endings[kind][name[-n:]] / total for n in (2, 3))
        endings = min(_MOST_OF_ENDING, _OF_TWO_LETTERS * two)
        endings += min(_MOST_OF_ENDING, _OF_THREE_LETTERS * three)
        if case == NOMINATIVE:
            return endings + (_IS_NOMINATIVE if endings else _UNUSUAL_NOMINATIVE)
        return endings + _OF_ADDED_LETTER * max(0, added)


@cache
def name_reader(variety: str) -> NameReader:
    """Return the reader of a variety that has names; made once, of our lists only."""
    return NameReader(read_substitute_names()[variety], read_varieties().get(variety, NO_FORMS))
