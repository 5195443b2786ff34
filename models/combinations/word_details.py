"""Find the details that words tell: villages, occupations, diagnoses, families and the like."""

from collections.abc import Iterator, Sequence

from models.combinations.details import Detail
from models.combinations.places import SMALL_PLACE
from models.combinations.rule import CombinationRule
from models.combinations.word_table import WordTable
from models.place_words import Word
from models.types import Span

SETTLEMENT, UNIQUE, INSTITUTION = "settlement", "unique", "institution"
WORD_SORTS = (
    SETTLEMENT,
    UNIQUE,
    INSTITUTION,
    "employer",
    "occupation",
    "unique_role",
    "health",
    "disability",
    "identity",
    "family",
    "ethnicity",
    "vehicle",
)
_NUMBER_SIGNS = frozenset({"no", "nr", "n", "br", "broi", "nomer", "numar", "num"})
_MOST_DIGITS = 5
_HYPHENS = ("-", "‑", "–")
_JOINS_NAME = ' «"„“'


def find_word_details(
    words: Sequence[Word], keys: Sequence[str], gaps: Sequence[str], table: WordTable
) -> Iterator[Detail]:
    """Yield the details of words, the longest of each sort where several start or overlap.

    Institutions without a number are left out.
    """
    taken: dict[str, int] = {}
    for index in range(len(words)):
        longest: dict[str, int] = {}
        for sort, last in table.matches(keys, index, gaps):
            longest[sort] = max(longest.get(sort, 0), last)
        for sort, last in longest.items():
            if sort not in WORD_SORTS or taken.get(sort, -1) >= index:
                continue
            if sort == INSTITUTION:
                span = _numbered(index, last, words, keys)
                if span is None:
                    continue
            else:
                span = Span(words[index].start, words[last].end)
            taken[sort] = last
            yield Detail(span.start, span.end, sort)


def _numbered(first: int, last: int, words: Sequence[Word], keys: Sequence[str]) -> Span | None:
    """Return an institution with its number before or behind it, None if it has none."""
    before = words[first - 1] if first and _is_number(words[first - 1]) else None
    if before and (words[first].gap in _HYPHENS or before.gap.rstrip().endswith("№")):
        return Span(before.start, words[last].end)
    after = last + 1
    is_signed = after < len(words) and keys[after] in _NUMBER_SIGNS and not _is_far(words[after])
    after += is_signed
    if after >= len(words) or not _is_number(words[after]):
        return None
    gap = words[after].gap
    if is_signed or "№" in gap or gap in _HYPHENS:
        return Span(words[first].start, words[after].end)
    return None


def _is_number(word: Word) -> bool:
    return word.text.isdecimal() and len(word.text) <= _MOST_DIGITS


def _is_far(word: Word) -> bool:
    return len(word.gap) > 2 or "\n" in word.gap


def with_named_villages(
    details: Sequence[Detail],
    words: Sequence[Word],
    places: Sequence[Span],
    rule: CombinationRule,
) -> Iterator[Detail]:
    """Yield the details; a village that is named, or whose district is, counts as a small place."""
    index_at = {word.start: index for index, word in enumerate(words)}
    near: set[int] = set()
    for place in places:
        index = index_at.get(place.start, 0)
        near.update(range(index - rule.name_reach, index + rule.name_reach + 1))
    for detail in details:
        index = index_at.get(detail.start, -1)
        is_named = detail.sort == SETTLEMENT and (index in near or _has_name(index, words))
        yield Detail(detail.start, detail.end, SMALL_PLACE) if is_named else detail


def _has_name(index: int, words: Sequence[Word]) -> bool:
    """Tell whether a word with a capital stands beside a village's word."""
    behind = words[index + 1] if index + 1 < len(words) else None
    if behind and behind.text[0].isupper() and behind.gap.strip(_JOINS_NAME) == "":
        return not behind.text.isupper()
    before = words[index - 1] if index else None
    is_capital = before is not None and before.text[0].isupper() and not before.opens
    return is_capital and words[index].gap == " " and not before.text.isupper()  # type: ignore[union-attr]


def with_founded_uniqueness(details: Sequence[Detail], rule: CombinationRule) -> Iterator[Detail]:
    """Yield the details in order, "the only" only where another detail stands near."""
    ordered = sorted(details)
    others = [detail for detail in ordered if detail.sort not in (UNIQUE, "date", "vehicle")]
    cursor = 0
    for detail in ordered:
        if detail.sort != UNIQUE:
            yield detail
            continue
        while cursor < len(others) and others[cursor].end < detail.start - rule.unique_reach:
            cursor += 1
        if cursor < len(others) and others[cursor].start <= detail.end + rule.unique_reach:
            yield detail
