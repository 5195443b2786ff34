"""Find the words of combination_words.yaml in a text by looking their beginnings up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from models.resource_files import read_resource

_ANY_LANGUAGE = "any"
_LONGEST_GAP = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """Words in a row: each a key and whether it is open at the end."""

    sort: str
    words: tuple[tuple[str, bool], ...]


class WordTable:
    """Rows of words by the key of their first word.

    Args:
        rows: Sort and text of each row; a word that ends in * may have any ending.
        key_of: What folds a word.
    """

    def __init__(self, rows: Iterable[tuple[str, str]], key_of: Callable[[str], str]) -> None:
        self._whole: dict[str, list[_Row]] = defaultdict(list)
        self._open: dict[str, list[_Row]] = defaultdict(list)
        for sort, text in rows:
            words = [(key_of(word.removesuffix("*")), word.endswith("*")) for word in text.split()]
            first, is_open = words[0]
            (self._open if is_open else self._whole)[first].append(_Row(sort, tuple(words)))
        self._shortest = min(map(len, self._open), default=0)
        self._longest = max(map(len, self._open), default=0)

    def matches(
        self, keys: Sequence[str], index: int, gaps: Sequence[str]
    ) -> Iterator[tuple[str, int]]:
        """Yield the sort and the last index of every row that starts at a word.

        Args:
            keys: The folded words of the text.
            index: Where the row starts.
            gaps: What stands before each word.
        """
        key = keys[index]
        for row in self._whole.get(key, ()):
            yield from _match(row, keys, index, gaps)
        for length in range(self._shortest, min(len(key), self._longest) + 1):
            for row in self._open.get(key[:length], ()):
                yield from _match(row, keys, index, gaps)

    def has(self, key: str) -> bool:
        """Tell whether a word alone is in the table."""
        return any(True for _ in self.matches((key,), 0, ("",)))


def _match(
    row: _Row, keys: Sequence[str], index: int, gaps: Sequence[str]
) -> Iterator[tuple[str, int]]:
    last = index + len(row.words) - 1
    if last >= len(keys):
        return
    for position, (stem, is_open) in enumerate(row.words[1:], index + 1):
        key = keys[position]
        is_same = key.startswith(stem) if is_open else key == stem
        if not is_same or not _joins(gaps[position]):
            return
    yield row.sort, last


def _joins(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and not gap.strip(" -‑–/.\u00a0\n\t")


def read_rows(sections: Iterable[str], lists: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the sort and text of every word of some sections, in some languages."""
    content = cast(Mapping[str, Mapping[str, list[str]]], read_resource("combination_words"))
    for section in sections:
        for name in (_ANY_LANGUAGE, *lists):
            for text in content[section].get(name, ()):
                yield section, text
