import json

import pytest
from openpyxl import Workbook

from models.errors import BatchError
from service.errors import DuplicateKeyError, InvalidJsonError, NotUtf8Error, RowError
from service.table_readers import Columns, has_bom, read_rows


@pytest.fixture
def write(tmp_path):
    def write_file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def write_xlsx(tmp_path):
    def write_file(rows):
        workbook = Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(tmp_path / "in.xlsx")
        return tmp_path / "in.xlsx"

    return write_file


def _rows(path, **columns):
    return list(read_rows(path, Columns(**columns)))


def _short(rows):
    return [(row.number, row.id, row.text) for row in rows]


def test_jsonl_rows_come_with_their_line_numbers_and_ids(write):
    path = write("in.jsonl", '{"id": "a", "text": "one"}\n\n{"id": 7, "text": "два"}\n{"text": ""}')
    assert _short(_rows(path)) == [(1, "a", "one"), (3, 7, "два"), (4, 4, "")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", InvalidJsonError),
        (b"[1]", RowError),
        (b'{"id": 1}', RowError),
        (b'{"text": 5}', RowError),
        (b'{"text": null}', RowError),
        (b'{"text": "\xcf"}', NotUtf8Error),
        (b'{"text": "a", "text": "b"}', DuplicateKeyError),
    ],
)
def test_a_bad_line_is_a_row_with_a_problem_and_the_next_is_read(write, line, problem):
    bad, good = _rows(write("in.jsonl", line + b'\n{"text": "next"}\n'))
    assert (bad.number, type(bad.problem)) == (1, problem)
    assert (good.number, good.text, good.problem) == (2, "next", None)


@pytest.mark.parametrize("row_id", [True, None, "", [1], 1.5, "\ud800"])
def test_an_id_that_is_none_is_replaced_by_the_number(write, row_id):
    [row] = _rows(write("in.jsonl", json.dumps({"id": row_id, "text": "a"})))
    assert row.id == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_csv_is_read_with_any_usual_delimiter_and_mark(write, delimiter, bom):
    text = f'id{delimiter}text\r\na{delimiter}"one\r\n""two"""\r\n\r\nb{delimiter}три\r\n'
    path = write("in.csv", bom + text.encode())
    assert _short(_rows(path)) == [(2, "a", 'one\r\n"two"'), (4, "b", "три")]
    assert has_bom(path) is bool(bom)


def test_columns_can_be_named(write):
    path = write("in.csv", "case,story\n9,one\n")
    assert _short(_rows(path, text="story", id="case")) == [(2, "9", "one")]


def test_a_short_csv_row_has_no_text(write):
    assert _short(_rows(write("in.csv", "id,text\na\n"))) == [(2, "a", "")]


def test_csv_bytes_that_are_not_utf8_spoil_their_row_only(write):
    bad, good = _rows(write("in.csv", b"id,text\n1," + b"\xcf\xf0\n2,good\n"))
    assert bad.text == "\udccf\udcf0"
    assert good.text == "good"


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_a_missing_column_is_named_but_not_the_ones_that_are_there(write, write_xlsx, name):
    if name == "in.csv":
        path = write(name, "Zulfiya was beaten,2\n")
    else:
        path = write_xlsx([["Zulfiya was beaten", 2]])
    with pytest.raises(BatchError, match="no column 'text'") as caught:
        _rows(path)
    assert "Zulfiya" not in str(caught.value)


def test_a_named_id_column_must_be_there(write):
    with pytest.raises(BatchError, match="no column 'case'"):
        _rows(write("in.csv", "id,text\n1,a\n"), id="case")


def test_xlsx_rows_come_with_their_sheet_numbers(write_xlsx):
    path = write_xlsx([[" text ", "id"], ["one", 5], [None, None], [None, 6.0], [42, "c"]])
    assert _short(_rows(path)) == [(2, 5, "one"), (4, 6, ""), (5, "c", "42")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("in.txt", b"", "must end in"),
        ("in.xlsx", b"not a zip", "damaged"),
        ("in.xlsx", b"PK\x05\x06" + b"\0" * 18, "damaged"),
        ("in.csv", "text\n".encode("utf-16"), "UTF-16"),
        ("in.csv", b"", "no column"),
    ],
)
def test_unusable_files_are_refused(write, name, content, message):
    with pytest.raises(BatchError, match=message):
        _rows(write(name, content))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BatchError, match="No such file"):
        _rows(tmp_path / "none.jsonl")
