import io
import json
import re
import sys

import pytest

from models.errors import ArtifactError, LabelError
from service import __main__ as entry
from service import cli, server


@pytest.fixture
def run(monkeypatch, capsys, pipeline, tmp_path):
    """Run `casetag` with arguments; return exit code, standard output and standard error."""
    monkeypatch.setenv("CASETAG_DATA_FOLDER", str(tmp_path / "kept"))
    monkeypatch.setattr(cli, "load_pipeline", lambda _settings: pipeline)

    def run_main(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["casetag", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stopped:
            entry.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return run_main


def test_tag_reads_standard_input_and_gives_the_body_of_the_api(run, narrative, client):
    code, out, _ = run("tag", "--format", "json", stdin=narrative.encode())
    assert code == 0
    assert json.loads(out) == client.post("/v1/tag", json={"text": narrative}).json()


def test_tag_reads_a_file_and_shows_it_to_a_person(run, tmp_path, narrative, known_name):
    file = tmp_path / "case.txt"
    file.write_text(narrative, encoding="utf-8-sig")
    code, out, _ = run("tag", file, "--lang", "ru")
    assert code == 0
    assert "[PERSON_1]" in out
    assert known_name not in out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xcf\xf0\xe8", "not UTF-8"),
        (b"a\0b", "NUL"),
        (b"a" * 20_001, "20000"),
    ],
)
def test_tag_refuses_bad_input_in_one_line(run, content, message):
    code, out, err = run("tag", stdin=content)
    assert (code, out) == (1, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_tag_says_what_is_wrong_with_the_call(run, tmp_path):
    assert run("tag", "--lang", "xx", stdin=b"a")[0] == 2
    code, _, err = run("tag", tmp_path / "none.txt")
    assert code == 1
    assert "No such file" in err


def test_batch_reports_bad_rows_and_does_the_rest(run, tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"text": "Zulfiya"}\n{"text": ""}\n{"text": "b"}\n', encoding="utf-8")
    code, _, err = run("batch", source, target)
    assert code == 1
    assert "Row 2: The narrative is empty. (narrative_empty)" in err
    assert "3 rows" in err
    assert "Zulfiya" not in err
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


def test_batch_without_errors_ends_with_0(run, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("case,story\n1,a\n", encoding="utf-8")
    arguments = ("--text-column", "story", "--id-column", "case")
    assert run("batch", source, target, *arguments)[0] == 0


def test_batch_with_a_missing_column_loads_no_models_and_writes_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "load_pipeline", lambda _settings: pytest.fail("loaded"))
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,story\n1,a\n", encoding="utf-8")
    code, _, err = run("batch", source, target)
    assert code == 1
    assert "no column 'text'" in err
    assert list(tmp_path.iterdir()) == [source]


def test_batch_can_be_stopped_and_gone_on_with(run, tmp_path, pipeline):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,text\n1,a\n2,b\n", encoding="utf-8")
    tag = pipeline.tag

    def stop_at_b(text):
        if text == "b":
            raise KeyboardInterrupt
        return tag(text)

    pipeline.tag = stop_at_b
    code, _, err = run("batch", source, target)
    assert code == 130
    assert "--resume" in err
    pipeline.tag = tag
    assert run("batch", source, target, "--resume")[0] == 0
    assert pipeline.texts == ["a", "b"]


@pytest.mark.parametrize(
    "error", [ArtifactError("tagger: model.onnx is damaged"), LabelError("flags.yaml:3: wrong")]
)
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("tag",)])
def test_unusable_models_or_labels_stop_a_command_in_one_line(run, monkeypatch, error, command):
    def refuse(_settings):
        raise error

    monkeypatch.setattr(cli, "load_pipeline", refuse)
    code, out, err = run(*command, stdin=b"a")
    *before, last = err.splitlines()
    assert (code, out, last) == (3, "", f"casetag: {error}")
    # The store is opened before the models are loaded: a first start makes its key.
    assert [json.loads(line)["event"] for line in before] in ([], ["encryption_key_made"])


def test_serve_announces_its_address_and_runs_the_app(run, monkeypatch, pipeline):
    served = []
    monkeypatch.setattr(server, "run_server", lambda app, *_: served.append(app))
    code, out, _ = run("serve", "--host", "127.0.0.1", "--port", "0")
    assert code == 0
    assert "Casetag is at http://127.0.0.1:" in out
    assert served[0].state.pipeline is pipeline


def test_serve_shows_a_link_at_the_first_start_and_on_a_terminal(run, monkeypatch):
    monkeypatch.setattr(server, "run_server", lambda *_: None)
    first, second = run("serve", "--port", "0")[1], run("serve", "--port", "0")[1]
    assert re.search(r"^http://127\.0\.0\.1:[1-9]\d*/#link=[0-9a-f]{96}$", first, re.MULTILINE)
    assert "link=" not in second
    # A journal or a file is no place for a link; a terminal is.
    monkeypatch.setattr(cli, "is_terminal", lambda: True)
    assert "link=" in run("serve", "--port", "0")[1]


def test_serve_says_when_its_address_is_taken(run):
    from service.settings import Settings

    with server.listen(Settings(port=0)) as taken:
        taken.listen()
        code, _, err = run("serve", "--port", taken.getsockname()[1])
    assert code == 3
    assert "Cannot listen at 127.0.0.1" in err


def test_a_wrong_setting_stops_in_one_line(run, monkeypatch):
    monkeypatch.setenv("CASETAG_PROT", "1")
    code, _, err = run("serve")
    assert code == 3
    assert "CASETAG_PROT" in err


def test_an_unexpected_exception_is_told_by_type_and_place(run, pipeline):
    pipeline.error = RuntimeError("about Zulfiya")
    code, out, err = run("tag", stdin=b"Zulfiya")
    assert code == 70
    assert "RuntimeError at tests/conftest.py:" in err
    assert "Zulfiya" not in out + err
    assert len(err.splitlines()) == 1


def test_an_interruption_is_told_in_one_line(run, pipeline):
    pipeline.error = KeyboardInterrupt()
    code, _, err = run("tag", stdin=b"a")
    assert code == 130
    assert len(err.strip().splitlines()) <= 1


def test_every_command_and_option_has_a_help_line(run):
    for command in ((), ("serve",), ("tag",), ("batch",)):
        code, out, _ = run(*command, "--help")
        assert code == 0
        assert "Usage" in out
