"""Change a text and keep its entities in place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from models.types import Entity


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` in the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


def apply_edits(
    text: str, entities: Sequence[Entity], edits: Iterable[Edit]
) -> tuple[str, list[Entity]]:
    """Return the changed text, and the entities where they are in it.

    Text put in at an entity's border stays outside it; an edit that reaches over a border
    moves the border to the edit's own. Edits must not overlap; a later one that does is left out.
    """
    pieces: list[str] = []
    kept: list[Edit] = []
    cursor = 0
    for edit in sorted(edits):
        if edit.start >= cursor:
            pieces += text[cursor : edit.start], edit.text
            kept.append(edit)
            cursor = edit.end
    changed = "".join([*pieces, text[cursor:]])
    moved = [
        replace(entity, start=_move(entity.start, kept, 0), end=_move(entity.end, kept, 1))
        for entity in entities
    ]
    return changed, [entity for entity in moved if entity.start < entity.end]


def _move(border: int, edits: Sequence[Edit], is_end: int) -> int:
    shift = 0
    for edit in edits:
        is_insertion_at_border = edit.start == edit.end == border
        if edit.end <= border and not (is_insertion_at_border and is_end):
            shift += len(edit.text) - (edit.end - edit.start)
        elif edit.start < border < edit.end:
            return edit.start + shift + (len(edit.text) if is_end else 0)
    return border + shift


def map_letters(
    text: str, entities: Sequence[Entity], change: Callable[[str], str]
) -> tuple[str, list[Entity]]:
    """Change every character on its own, to none, one or more characters."""
    pieces = [change(letter) for letter in text]
    places = [0]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    moved = [replace(e, start=places[e.start], end=places[e.end]) for e in entities]
    return "".join(pieces), [entity for entity in moved if entity.start < entity.end]
