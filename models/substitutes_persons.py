"""Invent a person for every person of a narrative: another name in the same grammatical form.

A name is drawn by its kind (given name, surname, patronymic), gender, language and script,
never by its letters; the letters only say which drawn names are too like a real one.
"""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.romanisation import romanise
from models.substitutes_lists import variety_for
from models.substitutes_mentions import (
    FIRST,
    GENDERS,
    NamePart,
    name_parts,
    read_mention,
)
from models.substitutes_readings import NameReader, Reading, name_reader

_MOST_PARTS = 12  # in one mention; more is no name
_SAME_START = 3  # letters from which on two forms may be one name
_SAME_SHARE = 0.6  # of the longer one's letters
_LIKE_LETTERS = 4  # a substitute starts with other letters than every real name
_LATIN = "Latn"


@dataclass(slots=True, eq=False)
class _Slot:
    """One name of a person: the words it was read from, and what stands for it by variety."""

    part: str
    originals: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PersonInventor:
    """Invents the persons of one narrative; while names last, no two get the same."""

    language: str
    rng: random.Random
    _real_starts: set[str] = field(default_factory=set)
    _undrawn: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _drawn: set[str] = field(default_factory=set)

    def invent(self, persons: Sequence[Sequence[str]]) -> list[dict[str, str]]:
        """Return for each person what to write for each of the mentions.

        Args:
            persons: The distinct mentions of each person. What cannot be imitated
                (another script, no letters) has nothing in the answer.
        """
        for mention in (mention for mentions in persons for mention in mentions):
            starts = (romanise(part.text)[:_LIKE_LETTERS] for part in name_parts(mention))
            # A single letter would forbid too many names, and says too little.
            self._real_starts |= {start for start in starts if len(start) > 1}
        return [self._invent_one(mentions) for mentions in persons]

    def _invent_one(self, mentions: Sequence[str]) -> dict[str, str]:
        parts_by_mention = {}
        for mention in mentions:
            parts = name_parts(mention)
            if 0 < len(parts) <= _MOST_PARTS and variety_for(self.language, mention):
                parts_by_mention[mention] = parts
        gender = self._gender(parts_by_mention)
        slots: list[_Slot] = []
        written: dict[str, str] = {}
        # Full names first: they say what a part of them is when it stands alone.
        for mention in sorted(parts_by_mention, key=lambda m: -_words_in(parts_by_mention[m])):
            text = self._rewrite(mention, parts_by_mention[mention], gender, slots)
            if text is not None:
                written[mention] = text
        return written

    def _gender(self, parts_by_mention: dict[str, list[NamePart]]) -> str:
        """Return the gender under which all mentions read best; chance where they say nothing."""
        totals = dict.fromkeys(GENDERS, 0.0)
        for mention, parts in parts_by_mention.items():
            for gender in GENDERS:
                totals[gender] += read_mention(self._reader(mention), parts, gender)[0]
        best = max(totals.values())
        possible = [gender for gender in GENDERS if totals[gender] == best]
        # One draw in any case: what is invented next must not depend on this person's name.
        return possible[int(self.rng.random() * len(possible))]

    def _reader(self, mention: str) -> NameReader:
        variety = variety_for(self.language, mention)
        assert variety is not None  # asked before
        return name_reader(variety)

    def _rewrite(
        self, mention: str, parts: Sequence[NamePart], gender: str, slots: list[_Slot]
    ) -> str | None:
        """Return a mention with every name in it exchanged, None if there is none to write."""
        reader = self._reader(mention)
        known = frozenset(original for slot in slots for original in slot.originals)
        _, readings = read_mention(reader, parts, gender, known)
        pieces, position = [], 0
        taken: list[_Slot] = []
        for part, reading in zip(parts, readings, strict=True):
            slot = _slot_of(slots, taken, reading, is_initial=part.is_initial)
            name = self._name(slot, reader, gender)
            if name is None:
                return None
            kind = f"{slot.part}_{gender}"
            form = name[0] if part.is_initial else reader.forms.inflect(name, reading.case, kind)
            pieces += [_blank(mention[position : part.start]), _like(part.text, form)]
            position = part.start + len(part.text)
        return "".join([*pieces, _blank(mention[position:])])

    def _name(self, slot: _Slot, reader: NameReader, gender: str) -> str | None:
        """Return what stands for a name in a variety, the same each time it is asked for."""
        variety = reader.lists.variety
        if variety not in slot.names:
            others = [name for v, name in slot.names.items() if not v.endswith(_LATIN)]
            if others and variety.endswith(_LATIN):
                slot.names[variety] = romanise(others[0]).capitalize()
            else:
                name = self._draw(reader, f"{slot.part}_{gender}")
                if name is None:
                    return None
                slot.names[variety] = name
        return slot.names[variety]

    def _draw(self, reader: NameReader, kind: str) -> str | None:
        """Draw a name that is like no real one; one drawn before only when all are used up."""
        names = reader.lists.names.get(kind) or reader.lists.names[f"{FIRST}_male"]
        undrawn = self._undrawn.setdefault((reader.lists.variety, kind), [])
        # At most once through what is left, and once through all of them again.
        for _ in range(len(undrawn) + len(names)):
            if not undrawn:
                undrawn += self.rng.sample(names, len(names))
                self._drawn.difference_update(undrawn)
            name = undrawn.pop()
            if name not in self._drawn and not self._is_too_like(name):
                self._drawn.add(name)
                return name
        return None

    def _is_too_like(self, name: str) -> bool:
        start = romanise(name)[:_LIKE_LETTERS]
        return any(start[:length] in self._real_starts for length in range(2, len(start) + 1))


def _slot_of(
    slots: list[_Slot], taken: list[_Slot], reading: Reading, *, is_initial: bool
) -> _Slot:
    """Return the name of the person that a word is a form of; a new one if there is none."""
    free = [slot for slot in slots if slot not in taken]
    likeness = _initial_likeness if is_initial else _likeness
    scores = [max(likeness(original, reading.name) for original in s.originals) for s in free]
    best = max(scores, default=0.0)
    if best > 0:
        slot: _Slot | None = free[scores.index(best)]
    else:
        slot = next((s for s in free if s.part == reading.part), None)
    if slot is None:
        slot = _Slot(reading.part)
        slots.append(slot)
    slot.originals.append(reading.name)
    taken.append(slot)
    return slot


def _likeness(one: str, other: str) -> float:
    """Return the share of letters two forms of one name have in common, 0 for two names."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    share = shared / max(len(one), len(other))
    return share if share == 1 or (shared >= _SAME_START and share >= _SAME_SHARE) else 0.0


def _initial_likeness(name: str, initial: str) -> float:
    return float(name.startswith(initial[0]))


def _words_in(parts: Sequence[NamePart]) -> int:
    return sum(not part.is_initial for part in parts)


def _like(word: str, name: str) -> str:
    """Return a name in the small letters or capitals of the word it stands for."""
    if word.islower():
        return name.lower()
    return name.upper() if len(word) > 1 and word.isupper() else name


def _blank(between: str) -> str:
    """Return what stands between names without digits and marks, which may tell something."""
    return "".join(
        "0" if character.isnumeric() else character
        for character in between
        if unicodedata.category(character)[0] != "M"
    )
