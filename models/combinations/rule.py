"""The rule of models/resources/combinations.yaml: what a detail weighs, and when it is enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from models.resource_files import read_resource


@dataclass(frozen=True, slots=True)
class CombinationRule:
    """What makes details a combination; the file explains each number.

    Attributes:
        kind_of: The kind of each sort of detail.
        weight_of: How much each sort of detail narrows down.
        least_weight: Weight from which details are a combination.
        least_kinds: Kinds that it needs.
        anchors: Kinds of which it needs one, or else the weight of the next.
        least_weight_unanchored: Weight that needs none of the anchors.
        window_characters: Code points that its details may lie apart.
        unique_reach: Code points between "the only" and what somebody is the only one of.
        name_reach: Words between a village's word and its name.
        written_sizes: Sizes of places that the list of sizes does not know by these names.
        no_small_place: Names that are never taken for a small place.
        lists: The lists of words that serve a language.
        other_languages: The lists that serve every other language.
    """

    kind_of: Mapping[str, str]
    weight_of: Mapping[str, float]
    least_weight: float
    least_kinds: int
    anchors: frozenset[str]
    least_weight_unanchored: float
    window_characters: int
    unique_reach: int
    name_reach: int
    written_sizes: Mapping[str, list[str]]
    no_small_place: list[str]
    lists: Mapping[str, list[str]]
    other_languages: list[str]


@cache
def combination_rule() -> CombinationRule:
    """Return the rule, read once per process."""
    content = cast(Mapping[str, Any], read_resource("combinations"))
    sorts: Mapping[str, Mapping[str, str]] = content["sorts"]
    return CombinationRule(
        kind_of={sort: row["kind"] for sort, row in sorts.items()},
        weight_of={sort: float(row["weight"]) for sort, row in sorts.items()},
        least_weight=float(content["least_weight"]),
        least_kinds=int(content["least_kinds"]),
        anchors=frozenset(content["anchors"]),
        least_weight_unanchored=float(content["least_weight_unanchored"]),
        window_characters=int(content["window_characters"]),
        unique_reach=int(content["unique_reach"]),
        name_reach=int(content["name_reach"]),
        written_sizes=content["written_sizes"],
        no_small_place=content["no_small_place"],
        lists=content["lists"],
        other_languages=content["other_languages"],
    )
