"""Write and read a file of any of the formats."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from models.export_formats import conll, csv_table, jsonl, label_studio
from models.export_formats.records import ExportRecord


class ExportFormat(StrEnum):
    """Formats of an export."""

    JSONL = "jsonl"
    CSV = "csv"
    DOCBIN = "docbin"
    CONLL = "conll"
    LABEL_STUDIO = "label-studio"


_LINES: dict[ExportFormat, Callable[..., None]] = {
    ExportFormat.JSONL: jsonl.write,
    ExportFormat.CSV: csv_table.write,
    ExportFormat.CONLL: conll.write,
}
_READERS: dict[ExportFormat, Callable[..., Iterator[ExportRecord]]] = {
    ExportFormat.JSONL: jsonl.read,
    ExportFormat.CSV: csv_table.read,
    ExportFormat.CONLL: conll.read,
}


def write_file(records: Iterable[ExportRecord], path: Path, chosen: ExportFormat) -> None:
    """Write records to a file, in UTF-8."""
    if chosen is ExportFormat.DOCBIN:
        # Imported late, like below: spaCy takes seconds, and the other formats need none of it.
        from models.export_formats import docbin

        path.write_bytes(docbin.to_bytes(records))
    elif chosen is ExportFormat.LABEL_STUDIO:
        path.write_text(label_studio.to_text(records), encoding="utf-8", newline="")
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            _LINES[chosen](records, stream)


def read_file(path: Path, chosen: ExportFormat) -> list[ExportRecord]:
    """Read the records of a file.

    Raises:
        AnnotationError: If something in it is no record of an export.
    """
    if chosen is ExportFormat.DOCBIN:
        from models.export_formats import docbin

        return list(docbin.from_bytes(path.read_bytes()))
    if chosen is ExportFormat.LABEL_STUDIO:
        return list(label_studio.from_text(path.read_text(encoding="utf-8")))
    with path.open(encoding="utf-8", newline="") as stream:
        return list(_READERS[chosen](stream))
