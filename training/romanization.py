"""Rewrite letters of other scripts in Latin ones, the informal way people type them."""

import random
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

ROMANIZATION_FILE = Path(__file__).parent / "configs" / "romanization.yaml"

Letters = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=32)
def read_letters(lang: str) -> Letters:
    """Return each small letter's Latin spellings for a language."""
    contents: dict[str, Any] = yaml.safe_load(ROMANIZATION_FILE.read_text(encoding="utf-8"))
    spellings: dict[str, str] = dict(contents["common"])
    if lang in contents["balkan_languages"]:
        spellings |= contents["balkan"]
    return {letter: tuple(text.split("|")) for letter, text in spellings.items()}


def draw_letters(lang: str, rng: random.Random) -> dict[str, str]:
    """Choose one spelling for each letter: a writer keeps to a habit within a narrative."""
    return {letter: rng.choice(spellings) for letter, spellings in read_letters(lang).items()}


def romanize_letter(letter: str, letters: Mapping[str, str]) -> str:
    """Return one letter's Latin spelling, a capital for a capital; others as they are."""
    small = letter.lower()
    if small not in letters:
        return letter
    spelled = letters[small]
    return spelled.capitalize() if letter != small else spelled


def romanize(text: str, letters: Mapping[str, str]) -> str:
    """Return a word in Latin letters."""
    return "".join(romanize_letter(letter, letters) for letter in text)
