"""One JSON object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from models.errors import AnnotationError
from models.export_formats.records import ExportRecord, from_json, to_json


def json_line(record: ExportRecord) -> str:
    """Return the line of a record, with its end."""
    return json.dumps(to_json(record), ensure_ascii=False) + "\n"


def write(records: Iterable[ExportRecord], stream: TextIO) -> None:
    """Write records, one a line."""
    stream.writelines(json_line(record) for record in records)


def read(stream: TextIO) -> Iterator[ExportRecord]:
    """Read records.

    Raises:
        AnnotationError: If a line is no record; the message has its number.
    """
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError:
            raise AnnotationError(f"line {number} is not JSON") from None
        try:
            yield from_json(content)
        except AnnotationError as error:
            raise AnnotationError(f"line {number}: {error}") from None
