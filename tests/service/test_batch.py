import csv
import json

import pytest
from openpyxl import Workbook, load_workbook

from models.errors import BatchError
from service.batch import BatchJob, BatchSummary, count_rows, run_batch
from service.resumption import part_of
from service.schemas import to_body

TEXTS = ["The doctor refused.", "", 'Police in Osh, "loud"\nand long.', "=danger", "Last one."]


def _write_input(path):
    if path.suffix == ".jsonl":
        lines = [json.dumps({"id": f"r{n}", "text": text}) for n, text in enumerate(TEXTS)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "text"])
            writer.writerows([f"r{n}", text] for n, text in enumerate(TEXTS))
    else:
        workbook = Workbook()
        workbook.active.append(["id", "text"])
        for n, text in enumerate(TEXTS):
            # The apostrophe of a spreadsheet's text cell is not part of the text.
            workbook.active.append([f"r{n}", None])
            cell = workbook.active.cell(n + 2, 2, text)
            cell.data_type = "s"
        workbook.save(path)
    return path


def _read_output(path):
    """Return (id, has an error) of each row."""
    if path.suffix == ".jsonl":
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [(record["id"], "error" in record) for record in records]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return [(row["id"], bool(row["error"])) for row in csv.DictReader(stream)]
    header, *rows = load_workbook(path).active.iter_rows(values_only=True)
    error = header.index("error")
    return [(row[0], bool(row[error])) for row in rows]


def _run(pipeline, source, target, *, resume=False, stop_after=None):
    rows = []

    def report(row, _body):
        rows.append(row.number)
        if len(rows) == stop_after:
            raise KeyboardInterrupt

    return run_batch(pipeline, BatchJob(source, target, resume=resume), report), rows


@pytest.mark.parametrize("source", ["in.jsonl", "in.csv", "in.xlsx"])
@pytest.mark.parametrize("target", ["out.jsonl", "out.csv", "out.xlsx"])
def test_any_format_becomes_any_format_in_order(pipeline, tmp_path, source, target):
    path = _write_input(tmp_path / source)
    summary, _ = _run(pipeline, path, tmp_path / target)
    assert summary == BatchSummary(rows=5, errors=1)
    assert count_rows(BatchJob(path, tmp_path / target)) == 5
    assert _read_output(tmp_path / target) == [(f"r{n}", n == 1) for n in range(5)]
    assert pipeline.texts[2] == TEXTS[2]
    assert not part_of(tmp_path / target).exists()


def test_jsonl_output_has_the_body_of_the_api(pipeline, tmp_path):
    _run(pipeline, _write_input(tmp_path / "in.jsonl"), tmp_path / "out.jsonl")
    first = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first == {"id": "r0", **to_body(pipeline.tag(TEXTS[0]))}


