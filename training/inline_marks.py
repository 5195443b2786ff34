"""Narratives as writers mark them: "called [[PERSON|Aida]] at [[PHONE|...]]"."""

import re

from models.errors import AnnotationError
from models.types import Entity

_MARK = re.compile(r"\[\[([A-Z_]+)\|((?:(?!\[\[|\]\]).)+)\]\]", re.DOTALL)
_BRACKETS = re.compile(r"\[\[|\]\]")


def has_marks(text: str) -> bool:
    """Tell whether a text holds a mark, whole or broken."""
    return _BRACKETS.search(text) is not None


def read_marks(text: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text without its marks, and what they mark.

    Raises:
        AnnotationError: If a mark is broken, empty or inside another; the message has its place.
    """
    plain, entities, position = "", [], 0
    for mark in _MARK.finditer(text):
        plain += _unmarked(text, position, mark.start())
        body = mark[2]
        entities.append(Entity(len(plain), len(plain) + len(body), mark[1], "gold"))
        plain += body
        position = mark.end()
    return plain + _unmarked(text, position, len(text)), tuple(entities)


def _unmarked(text: str, start: int, end: int) -> str:
    stray = _BRACKETS.search(text, start, end)
    if stray is not None:
        raise AnnotationError(f"text: the mark at {stray.start()} is not [[TYPE|words]]")
    return text[start:end]
