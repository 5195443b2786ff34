"""Decide which details of a text are near enough, and tell enough, to be a combination."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from models.combinations.details import Detail
from models.combinations.rule import CombinationRule


def combined(details: Sequence[Detail], rule: CombinationRule) -> Iterator[list[Detail]]:
    """Yield the details of each stretch of text that the rule calls a combination.

    Windows that share a detail are one stretch. Takes time in proportion to the details.

    Args:
        details: The details of a text in order.
        rule: The rule.
    """
    inside: Counter[str] = Counter()
    first, taken_from, taken_to = 0, 0, 0
    for last, detail in enumerate(details):
        inside[detail.sort] += 1
        while detail.end - details[first].start > rule.window_characters:
            inside[details[first].sort] -= 1
            first += 1
        if not _is_enough(inside, rule):
            continue
        if taken_to and first >= taken_to:
            yield list(details[taken_from:taken_to])
            taken_to = 0
        if not taken_to:
            taken_from = first
        taken_to = last + 1
    if taken_to:
        yield list(details[taken_from:taken_to])


def without_overlaps(details: Iterable[Detail], others: Iterable[Detail]) -> Iterator[Detail]:
    """Yield the details that share no code point with others."""
    taken = {position for other in others for position in range(other.start, other.end)}
    for detail in details:
        if taken.isdisjoint(range(detail.start, detail.end)):
            yield detail


def _is_enough(inside: Counter[str], rule: CombinationRule) -> bool:
    weights: dict[str, float] = {}
    for sort, count in inside.items():
        if count > 0:
            kind = rule.kind_of[sort]
            weights[kind] = max(weights.get(kind, 0.0), rule.weight_of[sort])
    is_anchored = not rule.anchors.isdisjoint(weights)
    least_weight = rule.least_weight if is_anchored else rule.least_weight_unanchored
    return len(weights) >= rule.least_kinds and sum(weights.values()) >= least_weight
