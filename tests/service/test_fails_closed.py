"""Whatever breaks, in whichever layer: no text comes back, and nothing says "redacted"."""

import json
import sys

import pytest
from fastapi.testclient import TestClient

from models.errors import SpanError
from models.label_sets import load_label_sets
from models.pipeline import Pipeline
from models.types import Classification, Countries, Entity, Tag
from service import __main__ as entry
from service import cli
from service.app import create_app

TEXT = "Врач отказался принять Шуайнабат. Мать Шуайнабат плакала."
NAME = "Шуайнабат"
PIECE = "плакала"


class Finder:
    def recognize(self, text):
        starts = [i for i in range(len(text)) if text.startswith(NAME, i)]
        return [Entity(start, start + len(NAME), "PERSON", "fake") for start in starts]


class Classifier:
    def classify(self, _text):
        return Classification(Tag("violation", 0.9), {}, (), {})


class Resolver:
    def resolve(self, _text, _language):
        return Countries()


class Combiner:
    def find(self, _text, _language, _countries):
        return ()


class Broken:
    """Stands for any worker and quotes what it was given."""

    def __getattr__(self, _name):
        def fail(text, *_rest):
            raise ValueError(text)

        return fail


def fail(*arguments, **_options):
    raise ValueError(*arguments)


def wrong_span(text, _entities):
    raise SpanError("an entity is empty or lies outside its text")


WORKERS = {
    "recognizer": Finder,
    "classifier": Classifier,
    "resolver": Resolver,
    "combiner": Combiner,
}


def make_pipeline(**broken):
    workers = {name: make() for name, make in WORKERS.items()} | broken
    return Pipeline(labels=load_label_sets(), version="fake", **workers)


BROKEN_FUNCTIONS = {
    "normalising": ("models.pipeline.normalize", fail),
    "language": ("models.pipeline.detect", fail),
    "redactor": ("models.settled_redaction.redact", fail),
    "redactor refuses a span": ("models.settled_redaction.redact", wrong_span),
}
REQUESTS = {
    "tag": ("/v1/tag", {"text": TEXT}),
    "tag batch": ("/v1/tag/batch", {"items": [{"text": TEXT}]}),
    "redact": ("/v1/redact", {"text": TEXT}),
    "redact realistically": ("/v1/redact", {"text": TEXT, "placeholders": "realistic"}),
}


def assert_nothing_leaves(settings, pipeline, request, capfd):
    path, body = request
    with TestClient(create_app(settings, pipeline), raise_server_exceptions=False) as client:
        answer = client.post(path, json=body)
    record = answer.json()
    if path.endswith("batch"):
        (record,) = record["items"]
        assert record.pop("id") is None
    else:
        assert answer.status_code == 500
    assert record.keys() == {"error", "detail"}
    assert record["error"] == "internal_error"
    left = answer.text + json.dumps(record, ensure_ascii=False) + "".join(capfd.readouterr())
    assert NAME not in left
    assert PIECE not in left


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("worker", WORKERS)
def test_a_broken_worker_lets_no_text_through(settings, capfd, worker, request_):
    if worker == "classifier" and "redact" in request_[0]:
        pytest.skip("a redaction asks no classifier")
    assert_nothing_leaves(settings, make_pipeline(**{worker: Broken()}), request_, capfd)


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("layer", BROKEN_FUNCTIONS.values(), ids=BROKEN_FUNCTIONS)
def test_a_broken_step_lets_no_text_through(settings, capfd, monkeypatch, layer, request_):
    name, failure = layer
    monkeypatch.setattr(name, failure)
    assert_nothing_leaves(settings, make_pipeline(), request_, capfd)


def test_a_failing_style_lets_no_text_through(settings, capfd, monkeypatch):
    monkeypatch.setattr("models.pipeline.restyle", fail)
    assert_nothing_leaves(settings, make_pipeline(), REQUESTS["redact"], capfd)


def test_failing_substitutes_let_no_text_through(settings, capfd, monkeypatch):
    monkeypatch.setattr("models.placeholder_styles.invent", fail)
    assert_nothing_leaves(settings, make_pipeline(), REQUESTS["redact realistically"], capfd)


@pytest.mark.parametrize("command", ["tag", "redact"])
def test_the_command_line_prints_no_text_either(monkeypatch, capfd, tmp_path, command):
    monkeypatch.setattr(cli, "load_pipeline", lambda _settings: make_pipeline(recognizer=Broken()))
    file = tmp_path / "case.txt"
    file.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["casetag", command, str(file)])
    with pytest.raises(SystemExit) as stopped:
        entry.main()
    printed = capfd.readouterr()
    assert (stopped.value.code, printed.out) == (70, "")
    assert NAME not in printed.err


@pytest.mark.parametrize("path", ["/v1/tag", "/v1/redact"])
def test_a_language_that_is_not_ours_is_answered_with_a_warning(settings, path):
    chinese = "医生拒绝给她看病，因为她感染了艾滋病毒。她很害怕，不敢再去医院。"
    with TestClient(create_app(settings, make_pipeline())) as client:
        body = client.post(path, json={"text": chinese}).json()
    assert body["warnings"] == ["language_not_supported"]


def test_numbers_alone_are_redacted_with_a_warning_and_not_tagged(settings):
    with TestClient(create_app(settings, make_pipeline())) as client:
        redacted = client.post("/v1/redact", json={"text": "12 34"})
        tagged = client.post("/v1/tag", json={"text": "12 34"})
    assert redacted.json()["warnings"] == ["no_letters"]
    assert (tagged.status_code, tagged.json()["error"]) == (422, "narrative_empty")