def test_a_bad_row_is_told_with_its_number(pipeline, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "one"}\nnonsense\n{"id": 3}\n{"text": "four"}\n', encoding="utf-8")
    summary, numbers = _run(pipeline, source, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert (summary.errors, numbers) == (2, [1, 2, 3, 4])
    assert json.loads(lines[1])["detail"].startswith("Row 2: ")
    assert json.loads(lines[2])["detail"].startswith("Row 3: ")
    assert json.loads(lines[3])["redacted_text"] == "four"


def test_an_unexpected_exception_costs_one_row(pipeline, tmp_path):
    tag = pipeline.tag

    def sometimes(text):
        if "Osh" in text:
            raise RuntimeError(text)
        return tag(text)

    pipeline.tag = sometimes
    summary, _ = _run(pipeline, _write_input(tmp_path / "in.csv"), tmp_path / "out.jsonl")
    assert summary == BatchSummary(rows=5, errors=2)
    assert "internal_error" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
@pytest.mark.parametrize("half", ["", '{"id": "r9', 'r9,en,"half a\r\n'])
@pytest.mark.parametrize("stop_after", [1, 2, 3, 4])
def test_a_stopped_run_is_gone_on_with_to_the_same_end(pipeline, tmp_path, name, half, stop_after):
    source, whole, target = (
        _write_input(tmp_path / "in.csv"),
        tmp_path / f"w{name}",
        tmp_path / name,
    )
    _run(pipeline, source, whole)
    with pytest.raises(KeyboardInterrupt):
        _run(pipeline, source, target, stop_after=stop_after)
    assert not target.exists()
    if not half.startswith("r9" if name == "out.jsonl" else "{"):
        with part_of(target).open("ab") as stream:
            stream.write(half.encode())
    pipeline.texts.clear()
    summary, numbers = _run(pipeline, source, target, resume=True)
    assert len(pipeline.texts) == len(numbers) == 5 - stop_after
    assert summary == BatchSummary(rows=5, errors=1)
    assert target.read_bytes() == whole.read_bytes()


def test_what_is_left_of_a_stopped_run_is_not_overwritten(pipeline, tmp_path):
    source, target = _write_input(tmp_path / "in.csv"), tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        _run(pipeline, source, target, stop_after=1)
    with pytest.raises(BatchError, match="--resume"):
        _run(pipeline, source, target)


def test_resume_with_nothing_to_go_on_with_starts_anew(pipeline, tmp_path):
    source = _write_input(tmp_path / "in.csv")
    assert _run(pipeline, source, tmp_path / "out.csv", resume=True)[0].rows == 5


def test_resume_refuses_another_input(pipeline, tmp_path):
    source, target = _write_input(tmp_path / "in.csv"), tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        _run(pipeline, source, target, stop_after=2)
    source.write_text("id,text\nx,a\ny,b\nz,c\n", encoding="utf-8")
    with pytest.raises(BatchError, match="another input"):
        _run(pipeline, source, target, resume=True)
    source.write_text("id,text\n", encoding="utf-8")
    with pytest.raises(BatchError, match="another input"):
        _run(pipeline, source, target, resume=True)


def test_resume_refuses_other_models_and_damaged_parts_and_xlsx(pipeline, tmp_path):
    source, target = _write_input(tmp_path / "in.csv"), tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        _run(pipeline, source, target, stop_after=2)
    pipeline.version = "fake-2"
    with pytest.raises(BatchError, match="other models"):
        _run(pipeline, source, target, resume=True)
    part_of(target).write_text("[]\n", encoding="utf-8")
    with pytest.raises(BatchError, match="damaged"):
        _run(pipeline, source, target, resume=True)
    with pytest.raises(BatchError, match=r"\.jsonl and \.csv"):
        _run(pipeline, source, tmp_path / "out.xlsx", resume=True)


def test_an_interrupted_xlsx_leaves_nothing_behind(pipeline, tmp_path):
    source, target = _write_input(tmp_path / "in.csv"), tmp_path / "out.xlsx"
    with pytest.raises(KeyboardInterrupt):
        _run(pipeline, source, target, stop_after=2)
    assert not part_of(target).exists()
    assert _run(pipeline, source, target)[0].rows == 5


def test_excels_mark_is_given_back_where_it_came_in(pipeline, tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes(b"\xef\xbb\xbfid;text\r\n1;one\r\n")
    _run(pipeline, source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_input_is_never_the_output(pipeline, tmp_path):
    source = _write_input(tmp_path / "in.csv")
    with pytest.raises(BatchError, match="same file"):
        _run(pipeline, source, tmp_path / "." / "in.csv")


def test_an_output_that_cannot_be_written_is_refused(pipeline, tmp_path):
    source = _write_input(tmp_path / "in.csv")
    with pytest.raises(BatchError, match="cannot be written"):
        _run(pipeline, source, tmp_path / "nowhere" / "out.csv")
    with pytest.raises(BatchError, match="must end in"):
        _run(pipeline, source, tmp_path / "out.doc")
