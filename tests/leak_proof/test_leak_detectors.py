"""The proof can fail: each deliberate leak is found in the place where it is made."""

import base64
import json
import logging
import os
import zlib
from dataclasses import replace
from urllib.parse import quote

import pytest

from models.errors import NarrativeEmptyError
from models.export_formats.files import ExportFormat
from models.types import CountryTag, Span
from service import logs
from service.access.organisations import find_organisation
from service.access.principals import cli_principal
from service.cases import case_work, routes
from service.cases.delivery import Delivery
from service.cases.export import CaseExport
from service.logs import get_logger
from service.store import audit
from tests.leak_proof.in_process import loud_logging
from tests.leak_proof.names import NameMaker
from tests.leak_proof.places import look_at_files, look_at_messages
from tests.leak_proof.proof import Answer, Proof
from tests.leak_proof.receiver import Receiver
from tests.leak_proof.search import Search
from tests.leak_proof.walk import Walk

SCRIPTS = ("Latn", "Cyrl", "Geor", "Armn")
WAYS = {
    "as it is": lambda word: word.encode(),
    "in capitals": lambda word: word.upper().encode(),
    "with one capital": lambda word: word.capitalize().encode(),
    "in mixed letters": lambda word: (word[:3] + word[3:6].upper() + word[6:]).encode(),
    "JSON": lambda word: json.dumps(word).encode(),
    "JSON in capital digits": lambda word: json.dumps(word).upper().replace("\\U", "\\u").encode(),
    "UTF-16": lambda word: f"xy {word}".encode("utf-16"),
    "UTF-16, big end first": lambda word: word.encode("utf-16-be"),
    "percent": lambda word: quote(word).encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64 after one": lambda word: base64.b64encode(b"?" + word.encode() + b"!"),
    "base64 after two": lambda word: base64.b64encode(b"<>" + word.encode() + b"!"),
    "base64 for addresses": lambda word: base64.urlsafe_b64encode(b"?>" + word.encode()),
    "hexadecimal": lambda word: word.encode().hex().encode(),
    "shown by Python": lambda word: repr(word.encode()).encode(),
    "HTML": lambda word: word.encode("ascii", "xmlcharrefreplace"),
    "read as Latin-1": lambda word: word.encode().decode("latin-1").encode(),
    "packed": lambda word: zlib.compress(f"text {word} text".encode()),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_word_is_found_however_it_is_written(way, script):
    search, names = Search(), NameMaker(5)
    word, other = names.core(script), names.core(script)
    search.add(word)
    search.add(other)
    content = way(word)
    if not content.startswith(b"x\x9c"):
        content = b"some bytes \xff\x00 before " + content + b" and after"
    if way is WAYS["base64"] or "base64" in repr(way):
        content = way(word)
    assert {hit.word for hit in search.find(content)} == {word}


def test_a_word_is_found_over_the_edge_of_a_piece():
    search = Search()
    search.add("zabuzabuzab")
    for before in range((1 << 22) - 20, (1 << 22) + 3):
        assert search.find(bytes(before) + b"zabuzabuzab")


def test_nothing_is_found_in_noise():
    search, names = Search(), NameMaker(6)
    for number in range(200):
        search.add(names.core(SCRIPTS[number % 4]))
    noise = base64.b64encode(bytes((i * i * 31 + i) % 251 for i in range(1_000_000)))
    assert search.find(noise) == []


@pytest.fixture
def walk(tmp_path):
    with loud_logging() as loud:
        made = Walk(tmp_path)
        made.loud = loud
        yield made
        made.service.close()


def leak_in_tag(walk, act):
    """Let the pipeline do something with each text it is given."""
    tag = walk.service.pipeline.tag

    def leaky(text, *more):
        act(text)
        return tag(text, *more)

    walk.service.pipeline.tag = leaky


def log_line(walk, _monkeypatch):
    leak_in_tag(walk, lambda text: get_logger().debug("tagged", text=text))


def library_log(walk, monkeypatch):
    monkeypatch.setattr(logs.SafeFormatter, "format", logging.Formatter().format)
    leak_in_tag(walk, lambda text: logging.getLogger("some.library").debug("odd: %s", text))


def printed(walk, _monkeypatch):
    leak_in_tag(walk, print)


def error_message(walk, _monkeypatch):
    def refuse(text):
        raise NarrativeEmptyError(f"Cannot read {text}")

    leak_in_tag(walk, refuse)


def header(walk, monkeypatch):
    monkeypatch.setattr(routes, "etag_of", lambda _version: quote(walk.sent[-1]))


def field_of_the_answer(walk, _monkeypatch):
    tag = walk.service.pipeline.tag

    def leaky(text, *more):
        tagged = tag(text, *more)
        reason = CountryTag("KG", "stated", (Span(0, 2),), text)
        return replace(tagged, countries=replace(tagged.countries, incident=(reason,)))

    walk.service.pipeline.tag = leaky


def other_callers(walk, _monkeypatch):
    leak_in_tag(walk, lambda text: setattr(walk.service.pipeline, "version", text))


def metrics(walk, _monkeypatch):
    counts = walk.service.app.state.metrics
    leak_in_tag(walk, lambda text: counts._narratives.labels(text).inc())


def temporary_file(walk, _monkeypatch):
    leak_in_tag(walk, lambda text: (walk.service.folder / "x.tmp").write_text(text))


def plain_row(walk, _monkeypatch):
    def write(text):
        with walk.service.store.session() as session:
            audit.append(
                session, organisation_id=None, actor="x", action="y", detail={"text": text}
            )

    leak_in_tag(walk, write)


def webhook_message(walk, monkeypatch):
    payload_of = case_work.payload_of
    monkeypatch.setattr(
        case_work, "payload_of", lambda *a: payload_of(*a) | {"note": walk.sent[-1]}
    )


def redaction_that_is_undone(walk, monkeypatch):
    """The answer is clean, and what is stored is not."""
    new_case = case_work.new_case

    def with_name(*arguments, **options):
        made = new_case(*arguments, **options)
        return replace(made, redacted_text=type(made.redacted_text)(f"x {walk.sent[-2]}"))

    monkeypatch.setattr(case_work, "new_case", with_name)


LEAKS = {
    log_line: {"the log", "what our loggers were told"},
    library_log: {"the log"},
    printed: {"the log"},
    error_message: {"POST /v1/cases: error body"},
    header: {"POST /v1/cases: head"},
    field_of_the_answer: {"POST /v1/cases: body", "rows decrypted: case_tags.detail"},
    other_callers: {"GET /health/ready by a stranger: body"},
    metrics: {"GET /metrics by a stranger: body"},
    temporary_file: {"the file x.tmp"},
    plain_row: {"rows as stored: audit.detail", "the file data/casetag.sqlite3-wal"},
    webhook_message: {"webhook message", "rows decrypted: outbox.payload"},
    redaction_that_is_undone: {"GET /v1/cases/{case_id}: redacted_text"},
}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_a_deliberate_leak_is_found(walk, monkeypatch, leak):
    receiver = Receiver()
    walk.ask("POST", "/v1/webhooks", {"url": receiver.url, "events": ["case.stored"]})
    leak(walk, monkeypatch)
    places(walk, receiver)
    receiver.close()
    assert {leak.place for leak in walk.proof.leaks} >= LEAKS[leak]


def test_without_a_leak_the_same_steps_find_none(walk):
    receiver = Receiver()
    walk.ask("POST", "/v1/webhooks", {"url": receiver.url, "events": ["case.stored"]})
    places(walk, receiver)
    receiver.close()
    assert walk.proof.leaks == []
    assert receiver.got


def places(walk, receiver):
    """Store a case and look at everything that comes of it."""
    answer = walk.ask("POST", "/v1/cases", {"text": walk.text()})
    walk.proof.own_answer("POST /v1/cases", answer, walk.sent[-1:])
    if answer.status == 201:
        read = walk.ask("GET", f"/v1/cases/{json.loads(answer.body)['id']}")
        walk.proof.own_answer("GET /v1/cases/{case_id}", read)
    # Metrics are for admins; the foreign one is a stranger to this name all the same.
    for path in ("/health/ready", "/metrics"):
        stranger = walk.ask("GET", path, authorization=walk.foreign)
        walk.proof.stranger_answer(f"GET {path} by a stranger", stranger)
    delivery = Delivery(walk.service.store, walk.service.settings)
    delivery.send_due()
    delivery.close()
    for _path, headers, body in receiver.got:
        walk.proof.look("webhook message", headers.encode() + body)
    walk.service.look_everywhere(walk.proof, walk.loud)


@pytest.mark.parametrize("chosen", ExportFormat)
def test_a_name_in_an_exported_file_is_found(walk, tmp_path, chosen):
    answer = walk.ask("POST", "/v1/cases", {"text": walk.text()})
    walk.review(answer.json["id"])
    with walk.service.store.reading() as session:
        who = cli_principal(find_organisation(session, "default"))
    path = tmp_path / "export"
    CaseExport(walk.service.store, who, chosen).write(path)
    # The name that the recogniser missed is in it: were it a found one, it would be a leak.
    walk.proof.look("an export", path.read_bytes())
    assert [leak.word for leak in walk.proof.leaks] == [walk.sent[-1]]


def test_a_missed_name_may_stand_in_its_own_case_only():
    proof = Proof()
    proof.plant("zabuzabuzab", "tibutibutib")
    own = Answer(200, b"content-type: application/json", b"")
    text = {"id": "1", "redacted_text": "zabuzabuzab came"}
    proof.own_answer("first", replace(own, body=json.dumps(text).encode()), ["zabuzabuzab"])
    assert proof.leaks == []
    assert proof.missed["1"] == {"zabuzabuzab"}
    proof.own_answer("again", replace(own, body=json.dumps(text).encode()))
    assert proof.leaks == []
    for other in ({"id": "2"} | {"redacted_text": "zabuzabuzab"}, text | {"reason": "zabuzabuzab"}):
        proof.leaks.clear()
        proof.own_answer("other", replace(own, body=json.dumps(other).encode()))
        assert len(proof.leaks) == 1
    proof.leaks.clear()
    proof.stranger_answer("stranger", replace(own, body=json.dumps(text).encode()))
    assert [leak.place for leak in proof.leaks] == ["stranger: body"]


def test_files_written_since_are_looked_at(tmp_path):
    proof = Proof()
    proof.plant("zabuzabuzab")
    proof.plant("tibutibutib", kept_as="name")
    for name in ("work", "data", "exports", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(f"{name} zabuzabuzab and tibutibutib")
    began = (tmp_path / "work" / "file").stat().st_mtime - 10
    os.utime(tmp_path / "old" / "file", (began - 10, began - 10))
    look_at_files(proof, tmp_path, "now", since=began, apart_from=tmp_path / "exports")
    assert {(leak.place, leak.word) for leak in proof.leaks} == {
        ("files now: work", "zabuzabuzab"),
        ("files now: work", "tibutibutib"),
        ("files now: data", "zabuzabuzab"),
    }


def test_messages_are_looked_at_and_may_go_to_their_own_address():
    proof, receiver = Proof(), Receiver()
    proof.plant("zabuzabuzab", kept_as="url")
    receiver.got.append(("/zabuzabuzab", "", b"{}"))
    look_at_messages(proof, receiver)
    assert proof.leaks == []
    receiver.got.append(("/", "X: zabuzabuzab", b"{}"))
    look_at_messages(proof, receiver)
    receiver.close()
    assert [leak.place for leak in proof.leaks] == ["webhook message"]
