"""Write answers to JSONL, CSV and XLSX, row by row, so that what is done outlives a stop."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TextIO

from openpyxl import Workbook

from models.errors import BatchError
from service.flat_rows import COLUMNS, flat_row

FORMATS = (".jsonl", ".csv", ".xlsx")


class TableWriter(Protocol):
    """Takes answers one by one."""

    def write(self, row_id: str | int, body: Mapping[str, Any]) -> None:
        """Write one answer or error body."""

    def finish(self) -> None:
        """Make sure that all is in the file."""

    def close(self) -> None:
        """Let the file go, finished or not."""


def check_format(target: Path) -> None:
    """Refuse an output whose name does not end in a known format."""
    if target.suffix.lower() not in FORMATS:
        raise BatchError(f"The name of the output must end in one of {', '.join(FORMATS)}.")


def open_writer(part: Path, suffix: str, *, end: int, bom: bool) -> TableWriter:
    """Open a file for rows from a byte on.

    Args:
        part: The file.
        suffix: One of the formats.
        end: Where the rows end that are in the file already; 0 starts it anew.
        bom: Whether a CSV file starts with the mark by which Excel knows UTF-8.
    """
    if suffix == ".jsonl":
        return JsonlWriter(part, end)
    if suffix == ".csv":
        return CsvWriter(part, end, bom=bom)
    return XlsxWriter(part)


class JsonlWriter:
    """One JSON object a line: the id, then the body."""

    def __init__(self, part: Path, end: int) -> None:
        self._stream = _open_at(part, end)

    def write(self, row_id: str | int, body: Mapping[str, Any]) -> None:
        """Write one answer or error body."""
        self._stream.write(json.dumps({"id": row_id, **body}, ensure_ascii=False) + "\n")
        self._stream.flush()

    def finish(self) -> None:
        """Make sure that all is in the file."""
        self._stream.flush()

    def close(self) -> None:
        """Let the file go, finished or not."""
        self._stream.close()


class CsvWriter:
    """Flat columns, separated by commas."""

    def __init__(self, part: Path, end: int, *, bom: bool) -> None:
        self._stream = _open_at(part, end)
        self._writer = csv.DictWriter(self._stream, COLUMNS)
        if end == 0:
            self._stream.write("\ufeff" if bom else "")
            self._writer.writeheader()

    def write(self, row_id: str | int, body: Mapping[str, Any]) -> None:
        """Write one answer or error body."""
        self._writer.writerow(flat_row(row_id, body))
        self._stream.flush()

    def finish(self) -> None:
        """Make sure that all is in the file."""
        self._stream.flush()

    def close(self) -> None:
        """Let the file go, finished or not."""
        self._stream.close()


class XlsxWriter:
    """Flat columns on one sheet; nothing is on disk before `finish`."""

    def __init__(self, part: Path) -> None:
        self._part = part
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet("casetag")
        self._sheet.append(list(COLUMNS))
        self._finished = False

    def write(self, row_id: str | int, body: Mapping[str, Any]) -> None:
        """Write one answer or error body."""
        self._sheet.append(list(flat_row(row_id, body).values()))

    def finish(self) -> None:
        """Save the workbook."""
        self._workbook.save(self._part)
        self._finished = True

    def close(self) -> None:
        """Let an unfinished workbook go: a part of one is of no use."""
        if not self._finished:
            self._sheet.close()


def _open_at(part: Path, end: int) -> TextIO:
    """Open a file for writing after its first `end` bytes; what follows them is cut off."""
    if end == 0:
        return part.open("w", encoding="utf-8", newline="")
    with part.open("r+b") as stream:
        stream.truncate(end)
    return part.open("a", encoding="utf-8", newline="")
