import json
import logging
import sys
import warnings

import pytest

from service.logs import StderrHandler, configure_logging, get_logger


@pytest.fixture
def log_lines(capsys):
    configure_logging("info")

    def read():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_our_events_are_json_lines(log_lines):
    get_logger().info("request", status=200)
    [line] = log_lines()
    assert (line["event"], line["status"], line["level"]) == ("request", 200, "info")


def test_an_exception_is_logged_by_type_and_place(log_lines):
    try:
        raise ValueError("Zulfiya") from KeyError("Qadamova")
    except ValueError:
        get_logger().exception("failed")
    [line] = log_lines()
    assert (line["exception"], line["causes"]) == ("ValueError", ["KeyError"])
    assert line["frames"][0].startswith("tests/service/test_logs.py:")
    assert "Zulfiya" not in json.dumps(line)


def test_what_libraries_say_is_withheld(log_lines):
    logging.getLogger("spacy").error("cannot parse %s", "Zulfiya")
    logging.getLogger("asyncio").error("Task exception was never retrieved: Zulfiya")
    try:
        raise RuntimeError("Zulfiya")
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application: Zulfiya")
    lines = log_lines()
    assert [line["event"] for line in lines] == ["library_message_withheld"] * 3
    assert lines[0]["logger"] == "spacy"
    assert lines[2]["exception"] == "RuntimeError"
    assert "Zulfiya" not in json.dumps(lines)


def test_python_warnings_are_withheld(log_lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("odd text: Zulfiya", stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "Zulfiya" not in json.dumps(log_lines())


def test_the_server_may_say_where_it_listens(log_lines):
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s", "http://127.0.0.1:8000")
    assert log_lines()[0]["event"] == "Uvicorn running on http://127.0.0.1:8000"


def test_a_record_that_cannot_be_formatted_is_dropped_without_its_arguments(capsys):
    record = logging.LogRecord("uvicorn.error", 40, "a.py", 1, "%d", ("Zulfiya",), None)
    StderrHandler().handle(record)
    assert "Zulfiya" not in capsys.readouterr().err


def test_the_level_is_kept_and_no_handler_is_added_twice(capsys):
    configure_logging("info")
    configure_logging("error")
    get_logger().info("quiet")
    get_logger().error("loud")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_exc_info_can_be_given_as_exception_or_tuple(log_lines):
    error = ValueError("Zulfiya")
    get_logger().error("one", exc_info=error)
    try:
        raise error
    except ValueError:
        get_logger().error("two", exc_info=sys.exc_info())
    lines = log_lines()
    assert [line["exception"] for line in lines] == ["ValueError", "ValueError"]
    assert "Zulfiya" not in json.dumps(lines)
