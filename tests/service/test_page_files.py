"""The files of the web page, without a browser."""

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


def test_all_modules_are_asked_for_at_once():
    page = (STATIC_FOLDER / "index.html").read_text("utf-8")
    named = set(re.findall(r'rel="modulepreload" href="static/(js/\w+\.js)"', page))
    assert named == {f"js/{file.name}" for file in (STATIC_FOLDER / "js").glob("*.js")}
