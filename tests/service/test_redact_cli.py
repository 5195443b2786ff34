import csv
import io
import json
import sys

import pytest

from models.placeholder_styles import PlaceholderStyle
from service import __main__ as entry
from service import cli
from service.redact_cli import redact_row
from service.table_readers import Row


@pytest.fixture
def run(monkeypatch, capsys, pipeline):
    """Run `casetag` with arguments; return exit code, standard output and standard error."""
    monkeypatch.setattr(cli, "load_pipeline", lambda _settings: pipeline)

    def run_main(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["casetag", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stopped:
            entry.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return run_main


def test_redact_prints_the_text_alone(run, narrative, known_name):
    code, out, err = run("redact", stdin=narrative.encode())
    assert (code, err) == (0, "")
    assert out == narrative.replace(known_name, "[PERSON_1]") + "\n"


def test_warnings_are_printed_beside_the_text(run, narrative):
    _, out, err = run(
        "redact", "--placeholders", "realistic", "--seed", 3, stdin=narrative.encode()
    )
    assert "Ida 3" in out
    assert "invented" in err
    assert "invented" not in out


def test_json_is_the_body_of_the_api(run, narrative, client):
    _, out, _ = run(
        "redact", "--format", "json", "--placeholders", "typed", stdin=narrative.encode()
    )
    request = {"text": narrative, "placeholders": "typed"}
    assert json.loads(out) == client.post("/v1/redact", json=request).json()


def test_an_unknown_style_is_refused(run):
    assert run("redact", "--placeholders", "none", stdin=b"a")[0] == 2


def test_a_failure_prints_no_text(run, pipeline, narrative, known_name):
    pipeline.error = RuntimeError(narrative)
    code, out, err = run("redact", stdin=narrative.encode())
    assert (code, out) == (70, "")
    assert known_name not in err


def test_a_file_is_redacted_row_by_row_and_a_bad_row_stops_nothing(run, tmp_path, narrative):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": "a", "text": narrative}, {"id": "b", "text": ""}, {"id": "c", "text": narrative}]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run("redact-batch", source, target, "--placeholders", "typed")[0] == 1
    bodies = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [body["id"] for body in bodies] == ["a", "b", "c"]
    assert "[PERSON]" in bodies[0]["redacted_text"]
    assert bodies[1]["error"] == "narrative_empty"
    assert "tags" not in bodies[2]


def test_a_table_of_redactions_has_the_columns_of_all_tables(run, tmp_path, narrative, known_name):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f'id,text\n1,"{narrative}"\n', encoding="utf-8")
    assert run("redact-batch", source, target)[0] == 0
    (row,) = csv.DictReader(target.read_text(encoding="utf-8").splitlines())
    assert row["redacted_text"] == narrative.replace(known_name, "[PERSON_1]")
    assert row["violation_type"] == ""
    assert row["model_version"] == "fake-1"


def test_each_row_has_a_seed_of_its_own_and_the_same_one_every_time(pipeline, narrative):
    answer = redact_row(PlaceholderStyle.REALISTIC, 10)
    texts = [answer(pipeline, Row(n, n, narrative))["redacted_text"] for n in (1, 2, 1)]
    assert texts[0] == texts[2] != texts[1]
