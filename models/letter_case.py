"""What capitals say about names: which scripts have them, and whether a writer uses them."""

import re

from models.edges import APOSTROPHES

SCRIPTS_WITH_CAPITALS = frozenset({"Cyrl", "Latn", "Armn"})
# A word of letters, apostrophes inside.
WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")
# From this share of sentences without a capital on, capitals say nothing about names.
_CARELESS = 0.3
_FIRST_LETTER = re.compile(r"(?:\A|[.!?։…]\s+|\n\s*)([^\W\d_])")


def is_careless(text: str) -> bool:
    """Tell whether the writer often starts sentences with a small letter."""
    letters = _FIRST_LETTER.findall(text)
    return bool(sum(letter.islower() for letter in letters) > _CARELESS * len(letters))
