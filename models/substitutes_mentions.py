"""Take a mention of a person apart: its words, and what each of them is in which case."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from models.edges import APOSTROPHES
from models.inflection import NOMINATIVE
from models.resource_files import read_words
from models.substitutes_lists import NAME_WORD
from models.substitutes_readings import NameReader, Reading

GENDERS = ("female", "male")
FIRST, MIDDLE, LAST = "first", "middle", "last"
_PLACE_BONUS = 0.5  # a first word is rather a given name, a last one a surname
_KNOWN_BONUS = 1.0  # the nominative stands elsewhere in the text


@dataclass(frozen=True, slots=True)
class NamePart:
    """A word of a mention that says who it is, or a letter for one."""

    start: int
    text: str
    is_initial: bool


def name_parts(mention: str) -> list[NamePart]:
    """Return the words of a mention without those that are no part of a name.

    A word is only kept for a title where something else is left to be a name.
    """
    words = [
        NamePart(m.start(), m.group(), _is_initial(mention, m.end(), m.group()))
        for m in NAME_WORD.finditer(mention)
    ]
    kept = [match.span() for match in _kept_words().finditer(mention)]
    names = [word for word in words if not any(s <= word.start < e for s, e in kept)]
    return names or words


def _is_initial(mention: str, end: int, word: str) -> bool:
    return len(word) <= (2 if mention[end : end + 1] == "." else 1)


@cache
def _kept_words() -> re.Pattern[str]:
    words = sorted(read_words("substitutes", "kept_words"), key=len, reverse=True)
    joint = f"[\\w{APOSTROPHES}-]"
    return re.compile(
        f"(?<!{joint})(?:{'|'.join(map(re.escape, words))})(?!{joint})", re.IGNORECASE
    )


def read_mention(
    reader: NameReader, parts: Sequence[NamePart], gender: str, known: frozenset[str] = frozenset()
) -> tuple[float, list[Reading]]:
    """Return the best reading of all words together, and how good it is.

    Args:
        reader: Reads single words.
        parts: The words and initials of the mention.
        gender: Of the person.
        known: Names of the person that are certain, in small letters.
    """
    words = [part.text.lower() for part in parts if not part.is_initial]
    ways = (
        [
            _best(
                reader, word, _Place(i, len(words), case, gender, known, reader.forms.has_agreement)
            )
            for i, word in enumerate(words)
        ]
        for case in (NOMINATIVE, *reader.forms.cases)
    )
    best = max(ways, key=lambda readings: sum(reading.score for reading in readings))
    initials = iter(_initial_parts(best, len(parts) - len(words)))
    named = iter(best)
    both = [
        Reading(part.text.lower(), f"{next(initials)}_{gender}", NOMINATIVE, 0.0)
        if part.is_initial
        else next(named)
        for part in parts
    ]
    return sum(reading.score for reading in best), both


@dataclass(frozen=True, slots=True)
class _Place:
    """What is asked of the word at one place of a mention."""

    index: int
    count: int
    case: str
    gender: str
    known: frozenset[str]
    has_agreement: bool

    def weigh(self, reading: Reading) -> float:
        """Return a reading's score at this place."""
        is_first = reading.part == FIRST and self.index == 0 < self.count - 1
        is_last = reading.part == LAST and self.index == self.count - 1 > 0
        bonus = _PLACE_BONUS if is_first or is_last else 0.0
        return reading.score + bonus + _KNOWN_BONUS * (reading.name in self.known)

    def rank(self, reading: Reading) -> tuple[float, bool, bool, str]:
        """Return what to compare readings by; two that weigh the same have an order too."""
        return self.weigh(reading), reading.part == FIRST, reading.part == LAST, reading.name

    def allows(self, reading: Reading) -> bool:
        """Tell whether gender and case are those asked for."""
        has_case = self.has_agreement or self.index == self.count - 1
        return reading.gender == self.gender and reading.case == (
            self.case if has_case else NOMINATIVE
        )


def _best(reader: NameReader, word: str, place: _Place) -> Reading:
    fitting = (reading for reading in reader.read(word) if place.allows(reading))
    best = max(fitting, key=place.rank, default=None)
    if best is None:
        # Not of this case, as far as we know: it stays as it is, and says nothing.
        part = FIRST if place.index == 0 else LAST
        return Reading(word, f"{part}_{place.gender}", NOMINATIVE, 0.0)
    return Reading(best.name, best.kind, best.case, place.weigh(best))


def _initial_parts(readings: Sequence[Reading], count: int) -> Iterator[str]:
    """Yield what the initials beside some words stand for: "А. К. Иванов", "Анна И."."""
    has = {reading.part for reading in readings}
    if LAST in has:
        order = [FIRST, MIDDLE]
    elif FIRST in has:
        order = [LAST] if count == 1 else [MIDDLE, LAST]
    else:
        order = [FIRST, LAST] if count == 2 else [FIRST, MIDDLE, LAST]
    for index in range(count):
        yield order[min(index, len(order) - 1)]
