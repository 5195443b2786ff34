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


def longest(mentions: list[Mention]) -> list[Mention]:
    """Keep the longest of overlapping mentions, exact ones before inflected ones."""
    taken: set[int] = set()
    kept = []
    for mention in sorted(
        mentions, key=lambda m: (m.first - m.last, not m.is_exact, -m.references[0].level, m.first)
    ):
        span = range(mention.first, mention.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.first)
