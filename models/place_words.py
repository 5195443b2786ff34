"""Words of a redacted narrative, with placeholders blanked out.

The same cut into words serves the build of the gazetteer and the search in a narrative.
"""

import re
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_?\d*\]")
_WORD = re.compile(r"[^\W_]+(?:['’ʻʼ‘`´][^\W\d_]+)*")
_SENTENCE_END = frozenset('.!?…:;\n«»„“”"•–—()|')


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        start: First code point.
        end: Code point after the last.
        text: The word as written.
        opens: Whether it opens a sentence, a line or a quotation, where capitals prove nothing.
        gap: What stands between the word before and this one.
    """

    start: int
    end: int
    text: str
    opens: bool
    gap: str


def words_of(text: str) -> list[Word]:
    """Cut a text into words; placeholders yield none."""
    blanked = PLACEHOLDER.sub(lambda found: "\x00" * len(found.group()), text)
    words: list[Word] = []
    cursor = 0
    for found in _WORD.finditer(blanked):
        gap = blanked[cursor : found.start()]
        opens = not words or any(mark in _SENTENCE_END for mark in gap)
        words.append(Word(found.start(), found.end(), found.group(), opens, gap))
        cursor = found.end()
    return words
