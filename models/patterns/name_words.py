"""The words of a text as the finders of names see them: where they stand, how they are written."""

import re
from dataclasses import dataclass

from models.edges import APOSTROPHES
from models.patterns.keywords import fold

PERSON = "PERSON"
CONTEXT = "context"
_WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}\-‐‑][^\W\d_]+)*")
_NAME_GAP = re.compile(r"[ \u00a0\t]{1,2}")
_INITIAL_GAP = re.compile(r"\.?[ \u00a0]{0,2}")
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, as written."""

    start: int
    end: int
    text: str

    @property
    def folded(self) -> str:
        """The word in lower case."""
        return fold(self.text)

    @property
    def is_capitalised(self) -> bool:
        """Whether the word starts with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_name_like(self) -> bool:
        """Whether it is written as names are: a capital first, then at least one letter."""
        return self.is_capitalised and len(self.text) >= _FEWEST_LETTERS

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals only."""
        return self.text.isupper() and len(self.text) >= _FEWEST_LETTERS


def read_words_of(text: str) -> list[Word]:
    """Return the words of a text in order; hyphens and apostrophes inside belong to them."""
    return [Word(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]


def is_joined(text: str, one: Word, other: Word) -> bool:
    """Tell whether only a space stands between two words."""
    return _NAME_GAP.fullmatch(text, one.end, other.start) is not None


def is_joined_initial(text: str, one: Word, other: Word) -> bool:
    """Tell whether only a dot and a space stand between two words."""
    return _INITIAL_GAP.fullmatch(text, one.end, other.start) is not None


def is_initial(text: str, word: Word) -> bool:
    """Tell whether a word is one capital letter with a dot behind it."""
    return len(word.text) == 1 and word.is_capitalised and text[word.end : word.end + 1] == "."
