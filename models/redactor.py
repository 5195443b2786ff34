"""Replace identifiers with placeholders.

The only module that makes a `RedactedText`, so the only door to storage.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from models.edges import trim, widen
from models.errors import SpanError
from models.persons import link_in_text
from models.types import Entity, Identifier, RedactedText, Redaction, Span

PERSON = "PERSON"
PHONE = "PHONE"
LABELS = (PERSON, "HANDLE", PHONE, "EMAIL", "ID_NUMBER", "ADDRESS", "PLATE", "DOB")
# 9: the digits of a phone number that stay the same with and without country code or a leading 0.
_PHONE_DIGITS = 9
_TELLING_DIGITS = 5  # the shortest local numbers
_PLACEHOLDER = re.compile(rf"\[({'|'.join(LABELS)})(?:_([0-9]{{1,6}}))?\]")
_BETWEEN_NAMES = re.compile(r"[ \t\u00a0]{1,2}")


def redact(text: str, entities: Iterable[Entity]) -> Redaction:
    """Replace every entity of a narrative with a numbered placeholder.

    Within one narrative the same person or number keeps the same placeholder,
    so who did what to whom stays readable. Placeholders that already stand in
    the text are left alone and their numbers are not given out again, so
    redacting twice changes nothing.

    Args:
        text: The narrative, exactly as the entities were found in it.
        entities: Entities of the narrative, in any order; overlapping ones are
            replaced as one, and their edges are moved to the ends of words.

    Returns:
        The narrative without the identifiers, and what was replaced where.

    Raises:
        SpanError: If an entity is empty or lies outside the narrative.
    """
    merged = merge(text, entities)
    placeholders = _placeholders(text, merged)
    pieces, position = [], 0
    for entity, placeholder in zip(merged, placeholders, strict=True):
        pieces += [text[position : entity.start], placeholder]
        position = entity.end
    pieces.append(text[position:])
    identifiers = (
        Identifier(entity.start, entity.end, entity.label, placeholder)
        for entity, placeholder in zip(merged, placeholders, strict=True)
    )
    return Redaction(RedactedText("".join(pieces)), tuple(identifiers))


def merge(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """Return what will be replaced: tidy entities in order, none touching another.

    Every letter and digit that an entity covers stays covered.

    Raises:
        SpanError: If an entity is empty or lies outside the text.
    """
    gaps = list(_gaps(text))
    ends = [gap.end for gap in gaps]
    tidy: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        # Widening reads whole words: on one endless word it must not begin again each time.
        if not (tidy and _is_part(entity, tidy[-1])):
            tidy += _tidy(text, entity, gaps[bisect_right(ends, entity.start) :])
    merged: list[Entity] = []
    for entity in sorted(tidy, key=lambda e: (e.start, e.end)):
        if merged and _belong_together(text, merged[-1], entity):
            merged[-1] = _join(merged[-1], entity)
        else:
            merged.append(entity)
    return merged


def _is_part(entity: Entity, whole: Entity) -> bool:
    """Tell whether an entity adds neither characters nor a label to one that is kept."""
    is_inside = whole.start <= entity.start < entity.end <= whole.end
    return is_inside and entity.end - entity.start < whole.end - whole.start


def _gaps(text: str) -> Iterator[Span]:
    """Yield the stretches between the placeholders that already stand in the text."""
    position = 0
    for placeholder in _PLACEHOLDER.finditer(text):
        yield Span(position, placeholder.start())
        position = placeholder.end()
    yield Span(position, len(text))


def _tidy(text: str, entity: Entity, gaps: Sequence[Span]) -> Iterator[Entity]:
    """Yield the parts of an entity outside placeholders, with their edges at word ends.

    Args:
        text: The text.
        entity: An entity of it.
        gaps: The stretches between placeholders, from the first that ends behind its start.
    """
    if not 0 <= entity.start < entity.end <= len(text):
        raise SpanError("an entity is empty or lies outside its text")
    for gap in gaps:
        if gap.start >= entity.end:
            break
        start, end = max(entity.start, gap.start), min(entity.end, gap.end)
        trimmed = trim(text, Span(start, end)) if start < end else None
        if trimmed is not None:
            span = widen(text, trimmed, gap)
            yield Entity(span.start, span.end, entity.label, entity.source, entity.score)


def _belong_together(text: str, one: Entity, other: Entity) -> bool:
    """Tell whether two entities overlap, touch, or are the words of one name."""
    if other.start <= one.end:
        return True
    are_names = one.label == other.label == PERSON
    return are_names and _BETWEEN_NAMES.fullmatch(text, one.end, other.start) is not None


def _join(one: Entity, other: Entity) -> Entity:
    """Return one entity over both; the longer gives the label, PERSON where they are equal."""
    longest = max(one, other, key=lambda e: (e.end - e.start, e.label == PERSON))
    end = max(one.end, other.end)
    return Entity(one.start, end, longest.label, longest.source, longest.score)


def _placeholders(text: str, entities: Sequence[Entity]) -> list[str]:
    """Return the placeholder of each entity, counting per label from what the text has."""
    last = dict.fromkeys(LABELS, 0)
    for placeholder in _PLACEHOLDER.finditer(text):
        label, number = placeholder.group(1), int(placeholder.group(2) or 0)
        last[label] = max(last[label], number)
    numbers: dict[tuple[str, str], int] = {}
    found = []
    for entity, key in zip(entities, _keys(text, entities), strict=True):
        if key not in numbers:
            last[entity.label] = last.get(entity.label, 0) + 1
            numbers[key] = last[entity.label]
        found.append(f"[{entity.label}_{numbers[key]}]")
    return found


def _keys(text: str, entities: Sequence[Entity]) -> list[tuple[str, str]]:
    """Return for each entity its label and what tells it from others of that label."""
    mentions = [text[e.start : e.end] for e in entities]
    spans = [Span(entity.start, entity.end) for entity in entities if entity.label == PERSON]
    persons = iter(link_in_text(text, spans))
    return [
        (e.label, str(next(persons)) if e.label == PERSON else _normalise(mention, e.label))
        for mention, e in zip(mentions, entities, strict=True)
    ]


def _normalise(mention: str, label: str) -> str:
    """Return a spelling that the usual ways of writing one number or address share."""
    if label == PHONE:
        digits = "".join(c for c in mention if c.isdigit())
        # A masked number ("+7 9XX ...") has too few digits to tell it from another.
        if len(digits) >= _TELLING_DIGITS:
            return digits[-_PHONE_DIGITS:]
    return "".join(c for c in mention.casefold() if c.isalnum()) or mention
