"""A table that a spreadsheet opens: a column for each facet, and one with all the rest as JSON.

A cell that a spreadsheet would run as a formula gets an apostrophe before it, and so does one
that begins with an apostrophe: taking one away gives every cell back as it was.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TextIO

from models.errors import AnnotationError
from models.export_formats.records import ExportRecord, from_json, to_json

FACETS = (
    "violation_type",
    "perpetrator",
    "key_population",
    "flags",
    "country",
    "country_other",
)
COLUMNS = ("id", "language", "text", "record_type", *FACETS, "details")
_PLAIN = ("id", "language", "text", "record_type")
_SEPARATOR = "; "
_APOSTROPHE = "'"
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", " ", "＝", "＋", "－", "＠", _APOSTROPHE)


def header_line() -> str:
    """Return the line with the names of the columns."""
    return _line(COLUMNS)


def table_line(record: ExportRecord) -> str:
    """Return the line of a record, with its end."""
    content = to_json(record)
    plain = [content.pop(column) for column in _PLAIN]
    facets = [_SEPARATOR.join(record.labels(facet)) for facet in FACETS]
    details = json.dumps(content, ensure_ascii=False)
    return _line([_guard(cell) for cell in (*plain, *facets, details)])


def write(records: Iterable[ExportRecord], stream: TextIO) -> None:
    """Write the table; the stream must leave line ends alone (newline="")."""
    stream.write(header_line())
    stream.writelines(table_line(record) for record in records)


def read(stream: TextIO) -> Iterator[ExportRecord]:
    """Read the records of a table; the facets' own columns are for people and passed over.

    Raises:
        AnnotationError: If a row is no record; the message has its number.
    """
    rows = csv.DictReader(stream)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise AnnotationError("the columns are not those of a casetag export")
    for number, row in enumerate(rows, start=1):
        try:
            content = json.loads(_open(row["details"]))
            content |= {column: _open(row[column]) for column in _PLAIN}
            yield from_json(content)
        except (AnnotationError, ValueError, TypeError, AttributeError):
            raise AnnotationError(f"row {number} is not one of a casetag export") from None


def _line(cells: Iterable[str]) -> str:
    stream = StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerow(cells)
    return stream.getvalue()


def _guard(cell: str) -> str:
    return _APOSTROPHE + cell if cell.startswith(_GUARDED) else cell


def _open(cell: str) -> str:
    return cell.removeprefix(_APOSTROPHE)
