"""No name and no piece of a narrative leaves by a side door.

Every test plants a word that occurs nowhere else, and looks for it in all that comes out: the
body and headers of the answer, standard output and error, and every log record with its arguments.
"""

import ast
import json
import logging
import sys
import traceback
import warnings
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.errors import CasetagError
from service import __main__ as entry
from service import cli
from service.app import create_app

ROOT = Path(__file__).parent.parent
PLANTED = "Xyzqvarna"
JSON = {"Content-Type": "application/json"}


class Everything(logging.Handler):
    """Keeps all that any logger was told, arguments and tracebacks included."""

    def __init__(self):
        super().__init__(level=0)
        self.told = []

    def emit(self, record):
        # What our formatter writes is what leaves; what we tell loggers must be clean by itself.
        self.told += [str(record.msg), str(record.args)]
        if record.exc_info:
            self.told.append("".join(traceback.format_exception(*record.exc_info)))


@pytest.fixture
def all_that_left(capfd):
    """Return a function that gives all that was printed and logged so far, as one text."""
    handler = Everything()
    loggers = [logging.getLogger(name) for name in ("casetag", "uvicorn.error", "py.warnings")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: "".join([*handler.told, *capfd.readouterr()])
    for logger in loggers:
        logger.removeHandler(handler)


def _text_of(answer):
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{answer.status_code} {headers} {answer.text}"


def _assert_absent(word, text):
    assert word.casefold() not in text.casefold()


def test_a_tagged_narrative_leaves_no_name(client, narrative, known_name, all_that_left):
    answers = [
        client.post("/v1/tag", json={"text": narrative}),
        client.post("/v1/tag/batch", json={"items": [{"id": 1, "text": narrative}]}),
        client.post("/v1/redact", json={"text": narrative}),
        client.post("/v1/redact", json={"text": narrative, "placeholders": "realistic"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    left = "".join(map(_text_of, answers)) + all_that_left()
    for piece in known_name.split():
        _assert_absent(piece, left)


def test_a_tagged_narrative_leaves_no_word_in_the_log(client, narrative, all_that_left):
    client.post("/v1/tag", json={"text": f"{narrative} {PLANTED}"})
    left = all_that_left()
    assert '"event": "request"' in left
    for word in ("Osh", "doctor", "refused", PLANTED):
        _assert_absent(word, left)


BROKEN_BODIES = {
    "not json": f'{{"text": {PLANTED}',
    "a string": f'"{PLANTED}"',
    "wrong type": json.dumps({"text": {PLANTED: PLANTED}}),
    "list of text": json.dumps({"text": [PLANTED]}),
    "unknown field": json.dumps({"text": "a", PLANTED: 1}),
    "unknown field only": json.dumps({PLANTED: PLANTED}),
    "same key twice": f'{{"{PLANTED}": 1, "{PLANTED}": 2}}',
    "bad escape": f'{{"text": "\\{PLANTED}"}}',
    "control character": f'{{"text": "{PLANTED}\n"}}',
    "lone surrogate": f'{{"text": "{PLANTED} \\ud800"}}',
    "surrogate in a key": f'{{"{PLANTED}\\ud800": "a"}}',
    "surrogate in an id": f'{{"items": [{{"id": "{PLANTED}\\ud800", "text": "a"}}]}}',
    "nul": f'{{"text": "{PLANTED} \\u0000"}}',
    "too long": json.dumps({"text": f"{PLANTED} " * 2500}),
    "too large": json.dumps({"text": f"{PLANTED} " * 50_000}),
    "too deep": "[" * 90_000 + f'"{PLANTED}"',
    "not utf-8": f'{{"text": "{PLANTED}\xff"}}'.encode("latin-1"),
    "items of wrong type": json.dumps({"items": [PLANTED, {"id": [PLANTED], "text": 1}]}),
    "items under a name": json.dumps({"items": {PLANTED: "a"}}),
    "long id": json.dumps({"items": [{"id": PLANTED * 50, "text": "a"}]}),
    "too many items": json.dumps({"items": [{"text": PLANTED}] * 6}),
    "unknown field of an item": json.dumps({"items": [{"text": "a", PLANTED: PLANTED}]}),
}


@pytest.mark.parametrize("path", ["/v1/tag", "/v1/tag/batch", "/v1/redact"])
@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES.keys())
def test_a_broken_request_is_not_repeated(client, all_that_left, path, body):
    answer = client.post(path, content=body, headers=JSON)
    assert 400 <= answer.status_code < 500
    assert answer.json().keys() == {"error", "detail"}
    _assert_absent(PLANTED, _text_of(answer) + all_that_left())


ODD_REQUESTS = {
    "path": ("GET", f"/v1/{PLANTED}", {}),
    "path of a file": ("GET", f"/static/{PLANTED}.js", {}),
    "path with a slash too many": ("GET", f"/v1/labels/?x={PLANTED}", {}),
    "query": ("GET", f"/v1/labels?lang={PLANTED}", {}),
    "unknown query": ("GET", f"/health/ready?{PLANTED}={PLANTED}", {}),
    "query of a post": ("POST", f"/v1/tag?text={PLANTED}", {"json": {"text": "a"}}),
    "method": (PLANTED.upper(), "/v1/tag", {}),
    "wrong method with a body": ("PUT", "/v1/tag", {"content": PLANTED}),
    "media type": ("POST", "/v1/tag", {"content": "a", "headers": {"Content-Type": PLANTED}}),
    "form": ("POST", "/v1/tag", {"data": {"text": PLANTED}}),
    "file": ("POST", "/v1/tag", {"files": {PLANTED: (PLANTED, PLANTED)}}),
    "own request id": ("GET", "/health/live", {"headers": {"X-Request-ID": PLANTED}}),
    "other headers": (
        "GET",
        "/nothing",
        {"headers": {"User-Agent": PLANTED, "Referer": PLANTED, "Origin": PLANTED}},
    ),
    "cookie": ("GET", "/", {"headers": {"Cookie": f"name={PLANTED}"}}),
    "preflight": (
        "OPTIONS",
        "/v1/tag",
        {"headers": {"Origin": f"http://{PLANTED}", "Access-Control-Request-Method": "POST"}},
    ),
}


@pytest.mark.parametrize("request_", ODD_REQUESTS.values(), ids=ODD_REQUESTS.keys())
def test_an_odd_request_is_not_repeated(client, all_that_left, request_):
    method, path, options = request_
    answer = client.request(method, path, follow_redirects=False, **options)
    assert answer.status_code < 500
    _assert_absent(PLANTED, _text_of(answer) + all_that_left())


def _chained(text):
    try:
        {}[text]
    except KeyError as error:
        failure = ValueError(text)
        failure.__cause__ = error
        failure.add_note(text)
        return failure


FAILURES = {
    "key error": KeyError,
    "chained": _chained,
    "unicode": lambda text: UnicodeDecodeError("utf-8", text.encode(), 0, 1, text),
    "assertion": AssertionError,
    "group": lambda text: ExceptionGroup(text, [ValueError(text)]),
    "of the system": lambda text: OSError(2, text, text),
    "own base class": lambda text: CasetagError(text),
}


@pytest.mark.parametrize("make", FAILURES.values(), ids=FAILURES.keys())
@pytest.mark.parametrize("path", ["/v1/tag", "/v1/tag/batch"])
def test_an_exception_that_quotes_the_narrative_is_told_without_it(
    client, pipeline, all_that_left, make, path
):
    pipeline.error = make(f"cannot parse: {PLANTED}")
    body = {"text": PLANTED} if path == "/v1/tag" else {"items": [{"text": PLANTED}]}
    answer = client.post(path, json=body)
    assert answer.status_code == (500 if path == "/v1/tag" else 200)
    assert '"error":"internal_error"' in answer.text
    left = all_that_left()
    assert '"frames"' in left
    _assert_absent(PLANTED, _text_of(answer) + left)


def test_libraries_and_warnings_do_not_print_the_narrative(client, pipeline, capfd):
    tag = pipeline.tag

    def chatty(text):
        logging.getLogger("some.library").error("odd text: %s", text)
        logging.getLogger("some.library").critical(text)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(capture=True)
            warnings.warn(text, stacklevel=1)
        return tag(text)

    pipeline.tag = chatty
    assert client.post("/v1/tag", json={"text": PLANTED}).status_code == 200
    printed = "".join(capfd.readouterr())
    assert "library_message_withheld" in printed
    _assert_absent(PLANTED, printed)


def test_two_requests_share_nothing(settings, pipeline, narrative, known_name):
    with TestClient(create_app(settings, pipeline)) as client:
        first = client.post("/v1/tag", json={"text": f"{narrative} {PLANTED}"})
        second = client.post("/v1/tag", json={"text": f"Again {known_name}."})
    assert PLANTED in first.text
    _assert_absent(PLANTED, _text_of(second))
    assert second.json()["identifiers"][0]["placeholder"] == "[PERSON_1]"


@pytest.fixture
def run(monkeypatch, pipeline):
    monkeypatch.setattr(cli, "load_pipeline", lambda _settings: pipeline)

    def run_main(*arguments):
        monkeypatch.setattr(sys, "argv", ["casetag", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            entry.main()
        return stopped.value.code

    return run_main


def test_the_command_line_says_nothing_of_a_narrative_it_cannot_tag(
    run, pipeline, tmp_path, all_that_left
):
    file = tmp_path / "case.txt"
    for content in (f"{PLANTED} \0", f"{PLANTED} " * 3000):
        file.write_text(content, encoding="utf-8")
        assert run("tag", file) == 1
    file.write_bytes(PLANTED.encode() + b"\xff")
    assert run("tag", file) == 1
    pipeline.error = RuntimeError(PLANTED)
    assert run("tag", file.with_name(file.name)) != 0
    file.write_text(PLANTED, encoding="utf-8")
    assert run("tag", file) == 70
    _assert_absent(PLANTED, all_that_left())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.csv", f"{PLANTED} was beaten,1\n"),
        ("in.csv", f"id,text\n1,{PLANTED} \0\n"),
        ("in.csv", f"id,text\n1,{PLANTED * 3000}\n"),
        ("in.jsonl", f'{{"id": "{PLANTED}", "text": ""}}\n'),
        ("in.jsonl", f'{PLANTED}\n["{PLANTED}"]\n{{"{PLANTED}": 1}}\n'),
        ("in.xlsx", PLANTED),
    ],
)
def test_the_command_line_says_nothing_of_bad_rows_but_their_number(
    run, tmp_path, all_that_left, name, content
):
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert run("batch", tmp_path / name, tmp_path / "out.jsonl") == 1
    _assert_absent(PLANTED, all_that_left())


def test_no_name_is_in_what_batch_writes_also_when_it_is_stopped(
    run, pipeline, tmp_path, narrative, known_name, all_that_left
):
    source = tmp_path / "in.csv"
    source.write_text(f'id,text,note\n1,"{narrative}",{PLANTED}\n2,stop,x\n', encoding="utf-8")
    tag = pipeline.tag

    def stop_at_two(text):
        if text == "stop":
            raise KeyboardInterrupt
        return tag(text)

    pipeline.tag = stop_at_two
    for target in ("out.jsonl", "out.csv", "out.xlsx"):
        assert run("batch", source, tmp_path / target) == 130
    written = [path for path in tmp_path.iterdir() if path != source]
    assert {path.name for path in written} == {"out.jsonl.part", "out.csv.part"}
    left = all_that_left() + "".join(path.read_text(encoding="utf-8") for path in written)
    for word in (*known_name.split(), PLANTED):
        _assert_absent(word, left)


def _python_files():
    return [
        path
        for folder in ("models", "service", "training")
        for path in (ROOT / folder).rglob("*.py")
    ]


def test_only_the_redactor_makes_redacted_text():
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in _python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "RedactedText"
    }
    assert makers <= {"models/redactor.py"}
