"""Find exact ages and years of birth."""

import re
from collections.abc import Iterator, Sequence

from models.combinations.details import Detail
from models.combinations.word_table import WordTable
from models.patterns.keywords import fold, keyword_pattern
from models.place_words import Word

AGE = "age"
_ADULT = range(14, 90)
_YEARS = range(1930, 2016)
_BIRTH_REACH = 20
_VETO_BEFORE = 2
_CLAUSE_ENDS = tuple(",.;)\n/")
_MOST_DIGITS = 2
# "twenty six years old", "dvadeset i šest godina"
_WORDS_OF_UNIT = 3
# "[PERSON_1], 34." and "burrë, 29, HIV": how forms and notes put an age.
_BARE_AGE = re.compile(
    r"(?:(?<=[^\W\d_],\s)|(?<=\d\],\s)|(?<=\d\]\s\())[1-8]\d(?=\s?[,;)\n]|\.?$|\.\s)", re.M
)
_AGE_IN_WORD = re.compile(r"(\d{2})(?:yo|y|г|л|ж)\Z", re.I)


def find_ages(
    text: str, words: Sequence[Word], keys: Sequence[str], gaps: Sequence[str], table: WordTable
) -> Iterator[Detail]:
    """Yield ages and years of birth.

    Args:
        text: The redacted narrative.
        words: Its words.
        keys: Their keys.
        gaps: What stands before each word.
        table: The words of age of the narrative's language.
    """
    for found in _BARE_AGE.finditer(text):
        if int(found.group()) in _ADULT:
            yield Detail(found.start(), found.end(), AGE)
    for index, word in enumerate(words):
        if not word.text[0].isdigit():
            yield from _spelled(index, words, keys, gaps, table)
            continue
        if word.text.isdecimal():
            end = _end_of_age(index, words, keys, gaps, table)
            if not end and _is_announced(index, words, keys, gaps, table):
                end = word.end
            if end:
                yield Detail(word.start, end, AGE)
            elif len(word.text) == 4 and int(word.text) in _YEARS and _is_birth(text, word):
                yield Detail(word.start, word.end, AGE)
        elif _AGE_IN_WORD.match(word.text):
            yield Detail(word.start, word.end, AGE)


def _spelled(
    index: int,
    words: Sequence[Word],
    keys: Sequence[str],
    gaps: Sequence[str],
    table: WordTable,
) -> Iterator[Detail]:
    """Yield an age written in letters: tens, perhaps a unit, and the word for years."""
    tens = [last for sort, last in table.matches(keys, index, gaps) if sort == "tens"]
    if not tens:
        return
    for position in range(max(tens) + 1, min(max(tens) + 1 + _WORDS_OF_UNIT, len(words))):
        for sort, last in table.matches(keys, position, gaps):
            is_age = sort == "age" and not _is_vetoed(index, last, keys, gaps, table)
            if sort == "sure_age" or is_age:
                yield Detail(words[index].start, words[last].end, AGE)
                return


def _end_of_age(
    index: int,
    words: Sequence[Word],
    keys: Sequence[str],
    gaps: Sequence[str],
    table: WordTable,
) -> int:
    """Return where the age that starts with a number ends; 0 when it is none."""
    if len(words[index].text) > _MOST_DIGITS or index + 1 == len(words):
        return 0
    for sort, last in table.matches(keys, index + 1, gaps):
        if sort == "sure_age" or (
            sort == "age"
            and int(words[index].text) in _ADULT
            and not _is_vetoed(index, last, keys, gaps, table)
        ):
            return words[last].end
    return 0


def _is_announced(
    index: int,
    words: Sequence[Word],
    keys: Sequence[str],
    gaps: Sequence[str],
    table: WordTable,
) -> bool:
    """Tell whether "aged" or "woman" stands before a number that ends its clause."""
    behind = gaps[index + 1] if index + 1 < len(words) else "."
    if len(words[index].text) > _MOST_DIGITS or int(words[index].text) not in _ADULT:
        return False
    if not index or gaps[index].strip(" :,") or behind[:1] not in _CLAUSE_ENDS:
        return False
    return any(
        sort == "age_before" and last == index - 1
        for start in range(max(0, index - _VETO_BEFORE), index)
        for sort, last in table.matches(keys, start, gaps)
    )


def _is_vetoed(
    index: int, last: int, keys: Sequence[str], gaps: Sequence[str], table: WordTable
) -> bool:
    """Tell whether a word beside the number makes it a time or a term."""
    near = [*range(max(0, index - _VETO_BEFORE), index), *range(last + 1, min(last + 2, len(keys)))]
    return any(
        sort == "no_age" for position in near for sort, _ in table.matches(keys, position, gaps)
    )


def _is_birth(text: str, word: Word) -> bool:
    beside = text[max(0, word.start - _BIRTH_REACH) : word.end + _BIRTH_REACH]
    return bool(keyword_pattern("birth_dates", "keywords").search(fold(beside)))
