import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.errors import BatchError
from service.flat_rows import COLUMNS
from service.table_writers import check_format, open_writer

ERROR = {"error": "row_unusable", "detail": "Row 2: No text."}


def _write(part, suffix, rows, *, end=0, bom=False):
    writer = open_writer(part, suffix, end=end, bom=bom)
    for row_id, body in rows:
        writer.write(row_id, body)
    writer.finish()
    writer.close()


def test_jsonl_has_the_id_first_and_letters_as_they_are(tmp_path):
    part = tmp_path / "p"
    _write(part, ".jsonl", [("ж", ERROR)])
    assert part.read_text(encoding="utf-8").startswith('{"id": "ж", "error"')


def test_csv_has_a_header_once_also_when_gone_on_with(tmp_path):
    part = tmp_path / "p"
    _write(part, ".csv", [("a", ERROR)])
    _write(part, ".csv", [("b", ERROR)], end=part.stat().st_size)
    with part.open(encoding="utf-8", newline="") as stream:
        assert [row["id"] for row in csv.DictReader(stream)] == ["a", "b"]


def test_csv_gets_the_mark_of_excel_when_asked_for(tmp_path):
    _write(tmp_path / "p", ".csv", [], bom=True)
    assert (tmp_path / "p").read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_writing_from_a_byte_on_cuts_off_what_follows(tmp_path):
    part = tmp_path / "p"
    part.write_text('{"id": 1}\n{"id": 2, "hal', encoding="utf-8")
    _write(part, ".jsonl", [(2, ERROR)], end=10)
    assert [json.loads(line)["id"] for line in part.read_text().splitlines()] == [1, 2]


def test_xlsx_has_strings_only_and_is_written_when_finished(tmp_path):
    part = tmp_path / "p"
    writer = open_writer(part, ".xlsx", end=0, bom=False)
    writer.write("=1+1", {"error": "x", "detail": "\x0b"})
    assert not part.exists()
    writer.finish()
    writer.close()
    with part.open("rb") as stream:
        header, row = load_workbook(stream).active.iter_rows()
    assert tuple(cell.value for cell in header) == COLUMNS
    assert row[0].value == "'=1+1"
    assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_other_formats_are_refused():
    check_format(Path("out.XLSX"))
    with pytest.raises(BatchError, match="must end in"):
        check_format(Path("out.xls"))
