"""The ASVS table: complete, with tests that exist, and honest about what is not met."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "service" / "ASVS.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)(?:-(\d+))? \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
# How many requirements of levels 1 and 2 each section of 5.0.0 has; they are its first ones.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
STATES = {"met", "part", "not met", "operator", "none"}


def rows():
    for number, last, _asked, state, reason in ROW.findall(TABLE):
        section, _, first = number.rpartition(".")
        for one in range(int(first), int(last or first) + 1):
            yield f"{section}.{one}", state, reason


@cache
def named_tests(name):
    (file,) = (ROOT / "tests").rglob(name)
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_is_there_once_and_in_order():
    wanted = [
        f"{section}.{number}"
        for section, count in SECTIONS.items()
        for number in range(1, count + 1)
    ]
    assert [number for number, _, _ in rows()] == wanted


def test_every_state_is_one_of_the_legend():
    assert {state for _, state, _ in rows()} == STATES


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(test_\w+\.py::test_\w+)`", TABLE))))
def test_every_named_test_exists(named):
    file, _, test = named.partition("::")
    assert test in named_tests(file)


def test_what_is_not_met_or_not_ours_says_why():
    for number, state, reason in rows():
        if state != "met":
            without_tests = re.sub(r"`test_[^`]+`", "", reason)
            assert len(without_tests.split()) >= 2, number


def test_the_table_is_linked_from_the_security_page():
    assert "service/ASVS.md" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
