"""An answer as one row of a table, with cells that no spreadsheet takes for a formula."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS = (
    "id",
    "language",
    "redacted_text",
    "record_type",
    "violation_type",
    "perpetrator",
    "key_population",
    "country_incident",
    "country_other",
    "flags",
    "warnings",
    "model_version",
    "error",
)
SEPARATOR = "; "
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# What XML, and so XLSX, cannot hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REPLACEMENT = "\ufffd"
TEXT_FACETS = ("violation_type", "perpetrator", "key_population")


def flat_row(row_id: str | int, body: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of an answer, or of an error body, by column."""
    cells = dict.fromkeys(COLUMNS, "") | {"id": str(row_id)}
    cells |= _error_cells(body) if "error" in body else _answer_cells(body)
    return {column: safe_cell(cell) for column, cell in cells.items()}


def safe_cell(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    text = FORBIDDEN.sub(REPLACEMENT, text)
    is_formula = text.lstrip(" \n").startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def _error_cells(body: Mapping[str, Any]) -> dict[str, str]:
    return {"error": f"{body['error']}: {body['detail']}"}


def _answer_cells(body: Mapping[str, Any]) -> dict[str, str]:
    return {
        "language": body["language"],
        "redacted_text": body["redacted_text"],
        "warnings": SEPARATOR.join(body["warnings"]),
        "model_version": body["model"]["version"],
    } | (_tag_cells(body) if "tags" in body else {})


def _tag_cells(body: Mapping[str, Any]) -> dict[str, str]:
    """Return what only a tagged narrative has, and a redacted one has not."""
    return {
        "record_type": _labels([body["record_type"]]),
        "country_incident": _codes(body["country"]["incident"]),
        "country_other": _codes(body["country"]["other"]),
        "flags": _labels(body["flags"]),
    } | {facet: _labels(body["tags"].get(facet, [])) for facet in TEXT_FACETS}


def _labels(tags: Sequence[Mapping[str, Any]]) -> str:
    return SEPARATOR.join(f"{tag['label']} ({tag['score']:.2f})" for tag in tags)


def _codes(countries: Sequence[Mapping[str, Any]]) -> str:
    return SEPARATOR.join(country["code"] for country in countries)
