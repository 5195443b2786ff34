"""Read narratives from JSONL, CSV and XLSX, row by row; a bad row is a row too.

No message quotes what a file holds, column names included: a file without a header line has a
narrative there.
"""

import csv
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.errors import BatchError, CasetagError
from service.errors import RowError
from service.strict_json import read_json

DELIMITERS = (",", ";", "\t")
BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# Longer cells than any narrative get through, so that the pipeline can say what is wrong.
MAX_CELL_CHARACTERS = 100_000_000
DAMAGED = (
    BadZipFile,
    InvalidFileException,
    csv.Error,
    zlib.error,
    EOFError,
    LookupError,
    SyntaxError,  # what the XML parser raises
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the text and the id are; without an id column "id" is used where there is one."""

    text: str = "text"
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One narrative of a file.

    Attributes:
        number: The line of a JSONL file, the row as a spreadsheet counts it in the others.
        id: The row's own id, its number where it has none.
        text: The narrative.
        problem: Why there is no narrative to work on.
    """

    number: int
    id: str | int
    text: str = ""
    problem: CasetagError | None = None


def read_rows(path: Path, columns: Columns) -> Iterator[Row]:
    """Read the rows of a file, in order; empty rows are left out.

    Raises:
        BatchError: If the file cannot be read, has an unknown format or lacks a column.
    """
    read = reader_of(path)
    try:
        yield from read(path, columns)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise BatchError(f"The input file cannot be read: {reason}.") from None
    except DAMAGED:
        raise BatchError("The input file is damaged or not what its name says.") from None


def reader_of(path: Path) -> Callable[[Path, Columns], Iterator[Row]]:
    """Return what reads a file of this name."""
    readers = {".jsonl": _read_jsonl, ".csv": _read_csv, ".xlsx": _read_xlsx}
    if path.suffix.lower() not in readers:
        raise BatchError(f"The name of the input must end in one of {', '.join(readers)}.")
    return readers[path.suffix.lower()]


def has_bom(path: Path) -> bool:
    """Tell whether a file starts with the mark by which Excel knows UTF-8."""
    with path.open("rb") as stream:
        return stream.read(len(BOM)) == BOM


def _read_jsonl(path: Path, columns: Columns) -> Iterator[Row]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _jsonl_row(number, line, columns)


def _jsonl_row(number: int, line: bytes, columns: Columns) -> Row:
    try:
        record = read_json(line)
    except CasetagError as error:
        return Row(number, number, problem=error)
    if not isinstance(record, dict):
        return Row(number, number, problem=RowError("The line is not a JSON object."))
    row_id = _id(record.get(columns.id or "id"), number)
    text = record.get(columns.text)
    if not isinstance(text, str):
        return Row(number, row_id, problem=RowError(f"No text under '{columns.text}'."))
    return Row(number, row_id, text)


def _read_csv(path: Path, columns: Columns) -> Iterator[Row]:
    with path.open("rb") as stream:
        if stream.read(2) in UTF16_BOMS:
            raise BatchError("The input is UTF-16. Save it as CSV UTF-8.")
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    # Bytes that are not UTF-8 become lone surrogates, which the pipeline refuses row by row.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        first = next(lines, "")
        header, delimiter = _csv_header(first, columns)
        # A header with a line break in a quoted cell is read as a whole.
        records = csv.reader(chain([first], lines), delimiter=delimiter)
        next(records)
        yield from _table_rows(header, records, columns)


def _csv_header(line: str, columns: Columns) -> tuple[list[str], str]:
    """Return the column names and the delimiter under which the text column is among them."""
    for delimiter in DELIMITERS:
        header = next(csv.reader([line], delimiter=delimiter), [])
        if columns.text in _names(header):
            return header, delimiter
    raise _no_column(columns.text)


def _read_xlsx(path: Path, columns: Columns) -> Iterator[Row]:
    with path.open("rb") as stream:
        workbook = load_workbook(stream, read_only=True, data_only=True)
        with closing(workbook.worksheets[0].iter_rows(values_only=True)) as rows:
            header = next(rows, ())
            yield from _table_rows(header, rows, columns)


def _table_rows(
    header: Sequence[object], records: Iterator[Sequence[object]], columns: Columns
) -> Iterator[Row]:
    places = {name: place for place, name in reversed(list(enumerate(_names(header))))}
    if columns.text not in places:
        raise _no_column(columns.text)
    if columns.id is not None and columns.id not in places:
        raise _no_column(columns.id)
    # 2: the header is row 1 of the sheet.
    for number, record in enumerate(records, start=2):
        cells = dict(enumerate(record))
        if any(cell not in (None, "") for cell in cells.values()):
            yield _table_row(number, cells, places, columns)


def _table_row(
    number: int, cells: Mapping[int, object], places: Mapping[str, int], columns: Columns
) -> Row:
    id_place = places.get(columns.id or "id", -1)
    text = cells.get(places[columns.text])
    return Row(number, _id(cells.get(id_place), number), "" if text is None else str(text))


def _names(header: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in header]


def _no_column(name: str) -> BatchError:
    return BatchError(f"The input has no column '{name}'. Name it in the first row.")


def _id(value: object, number: int) -> str | int:
    """Return a row's id; one that no output can hold is replaced by the number of the row."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return number
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return number
    return value
