"""Leave out counts so small that they could point to single persons.

Fewer than five is the limit that statistical offices use for tables of frequencies.
"""

from collections.abc import Sequence

SMALLEST_SHOWN = 5


def is_shown(count: int) -> bool:
    """Tell whether a count may stand in a chart that somebody passes on."""
    return count >= SMALLEST_SHOWN


def shown(counts: Sequence[int]) -> list[int | None]:
    """Return counts of overlapping groups, the small ones as None."""
    return [count if is_shown(count) else None for count in counts]


def shown_parts(counts: Sequence[int]) -> list[int | None]:
    """Return counts that together make a known total, the small ones as None.

    Where one alone would be left out, the total would tell it: the next smallest goes too.
    """
    found = shown(counts)
    if found.count(None) == 1 and len(found) > 1:
        smallest = min(
            (index for index, count in enumerate(found) if count is not None),
            key=lambda index: counts[index],
        )
        found[smallest] = None
    return found
