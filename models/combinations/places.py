"""Tell small places among the places that the country resolver found."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from models.combinations.details import Detail
from models.folding import script_of
from models.gazetteer import Gazetteer, Reference, cut_stem, references
from models.place_words import words_of
from models.resource_files import RESOURCES
from models.types import Countries, Span

SMALL_PLACE, TOWN, CITY = "small_place", "town", "city"
_PLACE = "p"
_SMALL_LEVEL = 1
_SHORTEST_EXACT = 4
# "u Bihaću" is one piece of evidence.
_LONGEST_PREPOSITION = 2


class PlaceSizes:
    """How many people live in a place: fewer than 20,000, fewer than 100,000, or more.

    Args:
        gazetteer: What knows the places.
        written: Sizes of places by hand.
        never: Names that are no small place.
    """

    def __init__(
        self, gazetteer: Gazetteer, written: Mapping[str, Iterable[str]], never: Iterable[str]
    ) -> None:
        self._gazetteer = gazetteer
        by_hand = {self._key(name): sort for sort, names in written.items() for name in names}
        by_hand |= dict.fromkeys(map(self._key, never), CITY)
        self._by_hand = {cut_stem(key): sort for key, sort in by_hand.items()} | by_hand

    def _key(self, name: str) -> str:
        """Return the words of a name folded and joined."""
        return "".join(self._gazetteer.folding.fold(word.text) for word in words_of(name))

    def places(self, text: str, countries: Countries, language: str) -> Iterator[tuple[Span, str]]:
        """Yield the places among the evidence of countries, with their sort or an empty string.

        Names of countries and peoples are left out.
        """
        tags = (*countries.incident, *countries.other)
        for span, code in sorted({(span, tag.code) for tag in tags for span in tag.evidence}):
            name = text[span.start : span.end]
            readings = self._readings(name, language)
            # Which of the namesakes is meant, the country resolver has settled.
            found = [(key, reference) for key, reference in readings if reference.code == code]
            if found and all(reference.kind == _PLACE for _, reference in found):
                # "Оша" is Osh, and a village elsewhere.
                is_risky = name in self._gazetteer.exact and len(name) < _SHORTEST_EXACT
                is_risky |= self._by_hand.get(self._key(name)) == CITY
                yield span, "" if is_risky else self._sort(found)

    def _readings(self, name: str, language: str) -> Iterator[tuple[str, Reference]]:
        """Yield what a name can stand for: its whole key without ending, and the reference."""
        gazetteer = self._gazetteer
        words = words_of(name)
        keys = [gazetteer.folding.fold(word.text) for word in words]
        scripts = [script_of(word.text) for word in words]
        if len(keys) > 1 and len(keys[0]) <= _LONGEST_PREPOSITION:
            keys, scripts = keys[1:], scripts[1:]
        if len(keys) == 1:
            for reading in gazetteer.readings(keys[0], scripts[0], language):
                yield keys[0][: reading.stem], reading.reference
        for row in gazetteer.chains(keys[0]) if len(keys) > 1 else ():
            *parts, packed = row
            if len(parts) == len(keys) and all(
                gazetteer.inflects(part, key, script, language) is not None
                for part, key, script in zip(parts, keys, scripts, strict=True)
            ):
                for reference in references(packed):
                    yield "".join(parts), reference

    def _sort(self, found: Iterable[tuple[str, Reference]]) -> str:
        """Return the size of the largest place that the name can stand for."""
        sorts = {self._sort_of(key, reference) for key, reference in found}
        if CITY in sorts:
            return ""
        return TOWN if TOWN in sorts else SMALL_PLACE if SMALL_PLACE in sorts else ""

    def _sort_of(self, key: str, reference: Reference) -> str:
        if key in self._by_hand:
            return self._by_hand[key]
        if reference.code not in self._gazetteer.core:
            return ""
        return SMALL_PLACE if reference.level == _SMALL_LEVEL else _sizes().get(key, "")


def place_details(found: Iterable[tuple[Span, str]]) -> Iterator[Detail]:
    """Yield the places that are small enough to count."""
    for span, sort in found:
        if sort:
            yield Detail(span.start, span.end, sort)


@cache
def _sizes() -> Mapping[str, str]:
    table = json.loads((RESOURCES / "place_sizes.json").read_text(encoding="utf-8"))
    sizes = {key: sort for sort, keys in table.items() for key in keys}
    # Inflected names are recognised by what is left without their last vowel; the larger place
    # comes last in the file, so a village does not hide the city of the same stem.
    return {cut_stem(key): sort for key, sort in sizes.items()} | sizes
