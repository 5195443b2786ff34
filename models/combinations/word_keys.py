"""Fold words as the gazetteer does, at a tenth of the time: each letter is looked up once."""

import re
import unicodedata
from collections.abc import Mapping

from models.folding import Folding

# Latin with its accents, Greek out, Cyrillic, Armenian, Georgian: the letters of our languages.
_BLOCKS = ((0x20, 0x300), (0x400, 0x590), (0x10A0, 0x1100), (0x1C90, 0x1CC0))
_MARKS = (0x300, 0x370)
_LATIN_END = "\u02b0"
_DOUBLED = re.compile(r"([a-z])\1+")


class WordKeys:
    """Fold words into keys of plain Latin letters; what is compared must be folded here.

    Args:
        folding: The letters of the gazetteer.
        sequences: Its letter groups; only Latin ones count.
    """

    def __init__(self, folding: Folding, sequences: Mapping[str, str]) -> None:
        self._letters: dict[int, str] = {
            code: folding.fold(chr(code))
            for first, end in _BLOCKS
            for code in range(first, end)
            if unicodedata.category(chr(code)) != "Cn"
        }
        self._letters.update(dict.fromkeys(range(*_MARKS), ""))
        latin = [group for group in sequences if group[0] < _LATIN_END]
        self._groups = {group: folding.fold(group) for group in latin}
        self._latin = re.compile("|".join(map(re.escape, sorted(latin, key=len, reverse=True))))

    def key(self, word: str) -> str:
        """Return the key of a word; nothing of it is kept."""
        lowered = word.lower()
        if lowered[:1] < _LATIN_END:
            lowered = self._latin.sub(lambda found: self._groups[found.group()], lowered)
        return _DOUBLED.sub(r"\1", lowered.translate(self._letters))
