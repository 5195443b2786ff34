"""One key alphabet for the words of every script, so that respelled places meet.

"Бишкек", "Bishkek" and "Bişkek" fold to the same key; the table is data, not code.
"""

import re
import unicodedata
from collections.abc import Mapping

_CACHE_SIZE = 50_000
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_SCRIPT_NAMES = {"LATIN": "L", "CYRILLIC": "C", "GEORGIAN": "G", "ARMENIAN": "A"}


class Folding:
    """Fold words into keys of plain Latin letters.

    Args:
        sequences: Letter groups that fold together, such as "sh" to "s".
        letters: Single letters and what they become.
    """

    def __init__(self, sequences: Mapping[str, str], letters: Mapping[str, str]) -> None:
        self._table = {**sequences, **letters}
        longest_first = sorted(self._table, key=lambda piece: (-len(piece), piece))
        self._pieces = re.compile("|".join(map(re.escape, longest_first)) + r"|\w|\W")
        self._keys: dict[str, str] = {}

    def fold(self, word: str) -> str:
        """Return the key of a word: case, accents, apostrophes and doubled letters gone."""
        key = self._keys.get(word)
        if key is None:
            if len(self._keys) >= _CACHE_SIZE:
                self._keys.clear()
            key = self._keys[word] = self._fold(word)
        return key

    def _fold(self, word: str) -> str:
        lowered = unicodedata.normalize("NFC", word.casefold()).replace("i\u0307", "i")
        pieces = (self._table.get(piece) for piece in self._pieces.findall(lowered))
        folded = "".join(
            _plain(raw) if piece is None else piece
            for raw, piece in zip(self._pieces.findall(lowered), pieces, strict=True)
        )
        return _DOUBLED.sub(r"\1", folded)


def script_of(word: str) -> str:
    """Return the script of a word's first letter: L, C, G, A, or an empty string."""
    for character in word:
        if character.isalpha():
            return _SCRIPT_NAMES.get(unicodedata.name(character, "").split(" ", 1)[0], "")
    return ""


def _plain(character: str) -> str:
    """Strip accents; drop what is neither letter nor digit."""
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base.isalnum() else ""
