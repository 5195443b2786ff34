"""Rows go to OUT.part, which becomes OUT when all is done; what a stopped run left is gone on with.

XLSX is written in one piece, so there is nothing to go on with.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import BatchError
from service.flat_rows import COLUMNS, safe_cell

RESUMABLE = (".jsonl", ".csv")


@dataclass(slots=True)
class DonePart:
    """What an earlier run has written already.

    Attributes:
        rows: Complete rows.
        errors: How many of them are error rows.
        last_id: Id of the last of them, as it is written.
        model_version: Version of the models that answered, empty if none did.
        end: Where the last complete row ends, in bytes.
    """

    rows: int = 0
    errors: int = 0
    last_id: str = ""
    model_version: str = ""
    end: int = 0

    def add(self, row_id: object, version: str, *, is_error: bool, end: int) -> None:
        """Count one more complete row."""
        self.rows += 1
        self.errors += is_error
        self.last_id = str(row_id)
        self.model_version = version or self.model_version
        self.end = end


def part_of(target: Path) -> Path:
    """Return where the rows of an unfinished output are."""
    return target.with_name(f"{target.name}.part")


def read_done(target: Path) -> DonePart:
    """Read what an interrupted run has written of an output; a half-written row does not count.

    Raises:
        BatchError: If this format cannot be gone on with.
    """
    readers: dict[str, Callable[[Path], DonePart]] = {".jsonl": _done_jsonl, ".csv": _done_csv}
    if target.suffix.lower() not in readers:
        raise BatchError(f"--resume works for {' and '.join(RESUMABLE)} outputs.")
    part = part_of(target)
    return readers[target.suffix.lower()](part) if part.exists() else DonePart()


def _done_jsonl(part: Path) -> DonePart:
    done, end = DonePart(), 0
    with part.open("rb") as stream:
        for line in stream:
            end += len(line)
            if not line.endswith(b"\n"):
                break
            record = _json_object(line)
            version = record.get("model", {}).get("version", "")
            done.add(record.get("id"), version, is_error="error" in record, end=end)
    return done


def _json_object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise BatchError("The unfinished output is damaged. Delete the .part file to start anew.")
    return record


def _done_csv(part: Path) -> DonePart:
    done = DonePart()
    with part.open("rb") as stream:
        lines = _CountedLines(stream)
        for place, record in enumerate(csv.reader(lines)):
            if len(record) != len(COLUMNS) or not lines.last.endswith(b"\r\n"):
                break
            cells = dict(zip(COLUMNS, record, strict=True))
            if place == 0:
                done.end = lines.end
            else:
                is_error = bool(cells["error"])
                done.add(cells["id"], cells["model_version"], is_error=is_error, end=lines.end)
    return done


class _CountedLines:
    """The lines of a file, and how many bytes of it have been read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.last = b""
        self.end = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self.last = line
            self.end += len(line)
            yield line.decode("utf-8", errors="replace")


def written_id(target: Path, row_id: str | int) -> str:
    """Return an id as the output has it."""
    return safe_cell(str(row_id)) if target.suffix.lower() == ".csv" else str(row_id)
