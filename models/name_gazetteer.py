"""Find names by a list: for short and careless texts, where nothing around a name gives it away.

The list holds the case forms of known names less all that are also words, so a hit needs no
context. `training.build_name_gazetteer` makes it; the file lies in the recogniser's folder.
"""

import gzip
import re
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

from models.edges import APOSTROPHES
from models.letter_case import SCRIPTS_WITH_CAPITALS, WORD, is_careless
from models.name_tokens import script_of
from models.resource_files import read_words
from models.types import Entity

SOURCE = "gazetteer"
PERSON = "PERSON"
GAZETTEER_FILE = "names.txt.gz"
# Shorter forms are words or abbreviations more often than names.
SHORTEST = 3
SHORTEST_LOWER = 4
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_SHORTEST_STREET_WORD = 3
# Small words of other meanings among the words for streets.
_NO_STREET_WORDS = frozenset({"put"})


class NameGazetteer:
    """Names that are no words, in every form they take.

    Args:
        forms: Folded forms, as `fold` makes them.
    """

    def __init__(self, forms: Set[str]) -> None:
        self._forms = forms

    @classmethod
    def load(cls, folder: Path) -> "NameGazetteer":
        """Read the list of a verified trained folder."""
        with gzip.open(folder / GAZETTEER_FILE, "rt", encoding="utf-8") as lines:
            return cls(frozenset(lines.read().split("\n")))

    def save(self, folder: Path) -> None:
        """Write the list; the same forms always give the same bytes."""
        content = "\n".join(sorted(self._forms)).encode()
        (folder / GAZETTEER_FILE).write_bytes(gzip.compress(content, mtime=0))

    def find(self, text: str) -> Iterator[Entity]:
        """Yield the listed names of a text.

        A name in small letters counts only where the writer begins sentences with small
        letters too; a street called after somebody is no person.
        """
        careless = is_careless(text)
        words = list(WORD.finditer(text))
        for index, match in enumerate(words):
            word = match.group()
            is_lower = word[0].islower() and script_of(word) in SCRIPTS_WITH_CAPITALS
            if is_lower and (not careless or len(word) < SHORTEST_LOWER):
                continue
            if len(word) >= SHORTEST and fold(word) in self._forms and not _is_street(words, index):
                yield Entity(match.start(), match.end(), PERSON, SOURCE)


def fold(word: str) -> str:
    """Return the spelling under which a form is listed: no case, one apostrophe, no ё."""
    return _APOSTROPHE.sub("'", word.casefold()).replace("ё", "е")


def _is_street(words: list[re.Match[str]], index: int) -> bool:
    """Tell whether the word before or behind is one for a street."""
    before = words[index - 1].group().casefold() if index else ""
    behind = words[index + 1].group().casefold() if index + 1 < len(words) else ""
    return before.startswith(_street_words("before")) or behind.startswith(_street_words("behind"))


@cache
def _street_words(section: str) -> tuple[str, ...]:
    words = (word.rstrip("*") for word in read_words("addresses", section))
    return tuple(
        word
        for word in words
        if len(word) >= _SHORTEST_STREET_WORD and word not in _NO_STREET_WORDS
    )
