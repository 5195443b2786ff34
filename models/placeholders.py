"""Placeholders such as [PERSON_1], or [PERSON] without a number, that stand in a text."""

import re

PLACEHOLDER = re.compile(
    r"\[(?:[A-Z]+(?:_[A-Z]+)*_[0-9]+|PERSON|HANDLE|PHONE|EMAIL|ID_NUMBER|ADDRESS|PLATE|DOB)\]"
)

_NUMBER = re.compile(r"_[0-9]+(?=\])")


def blank_numbers(text: str) -> str:
    """Return the text without the numbers of its placeholders, lengths kept.

    "[PERSON_12]" becomes "[PERSON   ]". For a reader to whom it must not matter which number
    stands for whom: the tagger. The number of blanks is of no matter either, because the
    tokenizer reads any as one.
    """
    if "[" not in text:
        return text

    def blanked(found: re.Match[str]) -> str:
        return _NUMBER.sub(lambda number: " " * len(number.group()), found.group())

    return PLACEHOLDER.sub(blanked, text)


def blank_placeholders(text: str) -> str:
    """Return the text with every placeholder's characters made unreadable, lengths kept.

    A finder that reads "[ADDRESS_1]" as text takes its digit for a house number.
    """
    if "[" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: "\x00" * len(found.group()), text)
