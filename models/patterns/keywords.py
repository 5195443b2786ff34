"""Find words of a resource file in a text, in any language, and what stands beside them."""

import re
from collections.abc import Iterable
from functools import cache

from models.resource_files import read_words

WORD_START = r"(?<![^\W_])"
WORD_END = r"(?![^\W_])"
_ANY_ENDING = "*"


def fold(text: str) -> str:
    """Return the text in lower case with every character at its old place."""
    # The dotted capital I is the one letter whose lower case is longer than itself.
    return text.replace("İ", "i").lower()


@cache
def keyword_pattern(resource: str, section: str) -> re.Pattern[str]:
    """Return a pattern of all words of a section, to be used on a folded text.

    A word that ends in * may have any ending, also inside of a phrase; a space stands for any
    white space.
    """
    return re.compile(alternation(read_words(resource, section)))


def alternation(words: Iterable[str]) -> str:
    """Return the words as one pattern that matches whole words, longest first."""
    ordered = sorted({fold(word) for word in words}, key=len, reverse=True)
    return rf"{WORD_START}(?:{'|'.join(map(_word_pattern, ordered))})"


def _word_pattern(word: str) -> str:
    parts = [
        re.escape(part.removesuffix(_ANY_ENDING)) + r"[^\W\d_]*" * part.endswith(_ANY_ENDING)
        for part in word.split()
    ]
    return r"[\s\-]+".join(parts) + (WORD_END if word[-1].isalnum() else "")
