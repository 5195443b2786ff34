"""Examples a person can read: "<PERSON>Amina</PERSON> called" to text and entities."""

import re

from models.types import Entity

_TAG = re.compile(r"<(/?)([A-Z_]+)>")


def parse(markup: str, source: str = "") -> tuple[str, list[Entity]]:
    """Return the text without the marks, and the marked entities.

    Marks do not nest; an unclosed or misnamed mark is an error of the test.
    """
    text, entities, opened, position = "", [], None, 0
    for tag in _TAG.finditer(markup):
        text += markup[position : tag.start()]
        position = tag.end()
        is_closing, label = bool(tag.group(1)), tag.group(2)
        if not is_closing:
            assert opened is None, f"<{label}> opened inside another mark"
            opened = (len(text), label)
        else:
            assert opened is not None, f"</{label}> closes nothing"
            assert opened[1] == label, f"</{label}> closes <{opened[1]}>"
            entities.append(Entity(opened[0], len(text), label, source))
            opened = None
    assert opened is None, "a mark is not closed"
    return text + markup[position:], entities


def render(text: str, entities: list[Entity]) -> str:
    """Return the markup of a text and its entities: the reverse of `parse`."""
    for entity in sorted(entities, reverse=True):
        body = text[entity.start : entity.end]
        marked = f"<{entity.label}>{body}</{entity.label}>"
        text = text[: entity.start] + marked + text[entity.end :]
    return text
