"""One key alphabet for the words of every script, so that respelled places meet.

"Бишкек", "Bishkek" and "Bişkek" fold to the same key; the table is data, not code.
"""

import re
import unicodedata
from collections.abc import Mapping

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

    def fold(self, word: str) -> str:
        """Return the key of a word: case, accents, apostrophes and doubled letters gone.

        Nothing is kept between calls: the words are a narrative's.
        """
        lowered = unicodedata.normalize("NFC", word.casefold()).replace("i\u0307", "i")
        pieces = self._pieces.findall(lowered)
        folded = "".join(
            _plain(piece) if key is None else key
            for piece in pieces
            for key in (self._table.get(piece),)
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
