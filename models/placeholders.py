"""Placeholders such as [PERSON_1], or [PERSON] without a number, that stand in a text."""

import re

PLACEHOLDER = re.compile(
    r"\[(?:[A-Z]+(?:_[A-Z]+)*_[0-9]+|PERSON|HANDLE|PHONE|EMAIL|ID_NUMBER|ADDRESS|PLATE|DOB)\]"
)


def blank_placeholders(text: str) -> str:
    """Return the text with every placeholder's characters made unreadable, lengths kept.

    A finder that reads "[ADDRESS_1]" as text takes its digit for a house number.
    """
    if "[" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: "\x00" * len(found.group()), text)
