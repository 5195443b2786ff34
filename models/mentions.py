"""A narrative cut into words, and the mentions of countries found in it."""

from dataclasses import dataclass, field

from models.gazetteer import Reference
from models.place_words import Word


@dataclass(slots=True)
class Mention:
    """A place in the text that points to a country.

    Attributes:
        first: Index of its first word.
        last: Index of its last word.
        references: What it can stand for, the surest first.
        case: What its ending says: "in", "from", "to", or nothing.
        is_exact: Whether the name stands there uninflected.
        code: The country, once settled.
    """

    first: int
    last: int
    references: list[Reference]
    case: str
    is_exact: bool
    code: str = ""
    kind: str = ""
    level: int = 0


@dataclass(slots=True)
class Scene:
    """A narrative cut into words, with what the matcher needs to know of each."""

    words: list[Word]
    keys: list[str]
    scripts: list[str]
    language: str
    is_lower: bool
    mentions: list[Mention] = field(default_factory=list)
