"""The list of components and the audit of dependencies, without a network."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def load(name):
    found = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sbom():
    return load("sbom")


@pytest.fixture(scope="module")
def audit():
    return load("audit_dependencies")


@pytest.fixture(scope="module")
def committed(sbom):
    return {one["name"]: one for one in sbom.committed_components()}


def test_models_and_data_are_listed_with_hash_and_licence(committed):
    for one in committed.values():
        assert len(one["hashes"][0]["content"]) == 64
        assert one["licenses"][0]["license"]["id"] in {"MIT", "CC-BY-4.0"}
        assert one["description"]
    assert committed["models/base"]["type"] == "machine-learning-model"


def test_everything_that_is_committed_and_not_code_is_listed(committed):
    for folder in ("models/trained", "data"):
        for path in (ROOT / folder).iterdir():
            # The report is figures about the models; local data and runs are not committed.
            if path.is_dir() and path.name not in {"report", "local", "__pycache__"}:
                assert f"{folder}/{path.name}" in committed, path.name


def test_the_hash_changes_with_a_name_and_with_a_content(sbom, tmp_path, monkeypatch):
    monkeypatch.setattr(sbom, "ROOT", tmp_path)
    file = tmp_path / "a"
    hashes = set()
    for name, content in (("a", "1"), ("a", "2"), ("b", "2")):
        file = file.rename(tmp_path / name) if file.exists() else tmp_path / name
        file.write_text(content)
        hashes.add(sbom.hash_of(sbom.files_of(tmp_path)))
    assert len(hashes) == 3


def test_packages_of_the_service_are_told_from_those_of_training_and_tests(sbom):
    names = ("FastAPI", "Starlette", "pytest", "torch")
    document = {"components": [{"name": name} for name in names]}
    scopes = {one["name"]: one["scope"] for one in sbom.complete(document)["components"][:4]}
    assert scopes == {
        "FastAPI": "required",
        "Starlette": "required",  # only because FastAPI needs it
        "pytest": "excluded",
        "torch": "excluded",
    }


def test_the_document_is_valid_cyclonedx(sbom):
    from cyclonedx.exception import MissingOptionalDependencyException
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    document = sbom.complete({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []})
    try:
        fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document))
    except MissingOptionalDependencyException:
        pytest.skip("cyclonedx-python-lib was installed without its validation")
    assert fault is None, fault


@pytest.mark.slow
def test_every_package_of_the_service_is_listed_with_version_and_licence(sbom):
    document = sbom.complete(sbom.packages_of_the_environment())
    listed = {sbom.normal(one["name"]): one for one in document["components"]}
    for name in sbom.needed_to_serve():
        assert listed[name]["version"], name
        assert listed[name].get("licenses") or name == "protobuf", name


ANSWER = {
    "dependencies": [
        {"name": "good", "version": "1", "vulns": []},
        {"name": "bad", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]},
        {"name": "worse", "version": "2", "vulns": [{"id": "CVE-2", "fix_versions": []}]},
        {"name": "casetag", "skip_reason": "distribution marked as editable"},
    ]
}


def test_each_weakness_is_a_line(audit):
    assert audit.weaknesses(json.dumps(ANSWER)) == [
        "bad 2: CVE-1, fixed in 3",
        "worse 2: CVE-2, fixed in no version yet",
    ]


def test_other_versions_than_the_pinned_are_named(audit):
    wanted = {"a": "1", "b": "2", "torch": "2.13.0", "not-here": "1"}
    assert audit.odd_versions(wanted, {"a": "1", "b": "3", "torch": "2.13.0+cpu"}) == [
        "b is 3, pinned is 2"
    ]


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (None, 2, "NOT AUDITED"),
        (json.dumps(ANSWER), 1, "bad 2"),
        (json.dumps({"dependencies": ANSWER["dependencies"][:1]}), 0, "No known weakness"),
    ],
)
def test_the_exit_code_tells_safe_from_weak_from_unknown(
    audit, monkeypatch, capsys, answer, code, words
):
    monkeypatch.setattr(audit, "odd_versions", lambda *_: [])
    monkeypatch.setattr(audit, "ask", lambda: answer)
    assert audit.main() == code
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    "script", ["import sys; sys.exit('no network')", "import time; time.sleep(60)", "print('?')"]
)
def test_a_tool_that_fails_or_hangs_has_audited_nothing(audit, script):
    assert audit.ask((sys.executable, "-c", script), seconds=3) is None
