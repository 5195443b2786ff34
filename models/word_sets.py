"""Sets of folded words, some of them open at the end."""

from collections.abc import Iterable


class WordSet:
    """Folded words, some of them (with a star) standing for all words that start so."""

    def __init__(self, words: Iterable[str]) -> None:
        words = tuple(words)
        self._whole = frozenset(word for word in words if not word.endswith("*"))
        self._starts = tuple(word[:-1] for word in words if word.endswith("*"))

    def has(self, key: str) -> bool:
        """Tell whether the word is in the set."""
        return key in self._whole or key.startswith(self._starts)
