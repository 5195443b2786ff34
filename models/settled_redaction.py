"""Redact until the recogniser finds nothing more in what is left.

With a name gone, the words beside it read differently: a second look finds a few more, most of
them no names. Only a text looked at until nothing is found stays as it is when redacted again.
"""

from collections.abc import Callable, Iterator

from models.redactor import redact
from models.types import Entity, Redaction

Recognize = Callable[[str], list[Entity]]


def redact_until_settled(text: str, recognize: Recognize, *, max_passes: int) -> Redaction:
    """Return the redaction of a text.

    Args:
        text: The narrative.
        recognize: Finds the entities of a text.
        max_passes: How often to look at most; once is the usual way, and the fastest.
    """
    entities = recognize(text)
    redaction = redact(text, entities)
    for _ in range(max_passes - 1):
        if not redaction.identifiers:
            break
        more = list(_in_first_text(redaction, recognize(redaction.text)))
        if not more:
            break
        # All at once, so that a name found late is linked to the person it belongs to.
        entities = [*entities, *more]
        redaction = redact(text, entities)
    return redaction


def _in_first_text(redaction: Redaction, found: list[Entity]) -> Iterator[Entity]:
    """Yield what was found in a redacted text, outside its placeholders, at its first places."""
    for entity in redact(redaction.text, found).identifiers:
        shift = 0
        for replaced in redaction.identifiers:
            longer = replaced.end - replaced.start - len(replaced.placeholder)
            if replaced.start - shift > entity.start:
                break
            shift += longer
        yield Entity(entity.start + shift, entity.end + shift, entity.type, "settled")
