"""Learn which country named is the scene: `python -m training.train_country_roles`.

Logistic regression on the train split; the two thresholds are chosen on it by cross-validation.
"""

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.countries import WEIGHTS_FILE
from models.country_roles import RoleScorer
from models.gazetteer import Gazetteer
from models.place_matcher import PlaceMatcher
from training.corpus import read_corpus, read_splits, select
from training.evaluate_countries import Narrative, read_split

FOLDER = Path("models/trained/countries")
Array = NDArray[np.float64]
# The narratives of later parts are short and tell of other countries more often than real ones
# do: with them 4 of 229 dev narratives more get a wrong country, and origin and transit are
# told apart less well (F1 of the other countries 0.66 against 0.81).
LAST_PART = 4
_FOLDS = 10
_RIDGE = 2.0
_STEPS = 25
_THRESHOLDS = tuple(round(0.2 + 0.05 * step, 2) for step in range(11))
_FURTHER = (0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


def train(narratives: list[Narrative], gazetteer: Gazetteer) -> dict[str, Any]:
    """Return the weights and thresholds learned from the narratives."""
    matcher, scorer = PlaceMatcher(gazetteer), RoleScorer(gazetteer, {})
    rows: list[dict[str, float]] = []
    owners: list[tuple[int, str]] = []
    for number, narrative in enumerate(narratives):
        scene = matcher.scene(narrative.text, narrative.language)
        for code, features in scorer.features(scene).items():
            rows.append(features)
            owners.append((number, code))
    names = sorted({name for row in rows for name in row})
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    targets = np.array([code in narratives[number].incident for number, code in owners], float)
    folds = np.array([number % _FOLDS for number, _ in owners])
    threshold, further = _choose(narratives, owners, _held_out(matrix, targets, folds))
    weights = zip(names, fit(matrix, targets), strict=True)
    return {
        "weights": {name: round(float(weight), 3) for name, weight in weights},
        "threshold": threshold,
        "threshold_further": further,
    }


def fit(matrix: Array, targets: Array) -> Array:
    """Return the weights of a ridge-penalised logistic regression, by Newton's method."""
    weights = np.zeros(matrix.shape[1])
    for _ in range(_STEPS):
        probabilities = _probabilities(matrix, weights)
        spread = probabilities * (1 - probabilities)
        slope = matrix.T @ (targets - probabilities) - _RIDGE * weights
        curve = (matrix * spread[:, None]).T @ matrix + _RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _probabilities(matrix: Array, weights: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(matrix @ weights, -30, 30))))


def _held_out(matrix: Array, targets: Array, folds: NDArray[np.int_]) -> Array:
    """Return the probability of each row by weights that never saw its narrative."""
    result = np.zeros(len(targets))
    for fold in range(_FOLDS):
        weights = fit(matrix[folds != fold], targets[folds != fold])
        result[folds == fold] = _probabilities(matrix[folds == fold], weights)
    return result


def _choose(
    narratives: list[Narrative], owners: list[tuple[int, str]], probabilities: Array
) -> tuple[float, float]:
    """Return the thresholds that get most narratives wholly right."""
    scores: dict[int, dict[str, float]] = {}
    for (number, code), probability in zip(owners, probabilities, strict=True):
        scores.setdefault(number, {})[code] = float(probability)

    def right(pair: tuple[float, float]) -> tuple[int, float]:
        good = sum(
            _decide(found, *pair) == narratives[number].incident for number, found in scores.items()
        )
        return good, -abs(pair[0] - 0.5)

    return max(product(_THRESHOLDS, _FURTHER), key=right)


def _decide(scores: dict[str, float], threshold: float, further: float) -> frozenset[str]:
    best = max(scores, key=lambda code: scores[code])
    if scores[best] < threshold:
        return frozenset()
    return frozenset({best} | {code for code, score in scores.items() if score >= further})


def main() -> None:
    """Train on the train split and write the weights beside the gazetteer."""
    chosen = select(read_corpus(), read_splits(), "train", last_part=LAST_PART)
    ids = {narrative.id for narrative in chosen}
    narratives = [narrative for narrative in read_split("train") if narrative.id in ids]
    learned = train(narratives, Gazetteer.load(FOLDER))
    text = json.dumps(learned, indent=1, sort_keys=True)
    (FOLDER / WEIGHTS_FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
