"""Take more out of a text that was redacted before: what a person saw and the models did not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from models.errors import SpanError
from models.propagation import PERSON, propagate
from models.redaction_correction import SOURCE, same_words
from models.redactor import redact
from models.types import Entity, Redaction, Span
from service.cases.schemas import RedactSpan
from service.cases.span_mapping import SpanMapper
from service.errors import RedactSpansError
from service.store.reviews import Correction
from service.store.tables import Case, CaseTag


def redact_more(text: str, spans: Iterable[RedactSpan]) -> Redaction:
    """Redact some spans of a text, and everywhere else in it the same words.

    Placeholders that stand in the text keep their numbers; new ones get new numbers.

    Raises:
        RedactSpansError: If a span is not in the text, or nothing in it can be redacted.
    """
    marked = [Entity(span.start, span.end, span.type, SOURCE) for span in spans]
    try:
        # Once by themselves, so that edges stand at the ends of words before words are compared.
        whole = [
            Entity(found.start, found.end, found.type, SOURCE)
            for found in redact(text, marked).identifiers
        ]
    except SpanError:
        raise RedactSpansError("A span to redact is not in the text.") from None
    for span in marked:
        if not any(found.start < span.end and span.start < found.end for found in whole):
            raise RedactSpansError("A span to redact has nothing in it that can be redacted.")
    persons = [entity for entity in whole if entity.label == PERSON]
    return redact(text, [*whole, *_same_words(text, whole), *propagate(text, persons)])


def correction_of(case: Case, tags: Sequence[CaseTag], redaction: Redaction) -> Correction:
    """Return what is stored after a redaction: text, placeholders, evidence at its new places."""
    mapper = SpanMapper(redaction.identifiers)
    known = {entry["placeholder"]: entry["type"] for entry in case.placeholders}
    known |= {found.placeholder: found.type for found in redaction.identifiers}
    return Correction(
        redacted_text=redaction.text,
        placeholders=[{"placeholder": name, "type": kind} for name, kind in known.items()],
        evidence={(tag.facet, tag.label): _moved(tag.evidence, mapper) for tag in tags},
    )


def forget_reasons(text: str, tags: Iterable[CaseTag], redaction: Redaction) -> None:
    """Empty those reasons of countries that quote a word which is redacted now.

    Args:
        text: The text before.
        tags: Rows of the case; changed in place.
        redaction: What was taken out of the text.
    """
    words = {
        word.casefold()
        for found in redaction.identifiers
        for word in re.findall(r"\w+", text[found.start : found.end])
    }
    for tag in tags:
        if tag.detail and words & set(re.findall(r"\w+", _reason(tag.detail).casefold())):
            tag.detail = {**tag.detail, "reason": ""}


def _reason(detail: Mapping[str, Any]) -> str:
    return str(detail.get("reason", ""))


def _same_words(text: str, entities: Iterable[Entity]) -> Iterator[Entity]:
    """Yield every place where the very words of an entity stand, in small letters or capitals."""
    for words, label in {text[e.start : e.end]: e.label for e in entities}.items():
        for start, end in same_words(text, words):
            yield Entity(start, end, label, SOURCE)


def _moved(evidence: Sequence[Mapping[str, int]], mapper: SpanMapper) -> list[dict[str, int]]:
    moved = [mapper.move(Span(span["start"], span["end"])) for span in evidence]
    return [{"start": span.start, "end": span.end} for span in moved]
