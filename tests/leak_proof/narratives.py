"""Narratives with a planted name: half as it stands in a case file, half as people type it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.leak_proof.names import LANGUAGES, Name, NameMaker

CARRIERS = Path(__file__).with_name("carriers.yaml")
SURE = "full name"


@dataclass(frozen=True)
class Narrative:
    """A text, the planted words in it, and how they are written.

    Attributes:
        words: What is searched for.
        shape: "full name" is what the recogniser surely knows; the others are harder.
    """

    language: str
    text: str
    words: tuple[str, ...]
    shape: str


_Shape = Callable[[Name], tuple[str, str]]
# How the first and the second sentence name the person.
SHAPES: dict[str, _Shape] = {
    SURE: lambda name: (name.full, name.full),
    "surname alone": lambda name: (name.full, name.surname),
    "no ending": lambda name: (name.core.capitalize(), name.core.capitalize()),
    "one small word": lambda name: (name.core, name.core),
    "small letters": lambda name: (name.full.lower(), name.surname.lower()),
    "capitals": lambda name: (name.full.upper(), name.surname.upper()),
    "initials": lambda name: (f"{name.full[0]}. {name.surname}", f"{name.surname} {name.full[0]}."),
    "surname first": lambda name: (f"{name.surname} {name.full.split()[0]}", name.full),
    "quoted": lambda name: (f"«{name.surname}»", f"({name.surname})"),
}
LATIN = {
    "e-mail": lambda core: (f"{core}@example.org", f"{core}@example.org"),
    "handle": lambda core: (f"@{core}", f"@{core}"),
    "file name": lambda core: (f"scan_{core}.pdf", f"scan_{core}.pdf"),
    "hash tag": lambda core: (f"#{core}", f"#{core}"),
    "glued": lambda core: (f"klient{core}", f"k.{core}"),
    "Latin letters": lambda core: (core.capitalize(), core.capitalize()),
}


def narratives(count: int, seed: int, maker: NameMaker) -> list[Narrative]:
    """Return narratives in all languages; every second one has a name that is surely known."""
    chance = random.Random(seed)
    return [
        _narrative(
            LANGUAGES[number // 2 % len(LANGUAGES)],
            SURE if number % 2 == 0 else chance.choice([*list(SHAPES)[1:], *LATIN, "double"]),
            maker,
        )
        for number in range(count)
    ]


def _narrative(language: str, shape: str, maker: NameMaker) -> Narrative:
    if shape in LATIN:
        core = maker.core()
        return _filled(language, LATIN[shape](core), (core,), shape)
    name = maker.name(language)
    if shape == "double":
        other = maker.name(language)
        both = f"{name.surname}-{other.surname}"
        given = name.full.split()[0]
        return _filled(language, (f"{given} {both}", both), (name.core, other.core), shape)
    return _filled(language, SHAPES[shape](name), (name.core,), shape)


def _filled(
    language: str, written: tuple[str, str], words: tuple[str, ...], shape: str
) -> Narrative:
    text = " ".join(_carriers()[language]).format(full=written[0], short=written[1])
    return Narrative(language, text, words, shape)


@cache
def _carriers() -> dict[str, list[str]]:
    content: dict[str, list[str]] = yaml.safe_load(CARRIERS.read_text(encoding="utf-8"))
    return content
