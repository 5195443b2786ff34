"""Scores as pure functions of arrays and sets.

F1 of label sets follows scikit-learn's definitions: macro is the mean over labels, micro
pools all decisions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
Figures = dict[str, Any]  # nested, as they stand in metrics.json
MIN_CASES = 5  # labels with fewer test cases are left out of macro averages


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision, recall and F1 of one label; `cases` is how often it truly holds."""

    cases: int
    precision: float
    recall: float
    f1: float


def label_score(gold: BoolArray, tagged: BoolArray) -> LabelScore:
    """Score decisions, any shape (a whole matrix gives the micro score)."""
    hits = int((gold & tagged).sum())
    precision = hits / max(1, int(tagged.sum()))
    recall = hits / max(1, int(gold.sum()))
    f1 = 2 * hits / max(1, int(gold.sum()) + int(tagged.sum()))
    return LabelScore(int(gold.sum()), precision, recall, f1)


def macro_f1(gold: BoolArray, tagged: BoolArray, *, min_cases: int = MIN_CASES) -> float:
    """Return the mean F1 over columns with at least `min_cases` cases.

    Both arrays have the shape (narratives, labels).
    """
    scores = [label_score(gold[:, c], tagged[:, c]) for c in range(gold.shape[1])]
    counted = [score.f1 for score in scores if score.cases >= min_cases]
    return float(np.mean(counted)) if counted else math.nan


def calibration_error(scores: FloatArray, gold: BoolArray, *, bins: int = 10) -> float:
    """Return the expected calibration error (Guo et al. 2017) over equal-width bins."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            gap = abs(scores[inside].mean() - gold[inside].mean())
            error += float(gap) * inside.mean()
    return error


def wilson_interval(hits: int, total: int, *, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if total == 0:
        return (0.0, 1.0)
    share = hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    spread /= 1 + z * z / total
    return (max(0.0, centre - spread), min(1.0, centre + spread))


def bootstrap_interval(
    gold: BoolArray, tagged: BoolArray, *, seed: int, rounds: int = 500
) -> tuple[float, float]:
    """Return the 95 % percentile interval of macro-F1 over resampled narratives."""
    rng = np.random.default_rng(seed)
    columns = gold.sum(axis=0) >= MIN_CASES
    values = []
    for _ in range(rounds):
        rows = rng.integers(0, len(gold), len(gold))
        values.append(macro_f1(gold[rows][:, columns], tagged[rows][:, columns], min_cases=1))
    low, high = np.percentile(values, [2.5, 97.5])
    return (float(low), float(high))


def ratio_interval(
    hits: Sequence[int], totals: Sequence[int], *, seed: int, rounds: int = 1000
) -> tuple[float, float]:
    """Return the 95 % percentile interval of sum(hits) / sum(totals) over resampled texts.

    The hits of one text are not independent of each other, so whole texts are drawn. If all
    or none hit there is nothing to resample, and Wilson's interval is returned.
    """
    if sum(hits) in (0, sum(totals)):
        return wilson_interval(sum(hits), sum(totals))
    parts, wholes = np.array(hits, dtype=float), np.array(totals, dtype=float)
    drawn = np.random.default_rng(seed).multinomial(
        len(parts), np.full(len(parts), 1 / len(parts)), size=rounds
    )
    low, high = np.percentile(drawn @ parts / np.maximum(1, drawn @ wholes), [2.5, 97.5])
    return (float(low), float(high))


@dataclass(frozen=True, slots=True)
class RedactionScore:
    """How names fared in one narrative; tokens are words.

    Attributes:
        mentions: Gold PERSON mentions.
        missed: Of them, those of which at least one letter survives.
        other_words: Words that are part of no identifier.
        over_redacted: Of them, those that were redacted.
    """

    mentions: int
    missed: int
    other_words: int
    over_redacted: int

    @property
    def leaks(self) -> bool:
        """Tell whether any piece of a name survives."""
        return self.missed > 0


def share(parts: Sequence[bool]) -> float:
    """Return the share of true values, 0 for none."""
    return sum(parts) / len(parts) if parts else 0.0
