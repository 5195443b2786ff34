"""Find nicknames: "по кличке «Косой»", „Qora“ laqabli, მეტსახელად კოსო."""

import re
from collections.abc import Iterator
from functools import cache

from models.name_tokens import script_of
from models.patterns.keywords import alternation, fold, keyword_pattern
from models.patterns.name_words import Word
from models.resource_files import read_words
from models.types import Span

_QUOTED = r"[«„“\"'‘]\s?(?P<name>[^«»„“”\"\n]{1,40}?)\s?[»“”\"'’]"
# Between the word and the nickname: "кличка у него — «Косой»", "մականունը՝ «Կոսոյ»".
_GAP = r"[^\S\n]?[:՝—–-]?[^\S\n]{0,2}(?:[^\W\d_]{1,12}[^\S\n]){0,2}[—–-]?[^\S\n]?"
# Behind the quotes: "«Косой» (кличка)", "„კოსოს“ მეტსახელით".
_GAP_BEHIND = r"[^\S\n]?[(,—–-]?[^\S\n]{0,2}"
_SHORTEST = 3


def find_nicknames(text: str, words: list[Word]) -> Iterator[Span]:
    """Yield quoted words before or behind a word for a nickname.

    Where the grammar says that it is the nickname, the word right beside counts without quotes.
    """
    folded = fold(text)
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            yield Span(*match.span("name"))
    index_of = {word.start: index for index, word in enumerate(words)}
    for match in keyword_pattern("name_contexts", "nicknames_without_capitals").finditer(folded):
        first = index_of.get(match.end() + 1)
        if first is not None and _may_be_nickname(words[first]):
            yield Span(words[first].start, words[first].end)
    ending_at = {word.end: word for word in words}
    for match in keyword_pattern("name_contexts", "nicknames_behind").finditer(folded):
        before = ending_at.get(match.start() - 1)
        has_capitals = before is not None and script_of(before.text) != "Geor"
        if before and (before.is_name_like or not has_capitals) and _may_be_nickname(before):
            yield Span(before.start, before.end)


def _may_be_nickname(word: Word) -> bool:
    is_other = keyword_pattern("name_contexts", "not_names").fullmatch(word.folded)
    return len(word.text) >= _SHORTEST and not is_other


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    nickname = alternation(read_words("name_contexts", "nicknames"))
    return (
        re.compile(rf"{nickname}{_GAP}{_QUOTED}"),
        re.compile(rf"{_QUOTED}{_GAP_BEHIND}{nickname}"),
    )
