"""The files of the web page, without a browser."""

import gzip
import json
import re

import pytest

from service.static_files import STATIC_FOLDER


def _keys(catalogue, path=""):
    if not isinstance(catalogue, dict) or "other" in catalogue:
        yield path, frozenset(re.findall(r"\{\w+\}", json.dumps(catalogue)))
        return
    for key, inner in catalogue.items():
        yield from _keys(inner, f"{path}.{key}")


@pytest.mark.parametrize("language", ["ru", "uk", "ro"])
def test_every_sentence_is_there_in_every_language(language):
    def read(name: str):
        return json.loads((STATIC_FOLDER / "i18n" / f"{name}.json").read_text("utf-8"))

    assert dict(_keys(read(language))) == dict(_keys(read("en")))


def test_no_file_of_the_page_names_a_foreign_host_or_inline_code():
    for file in STATIC_FOLDER.rglob("*.*"):
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|innerHTML|insertAdjacentHTML|\bstyle=|\son\w+=", text), (
            file
        )


def imported(script):
    """Return what a script needs at once, and what that needs."""
    found, todo = set(), [script]
    while todo:
        file = todo.pop()
        for name in re.findall(
            r'^(?:import .*?|\}) ?from "(\..+?)";', file.read_text("utf-8"), re.M
        ):
            needed = (file.parent / name).resolve()
            if needed not in found:
                found.add(needed)
                todo.append(needed)
    return found


def test_all_modules_of_the_first_view_are_asked_for_at_once():
    page = (STATIC_FOLDER / "index.html").read_text("utf-8")
    named = set(re.findall(r'rel="modulepreload" href="static/(js/[\w/]+\.js)"', page))
    needed = imported(STATIC_FOLDER / "app.js")
    assert named == {file.relative_to(STATIC_FOLDER.resolve()).as_posix() for file in needed}


def test_the_first_view_is_small():
    first = [STATIC_FOLDER / name for name in ("index.html", "app.js", "style.css", "views.css")]
    first += [*imported(STATIC_FOLDER / "app.js"), STATIC_FOLDER / "i18n" / "ru.json"]
    size = sum(len(gzip.compress(file.read_bytes())) for file in first)
    assert size < 200_000


def test_every_sentence_that_a_script_names_is_in_the_catalogue():
    def is_there(key):
        level = json.loads((STATIC_FOLDER / "i18n" / "en.json").read_text("utf-8"))
        for step in key.split("."):
            if not isinstance(level, dict) or step not in level:
                return False
            level = level[step]
        return True

    groups = "|".join(json.loads((STATIC_FOLDER / "i18n" / "en.json").read_text("utf-8")))
    for file in [*STATIC_FOLDER.rglob("*.js"), STATIC_FOLDER / "index.html"]:
        for key in re.findall(rf'"((?:{groups})(?:\.[a-z_]+)+)"', file.read_text("utf-8")):
            assert is_there(key), f"{file.name}: {key}"
