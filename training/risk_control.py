"""Borders of the zones "suggest" and "ask", chosen on dev with a stated risk.

Fixed-sequence testing as in "Learn then Test" (Angelopoulos, Bates, Candès, Jordan and Lei
2021, arXiv:2110.01052): borders are tried from the safest on; for each the hypothesis "the
wanted share is not reached" is tested with the exact binomial tail (Clopper and Pearson 1934);
the last border before the first that cannot be shown is taken. Because the order is fixed
beforehand, all tests together err with the probability of one.

It assumes that the decisions counted are like those to come and independent. Labels of one
narrative are not quite independent, and the thresholds were fitted on the same narratives:
`make evaluate` reports what the zones keep on the split it reads.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from models.zones import NEVER, Zones

PRECISION = 0.90  # of the zone "suggest"
RECALL = 0.90  # of tags and questions together
RISK = 0.10  # of being wrong about either
# Below, a question is right so seldom that nobody would go on answering.
LEAST_ASKED = 0.15
GRID = np.round(np.arange(0.99, 0.0, -0.01), 2)

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def choose_zones(scores: FloatArray, gold: BoolArray, tagged: BoolArray) -> Zones:
    """Return the borders of a facet.

    Args:
        scores: Calibrated, shape (narratives, labels).
        gold: What truly holds, same shape.
        tagged: What becomes a tag, same shape.
    """
    suggest = precision_border(scores[tagged], gold[tagged])
    return Zones(suggest, max(LEAST_ASKED, recall_border(np.where(tagged, 1.0, scores)[gold])))


def precision_border(
    scores: FloatArray, is_right: BoolArray, *, wanted: float = PRECISION, risk: float = RISK
) -> float:
    """Return the lowest border from which precision is shown to be `wanted`, or NEVER.

    Args:
        scores: Of the tags, shape (tags,).
        is_right: Whether each holds, same shape.
        wanted: Precision to be shown.
        risk: Probability with which the border may fail it.
    """

    def is_shown(border: float) -> bool:
        kept = is_right[scores >= border]
        return share_is_shown(int(kept.sum()), len(kept), wanted=wanted, risk=risk)

    # Even without an error too few cases show nothing; how many there are depends on the
    # scores alone, so that beginning behind them takes nothing from the test.
    enough = [
        float(border)
        for border in GRID
        if share_is_shown(n := int((scores >= border).sum()), n, wanted=wanted, risk=risk)
    ]
    return _last_shown(enough, is_shown)


def recall_border(scores: FloatArray, *, wanted: float = RECALL, risk: float = RISK) -> float:
    """Return the highest border that is shown to leave `wanted` of the cases above it.

    Args:
        scores: Of what truly holds, shape (cases,); 1 for what is a tag anyway.
        wanted: Recall to be shown.
        risk: Probability with which the border may fail it.

    Returns:
        0.0 if no border of the grid is shown: everything would have to be asked.
    """

    def is_shown(border: float) -> bool:
        found = int((scores >= border).sum())
        return share_is_shown(found, len(scores), wanted=wanted, risk=risk)

    border = _last_shown([float(border) for border in GRID[::-1]], is_shown)
    return 0.0 if border == NEVER else border


def share_is_shown(hits: int, total: int, *, wanted: float, risk: float) -> bool:
    """Tell whether a share of at most `wanted` would give so many hits with at most `risk`."""
    return total > 0 and bool(binom.sf(hits - 1, total, wanted) <= risk)


def _last_shown(borders: list[float], is_shown: Callable[[float], bool]) -> float:
    last = NEVER
    for border in borders:
        if not is_shown(border):
            break
        last = border
    return last
