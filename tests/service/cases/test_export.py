import csv
import io
import json

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from models.export_formats.files import ExportFormat, read_file
from service.access.organisations import find_organisation
from service.access.principals import cli_principal
from service.access.roles import Role
from service.cases.export import CaseExport
from service.cli import app as commands
from service.errors import CaseError
from service.store.tables import Case, Export

TEXT = "In Osh the doctor refused Zulfiya Qadamova."


@pytest.fixture
def admin(bearer):
    return bearer(Role.ADMIN)


@pytest.fixture
def cases(client, admin):
    """Three cases; the last is not reviewed. Return the places of all."""
    places = []
    for number in range(3):
        body = {"text": f"{TEXT} {number}", "external_id": f"id-{number}"}
        answer = client.post("/v1/cases", json=body, headers=admin)
        places.append(answer.headers["Location"])
        if number < 2:
            change = {"accept": [{"facet": "violation_type", "label": "denial_of_care"}]}
            headers = admin | {"If-Match": answer.headers["ETag"]}
            assert client.patch(places[-1], json=change, headers=headers).status_code == 200
    return places


@pytest.fixture
def export_to(store):
    def write(path, chosen=ExportFormat.JSONL):
        with store.reading() as session:
            who = cli_principal(find_organisation(session, "default"))
        return CaseExport(store, who, chosen).write(path)

    return write


def test_reviewed_cases_are_streamed_as_lines(client, admin, cases):
    answer = client.get("/v1/export", headers=admin)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [f"/v1/cases/{line['id']}" for line in lines] == [cases[1], cases[0]]
    assert "[PERSON_1]" in lines[0]["text"]
    assert "id-" not in answer.text
    assert "key:" not in answer.text


def test_the_table_has_a_row_for_each(client, admin, cases):
    answer = client.get("/v1/export?format=csv", headers=admin)
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["violation_type"] for row in rows] == ["denial_of_care"] * 2


@pytest.mark.parametrize("chosen", ["docbin", "xlsx", ""])
def test_other_formats_are_not_streamed(client, admin, chosen):
    assert client.get(f"/v1/export?format={chosen}", headers=admin).status_code == 422


def test_what_was_exported_is_marked(client, admin, cases, store):
    client.get("/v1/export", headers=admin)
    with store.reading() as session:
        marked = session.scalars(select(Case).where(Case.exported_at.is_not(None))).all()
    assert len(marked) == 2


def test_another_organisation_exports_nothing_of_it(client, bearer, cases):
    foreign = bearer(Role.ADMIN, organisation="other")
    assert client.get("/v1/export", headers=foreign).text == ""


@pytest.mark.parametrize("chosen", ExportFormat)
def test_a_file_is_written_for_its_owner_only(cases, export_to, tmp_path, chosen):
    path = tmp_path / "out"
    assert export_to(path, chosen) == 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read_file(path, chosen)) == 2


def test_a_file_that_is_there_is_not_overwritten(export_to, tmp_path):
    path = tmp_path / "out"
    path.write_text("mine")
    with pytest.raises(Exception, match="there already"):
        export_to(path)
    assert path.read_text() == "mine"


def test_erasing_a_case_deletes_the_file(client, admin, cases, export_to, tmp_path, store):
    export_to(tmp_path / "out")
    client.delete(cases[2], headers=admin)
    assert (tmp_path / "out").exists()
    client.delete(cases[0], headers=admin)
    assert not (tmp_path / "out").exists()
    with store.reading() as session:
        assert session.scalars(select(Export.erased_at)).one() is not None


def test_redacting_more_deletes_the_file(client, admin, cases, export_to, tmp_path):
    export_to(tmp_path / "out")
    change = {"redact": [{"start": 3, "end": 6, "type": "ADDRESS"}]}
    answer = client.patch(cases[0], json=change, headers=admin | {"If-Match": '"2"'})
    assert answer.status_code == 200
    assert not (tmp_path / "out").exists()


def test_the_command_writes_a_file(cases, tmp_path, monkeypatch):
    monkeypatch.setenv("CASETAG_DATA_FOLDER", str(tmp_path))
    target = tmp_path / "cases.jsonl"
    done = CliRunner().invoke(commands, ["export", str(target), "--format", "jsonl"])
    assert done.exit_code == 0, done.output
    assert len(read_file(target, ExportFormat.JSONL)) == 2


class DiskFullError(OSError):
    strerror = "No space left on device"


@pytest.mark.parametrize("error", [DiskFullError, ValueError])
def test_an_export_that_fails_leaves_no_case_marked_and_no_file(
    store, cases, export_to, tmp_path, monkeypatch, error
):
    def fail(records, path, chosen):
        path.write_text("half")
        raise error

    monkeypatch.setattr("service.cases.export.write_file", fail)
    target = tmp_path / "out.jsonl"
    with pytest.raises((CaseError, ValueError)):
        export_to(target)
    assert not target.exists()
    with store.reading() as session:
        assert session.scalars(select(Case).where(Case.exported_at.is_not(None))).all() == []
        assert session.scalars(select(Export)).all() == []
    monkeypatch.undo()
    assert export_to(target) == 2


def test_a_file_that_a_crash_left_is_found_by_erasure_and_its_cases_still_expire(
    store, client, admin, cases, export_to, tmp_path, monkeypatch
):
    target = tmp_path / "out.jsonl"

    def crash(*_):
        raise SystemExit

    with monkeypatch.context() as patch:
        # As if the process were gone: nothing is tidied up.
        patch.setattr("service.cases.export.finish_export", crash)
        patch.setattr("service.cases.export.withdraw_export", lambda *_: None)
        patch.setattr(type(target), "unlink", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            export_to(target)
    assert target.exists()
    with store.reading() as session:
        assert session.scalars(select(Case).where(Case.exported_at.is_not(None))).all() == []
    assert client.delete(cases[0], headers=admin).status_code == 204
    assert not target.exists()
