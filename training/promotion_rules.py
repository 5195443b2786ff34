"""When a candidate may not take the place of the version in use."""

from training.comparison import MIN_NARRATIVES, Comparison

MAX_LOSS = 0.01  # of a facet's micro-F1, of record type and country: one point


def reasons_against(comparison: Comparison) -> list[str]:
    """Return why the candidate is worse, a sentence each; none if it may be promoted.

    One more lost name is enough, also where another narrative loses fewer: names are never
    weighed against each other.
    """
    reasons = []
    lost_a, lost_b = comparison.lost_names
    if lost_b > lost_a:
        reasons.append(f"names: {lost_b} are lost in place of {lost_a}")
    if comparison.newly_lost:
        ids = ", ".join(comparison.newly_lost)
        reasons.append(f"names: lost where they were not before, in {ids}")
    reasons += [
        f"{part.name}: {part.b:.3f} in place of {part.a:.3f}, more than one point less"
        for part in comparison.facets
        if part.b < part.a - MAX_LOSS
    ]
    reasons += [
        f"language {part.name}: {part.b:.3f} in place of {part.a:.3f} on {part.cases} narratives, "
        f"more than chance explains (difference {part.low:+.3f} to {part.high:+.3f})"
        for part in comparison.languages
        if part.is_worse
    ]
    return reasons


def too_small_languages(comparison: Comparison) -> list[str]:
    """Return the languages with too few narratives for the bootstrap to tell much."""
    return [part.name for part in comparison.languages if part.cases < MIN_NARRATIVES]
