import sys

import pytest

import service.__main__ as entry
from service.access.secrets_format import read_key, read_token


@pytest.fixture
def run(monkeypatch, capsys, settings, store):
    """Run `casetag` and return exit code, standard output and standard error."""
    for name in ("data_folder", "host"):
        monkeypatch.setenv(f"CASETAG_{name.upper()}", str(getattr(settings, name)))

    def run_main(*arguments):
        monkeypatch.setattr(sys, "argv", ["casetag", *arguments])
        with pytest.raises(SystemExit) as stopped:
            entry.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return run_main


def test_a_key_is_printed_alone_and_opens_the_service(run, client):
    code, out, err = run("keys", "create", "--role", "admin", "--name", "office")
    assert code == 0
    key = out.strip()
    assert read_key(key) is not None
    assert key not in err
    answer = client.get("/v1/keys", headers={"Authorization": f"Bearer {key}"})
    assert [item["name"] for item in answer.json()["items"]] == ["office"]


def test_the_first_command_on_an_empty_folder_makes_what_it_needs(run, monkeypatch, tmp_path):
    monkeypatch.setenv("CASETAG_DATA_FOLDER", str(tmp_path / "new"))
    assert run("keys", "create", "--role", "admin", "--name", "office")[0] == 0


def test_keys_are_listed_without_secrets_and_revoked(run, client, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    _, out, _ = run("keys", "create", "--role", "case_system", "--name", "Wanda", "--days", "7")
    key = read_key(out.strip())
    code, listed, _ = run("keys", "list")
    assert code == 0
    for word in (key.id, "Wanda", "default", "case_system", "good", "never"):
        assert word in listed
    assert key.secret not in listed
    monkeypatch.setenv("COLUMNS", "80")
    assert key.id in run("keys", "list")[1]
    assert run("keys", "revoke", key.id)[0] == 0
    assert "revoked" in run("keys", "list")[1]
    code, _, err = run("keys", "revoke", "0" * 32)
    assert (code, err) == (1, "casetag: There is no such key.\n")


def test_an_organisation_is_made_only_when_asked_for(run):
    wanted = ("keys", "create", "--role", "admin", "--name", "x", "--organisation", "Lighthouse")
    code, out, err = run(*wanted)
    assert (code, out) == (1, "")
    assert "no organisation" in err
    assert run(*wanted, "--new-organisation")[0] == 0
    assert run(*wanted)[0] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("--role", "owner", "--name", "x"),
        ("--role", "admin", "--name", ""),
        ("--role", "admin", "--name", "a\nb"),
        ("--role", "admin", "--name", "x", "--days", "0"),
        ("--role", "admin"),
    ],
)
def test_a_key_that_cannot_be_made_is_refused(run, wrong):
    code, out, _ = run("keys", "create", *wrong)
    assert (code, out) == (2, "")


def test_a_link_signs_in_once(run, client):
    code, out, _ = run("link", "--role", "annotator", "--address", "https://casetag.example")
    assert code == 0
    assert out.startswith("https://casetag.example/#link=")
    token = out.strip().partition("#link=")[2]
    assert read_token(token) is not None
    answer = client.post("/v1/session", json={"link": token})
    assert (answer.status_code, answer.json()["role"]) == (200, "annotator")


def test_everybody_can_be_signed_out_at_once(run, client, make_link):
    client.post("/v1/session", json={"link": make_link()})
    run("keys", "end-sessions", "--organisation", "other")
    assert client.get("/v1/session").status_code == 200
    assert run("keys", "end-sessions")[0] == 0
    assert client.get("/v1/session").status_code == 401


def test_a_case_system_gets_no_link(run):
    code, out, err = run("link", "--role", "case_system")
    assert (code, out) == (1, "")
    assert "no page" in err


def test_every_command_has_a_help_line(run):
    for command in (("keys",), ("keys", "create"), ("keys", "list"), ("keys", "revoke"), ("link",)):
        code, out, _ = run(*command, "--help")
        assert code == 0
        assert "Usage" in out
