"""The form of one line of the corpus: which fields it has, and of which type.

Messages name fields and never show what stands in them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


def shown(value: str) -> str:
    """Return an id for a message; anything that does not look like one is not shown."""
    return f"'{value}'" if _NAME.fullmatch(value) else "(not an id)"


def form_faults(record: object) -> Iterator[str]:
    """Yield what is wrong with the fields of a decoded line."""
    if not isinstance(record, dict):
        yield "the line is no JSON object"
        return
    for field in sorted(set(FIELDS) - set(record)):
        yield f"field '{field}' is missing"
    for field in sorted(set(record) - set(FIELDS)):
        yield f"unknown field {shown(field)}"
    for field, (has_form, form) in FIELDS.items():
        if field in record and not has_form(record[field]):
            yield f"field '{field}' is not {form}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _are_quotes(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(quote) for quote in value.values())


def _are_spans(value: object) -> bool:
    return isinstance(value, list) and all(_is_span(item) for item in value)


def _is_span(value: Any) -> bool:  # noqa: ANN401 - whatever the line holds
    # type() and not isinstance: true and false are integers to Python.
    return isinstance(value, list) and [type(part) for part in value] == [int, int, str]


_TEXT = (_is_text, "a text with words")
_TEXTS = (_are_texts, "a list of texts")

FIELDS: Mapping[str, tuple[Callable[[object], bool], str]] = MappingProxyType(
    {
        "id": _TEXT,
        "lang": _TEXT,
        "style": _TEXT,
        "record_type": _TEXT,
        "violation_type": _TEXTS,
        "perpetrator": _TEXTS,
        "key_population": _TEXTS,
        "country_incident": _TEXTS,
        "country_other": _TEXTS,
        "country_basis": _TEXT,
        "flags": _TEXTS,
        "evidence": (_are_quotes, "an object of texts"),
        "text": _TEXT,
        "identifiers": (_are_spans, "a list of [start, end, type]"),
    }
)
