"""Find any of thousands of planted words, in any encoding, in megabytes of anything."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from tests.leak_proof.encodings import encoded, folded

_WINDOW = 8  # bytes; every encoded word is longer
_TABLE_BITS = 24
# Two multipliers for two tables: chance fools one of them often, both of them seldom.
_MIXES = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
_WORD = (1 << 64) - 1
_CHUNK = 1 << 22


@dataclass(frozen=True)
class Hit:
    """A planted word that was found."""

    word: str
    encoding: str
    offset: int


class Search:
    """Knows the words that were planted so far."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self._known: dict[bytes, list[tuple[bytes, str, str]]] = {}
        self._tables = [np.zeros(1 << _TABLE_BITS, dtype=bool) for _ in _MIXES]

    def add(self, word: str) -> None:
        """Look for a word from now on."""
        if word in self.words:
            raise ValueError("planted twice")
        self.words.add(word)
        for encoding, content in set(encoded(word)):
            if len(content) < _WINDOW:
                raise ValueError("too short to be told from chance")
            start = content[:_WINDOW]
            self._known.setdefault(start, []).append((content, word, encoding))
            value = int.from_bytes(start, "little")
            for table, mix in zip(self._tables, _MIXES, strict=True):
                table[(value * mix & _WORD) >> (64 - _TABLE_BITS)] = True

    def find(self, content: bytes) -> list[Hit]:
        """Return all planted words in some bytes, as they are, small-lettered and unpacked."""
        found = {(hit.word, hit.encoding): hit for hit in self._find(content)}
        small = folded(content)
        if small != content:
            for hit in self._find(small):
                found.setdefault((hit.word, hit.encoding), hit)
        with suppress(zlib.error):
            for hit in self._find(zlib.decompress(content)):
                found.setdefault((hit.word, "zlib"), hit)
        return list(found.values())

    def _find(self, content: bytes) -> Iterator[Hit]:
        for begin in range(0, max(len(content) - _WINDOW + 1, 0), _CHUNK):
            count = min(_CHUNK, len(content) - _WINDOW + 1 - begin)
            windows = np.ndarray((count,), "<u8", content, begin, (1,))
            places = np.flatnonzero(self._tables[0][_hashes(windows, _MIXES[0])])
            places = places[self._tables[1][_hashes(windows[places], _MIXES[1])]]
            for place in places:
                offset = begin + int(place)
                for planted, word, encoding in self._known.get(
                    content[offset : offset + _WINDOW], ()
                ):
                    if content.startswith(planted, offset):
                        yield Hit(word, encoding, offset)


def _hashes(windows: np.ndarray, mix: int) -> np.ndarray:
    return (windows * np.uint64(mix)) >> np.uint64(64 - _TABLE_BITS)
