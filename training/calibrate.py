"""Choose calibration, thresholds and zones on dev.

Platt scaling for each facet; then a threshold for each label. A label with few dev cases
cannot support a threshold of its own: its best one is drawn towards the facet's best, the
more the fewer cases it has. Zones: training/risk_control.py.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from models.decisions import RECORD_TYPE, Decisions
from models.labels import LabelSet, LabelSets
from models.zones import Zones
from training.metrics import macro_f1
from training.risk_control import choose_zones

GRID = np.round(np.arange(0.10, 0.91, 0.02), 2)
# Dev cases at which a label's own threshold counts as much as the facet's.
PRIOR_CASES = 25.0  # by two-fold cross-validation on dev; from 10 to 40 it hardly matters

LogitArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


def calibrate(logits: LogitArray, gold: BoolArray, labels: LabelSets) -> Decisions:
    """Fit calibration, thresholds and the borders of the zones.

    Args:
        logits: Of the dev narratives, shape (narratives, labels), as the exported model gives.
        gold: What truly holds, same shape.
        labels: Their order.
    """
    column = {output: index for index, output in enumerate(labels.outputs)}
    calibration: dict[str, tuple[float, float]] = {}
    thresholds: dict[str, float] = {}
    for label_set in labels:
        columns = [column[label.output] for label in label_set.labels]
        part, truth = logits[:, columns].astype(np.float64), gold[:, columns]
        fit = _fit_softmax if label_set.facet == RECORD_TYPE else _fit_platt
        calibration[label_set.facet] = slope, intercept = fit(part, truth)
        scores = expit(slope * part + intercept)
        thresholds |= _thresholds(label_set, scores, truth)
    decisions = Decisions(calibration, thresholds)
    return replace(decisions, zones=_zones(decisions, logits, gold, labels))


def _zones(
    decisions: Decisions, logits: LogitArray, gold: BoolArray, labels: LabelSets
) -> dict[str, Zones]:
    """Return the zones of every facet but the record type, which is always given."""
    scores = [decisions.scores(row, labels) for row in logits]
    record_types = [decisions.record_type(row, labels) for row in scores]
    column = {output: index for index, output in enumerate(labels.outputs)}
    zones: dict[str, Zones] = {}
    for label_set in (*labels.facets.values(), labels.flags):
        outputs = [label.output for label in label_set.labels]
        chosen = [
            set(decisions.chosen(label_set, row, record_type))
            for row, record_type in zip(scores, record_types, strict=True)
        ]
        zones[label_set.facet] = choose_zones(
            np.array([[row[output] for output in outputs] for row in scores]),
            gold[:, [column[output] for output in outputs]],
            np.array([[label in ids for label in label_set.ids] for ids in chosen]),
        )
    return zones


def _fit_platt(logits: npt.NDArray[np.float64], gold: BoolArray) -> tuple[float, float]:
    def loss(pair: Sequence[float]) -> float:
        margin = (pair[0] * logits + pair[1]) * np.where(gold, 1.0, -1.0)
        return float(np.logaddexp(0, -margin).mean())

    slope, intercept = minimize(loss, [1.0, 0.0], method="Nelder-Mead").x
    return float(slope), float(intercept)


def _fit_softmax(logits: npt.NDArray[np.float64], gold: BoolArray) -> tuple[float, float]:
    def loss(slope: Sequence[float]) -> float:
        values = slope[0] * logits
        normalizer = np.logaddexp.reduce(values, axis=1)
        return float((normalizer - values[gold]).mean())

    return float(minimize(loss, [1.0], method="Nelder-Mead").x[0]), 0.0


def _thresholds(
    label_set: LabelSet, scores: npt.NDArray[np.float64], gold: BoolArray
) -> dict[str, float]:
    shared = max(GRID, key=lambda value: macro_f1(gold, scores >= value, min_cases=1))
    thresholds: dict[str, float] = {}
    for index, label in enumerate(label_set.labels):
        own = _best_threshold(scores[:, index], gold[:, index], float(shared))
        cases = float(gold[:, index].sum())
        mixed = (cases * own + PRIOR_CASES * float(shared)) / (cases + PRIOR_CASES)
        thresholds[label.output] = round(mixed, 3)
    return thresholds


def _best_threshold(scores: npt.NDArray[np.float64], gold: BoolArray, shared: float) -> float:
    """Return the middle of the thresholds with the best F1, the one nearest to the facet's."""
    values = np.array(
        [macro_f1(gold[:, None], (scores >= value)[:, None], min_cases=1) for value in GRID]
    )
    best = GRID[values >= np.nanmax(values) - 1e-9] if gold.any() else np.array([shared])
    return float(best[np.argmin(np.abs(best - shared))])
