"""The pages say what is so: commands exist, examples parse, links lead somewhere."""

import json
import re
from pathlib import Path

import pytest
import typer.main

from models.label_sets import load_label_sets
from service.cli import app
from training.check import CheckedFile, check_line
from training.record_rules import load_rules

ROOT = Path(__file__).parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    "data/corpus/README.md",
    "labels/README.md",
    "models/base/README.md",
    "service/README.md",
    "training/README.md",
]
MAX_README_LINES = 150
MAX_QUICKSTART_COMMANDS = 5
MAX_LAYOUT_LINES = 8
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"^([a-z-]+):.*?(## .*)?$", re.MULTILINE)
# Made by `make evaluate` from the trained weights.
_GENERATED = "models/trained/"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return [body for kind, body in _BLOCK.findall(page) if kind == language]


def section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def make_targets(page: str) -> set[str]:
    """Targets named in a page's code: after `make`, several in a row, no words of a comment."""
    code = [*re.findall(r"`([^`\n]+)`", page), *"\n".join(blocks(page, "sh")).splitlines()]
    commands = [re.split(r"\s#|&&", line)[-1 if "&&" in line else 0].strip() for line in code]
    words = [command.split()[1:] for command in commands if command.startswith("make ")]
    return {word for line in words for word in line if re.fullmatch(r"[a-z-]+", word)}


def targets_with_help() -> set[str]:
    return {name for name, help_ in _TARGET.findall(read("Makefile")) if help_}


def test_readme_is_short():
    assert len(read("README.md").splitlines()) < MAX_README_LINES


def test_readme_names_every_command_of_make_and_no_other():
    assert make_targets(read("README.md")) | {"help"} == targets_with_help()


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_of_a_page_exists(page: str):
    assert make_targets(read(page)) <= {name for name, _ in _TARGET.findall(read("Makefile"))}


def test_every_target_is_phony_or_a_file():
    (phony,) = re.findall(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert targets_with_help() == set(phony.split())


def test_every_subcommand_of_a_page_exists():
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    for page in PAGES:
        code = "\n".join([*blocks(read(page), "sh"), *re.findall(r"`([^`\n]+)`", read(page))])
        used = set(re.findall(r"(?:bin/casetag|^casetag|python -m service) ([a-z]+)", code, re.M))
        assert used <= known


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_a_page_runs_exists(page: str):
    for module in re.findall(r"python -m ((?:training|models|service)\.\w+)", read(page)):
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), module


@pytest.mark.parametrize("page", PAGES)
def test_json_examples_parse(page: str):
    for example in blocks(read(page), "json"):
        json.loads(example)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str):
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", read(page)):
        target = (ROOT / page).parent / link
        if "://" not in link and _GENERATED not in target.as_posix():
            assert target.exists(), link


def test_there_are_four_quickstarts_of_few_commands():
    quickstarts = blocks(section(read("README.md"), "Quickstarts"), "sh")
    assert len(quickstarts) == 4
    for quickstart in quickstarts:
        assert len(quickstart.splitlines()) <= MAX_QUICKSTART_COMMANDS


def test_layout_names_every_folder_in_few_lines():
    (layout,) = blocks(section(read("README.md"), "Layout"), "text")
    assert len(layout.splitlines()) <= MAX_LAYOUT_LINES
    named = set(re.findall(r"^(\w+)/ ", layout, re.MULTILINE))
    folders = {"labels", "data", "models", "service", "training", "tests"}
    assert named == folders


@pytest.mark.parametrize("name", ["example", "quality", "speed"])
def test_measured_sections_can_be_filled(name: str):
    page = read("README.md")
    assert page.count(f"<!-- {name} -->") == page.count(f"<!-- /{name} -->") == 1
    assert page.index(f"<!-- {name} -->") < page.index(f"<!-- /{name} -->")


def test_files_that_commands_read_are_there():
    for file in re.findall(r"-d @(\S+)", read("README.md")):
        assert json.loads(read(file))["text"]


def test_the_record_shown_to_annotators_has_no_fault():
    (example,) = blocks(read("training/README.md"), "json")
    rules, _ = load_rules(load_label_sets())
    line = example.replace("\n", " ").encode()
    assert list(check_line(line, 1, CheckedFile(Path("en9.jsonl")), rules)) == []


def test_training_modules_named_to_annotators_exist():
    table = section(read("training/README.md"), "Which file does what")
    names = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row)}
    assert len(names) > 20
    for name in names:
        assert (ROOT / "training" / f"{name}.py").is_file(), name
