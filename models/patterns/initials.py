"""Find persons given by initials: "А. К. Петров", "Амина К.", "клиентка А.", "R. T."."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from models.patterns.keywords import fold, keyword_pattern
from models.patterns.name_words import Word, is_initial, is_joined, is_joined_initial
from models.resource_files import read_words
from models.types import Span

# A line may be indented by this much.
_INDENT = 40
_LINE_START = re.compile(r"\n[ \t]*\Z")


def find_initials(text: str, words: list[Word]) -> Iterator[Span]:
    """Yield initials with the name before or behind them, pairs of initials, and single ones."""
    initials = [i for i, word in enumerate(words) if is_initial(text, word)]
    if not initials:
        return
    fields = _field_offsets(text)
    for index in initials:
        if words[index].start not in fields and not _is_label(text, words, index):
            yield _around(text, words, index)
    for one, other in pairwise(words):
        is_pair = is_initial(text, one) and is_initial(text, other) and one.start not in fields
        if is_pair and is_joined_initial(text, one, other) and not _is_abbreviation(one, other):
            yield Span(one.start, other.end + 1)


def _field_offsets(text: str) -> frozenset[int]:
    """Return the offsets of names of form fields: "F.I.Sh." is nobody."""
    fields = keyword_pattern("name_contexts", "fields").finditer(fold(text))
    return frozenset(i for field in fields for i in range(*field.span()))


def _around(text: str, words: list[Word], index: int) -> Span:
    """Return an initial with the capitalised word before it, or the one behind it."""
    word = words[index]
    before = words[index - 1] if index else None
    if before and before.is_name_like and is_joined(text, before, word) and not _is_other(before):
        return Span(before.start, word.end + 1)
    behind = words[index + 1] if index + 1 < len(words) else None
    is_name = behind and behind.is_name_like and not _is_other(behind)
    if behind and is_name and is_joined_initial(text, word, behind):
        return Span(word.start, behind.end)
    return Span(word.start, word.end + 1)


def _is_label(text: str, words: list[Word], index: int) -> bool:
    """Tell whether a capital with a dot counts a list or names a group, or is half of "P.S."."""
    word = words[index]
    before = words[index - 1] if index else None
    if (
        before
        and before.end + 1 >= word.start
        and keyword_pattern("name_contexts", "letters").fullmatch(before.folded)
    ):
        return True
    pairs = [(words[i], words[i + 1]) for i in (index - 1, index) if 0 <= i < len(words) - 1]
    if any(_is_abbreviation(one, other) and other.start - one.end <= 2 for one, other in pairs):
        return True
    return _starts_line(text, word) and _behind_is_capital(text, word)


def _starts_line(text: str, word: Word) -> bool:
    return _LINE_START.search(text, max(0, word.start - _INDENT), word.start) is not None


def _behind_is_capital(text: str, word: Word) -> bool:
    return text[word.end + 1 : word.end + 3].strip()[:1].isupper()


def _is_other(word: Word) -> bool:
    is_role = keyword_pattern("name_contexts", "roles").fullmatch(word.folded)
    return bool(is_role or keyword_pattern("name_contexts", "not_names").fullmatch(word.folded))


def _is_abbreviation(one: Word, other: Word) -> bool:
    return f"{one.folded}.{other.folded}" in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(read_words("name_contexts", "not_initials"))
