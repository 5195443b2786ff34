"""From the tagger's logits to tags: calibration, thresholds, and the rules of the label files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.errors import ArtifactError
from models.labels import LabelSet, LabelSets
from models.zones import Zones, zones_from_json, zones_to_json

DECISIONS_FILE = "thresholds.json"
RECORD_TYPE = "record_type"
MAX_QUESTIONS = 3  # of one facet: more would not be answered


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was learned on dev about the logits.

    Attributes:
        calibration: Facet to slope and intercept of Platt scaling (Platt 1999): score =
            sigmoid(slope * logit + intercept). For record_type the slope is an inverse
            temperature of the softmax and the intercept is unused.
        thresholds: Output to the score from which the label becomes a tag.
        zones: Facet to the borders of its zones. A facet without: every tag is to be asked
            about, and no question is put.
    """

    calibration: Mapping[str, tuple[float, float]]
    thresholds: Mapping[str, float]
    zones: Mapping[str, Zones] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, labels: LabelSets) -> "Decisions":
        """Read thresholds.json of a trained folder.

        Raises:
            ArtifactError: If it lacks a facet or an output.
        """
        content = json.loads((folder / DECISIONS_FILE).read_text(encoding="utf-8"))
        calibration = {facet: (a, b) for facet, (a, b) in content["calibration"].items()}
        facets = {label_set.facet for label_set in labels}
        if facets - set(calibration) or set(labels.outputs) - set(content["thresholds"]):
            raise ArtifactError(f"{DECISIONS_FILE} does not cover every label")
        return cls(calibration, content["thresholds"], zones_from_json(content.get("zones", {})))

    def save(self, folder: Path) -> None:
        """Write thresholds.json."""
        content = {
            "calibration": {facet: list(pair) for facet, pair in self.calibration.items()},
            "thresholds": dict(self.thresholds),
            "zones": zones_to_json(self.zones),
        }
        text = json.dumps(content, indent=2) + "\n"
        (folder / DECISIONS_FILE).write_text(text, encoding="utf-8")

    def scores(self, logits: npt.NDArray[np.float32], labels: LabelSets) -> dict[str, float]:
        """Return the calibrated score of every output.

        Args:
            logits: Shape (labels,), in the order of `labels.outputs`.
            labels: The label sets the logits belong to.
        """
        scores: dict[str, float] = {}
        logit_of = dict(zip(labels.outputs, logits.tolist(), strict=True))
        for label_set in labels:
            slope, intercept = self.calibration[label_set.facet]
            outputs = [label.output for label in label_set.labels]
            values = np.array([logit_of[output] for output in outputs]) * slope
            if label_set.facet == RECORD_TYPE:
                shares = np.exp(values - values.max())
                calibrated = shares / shares.sum()
            else:
                calibrated = 1 / (1 + np.exp(-np.clip(values + intercept, -30, 30)))
            scores.update(zip(outputs, calibrated.tolist(), strict=True))
        return scores

    def record_type(self, scores: Mapping[str, float], labels: LabelSets) -> str:
        """Return the id of the most probable record type."""
        return max(labels.record_types.ids, key=lambda label: scores[f"{RECORD_TYPE}/{label}"])

    def chosen(
        self, label_set: LabelSet, scores: Mapping[str, float], record_type: str
    ) -> list[str]:
        """Return the label ids of a facet that become tags, best first.

        A facet that needs another record type stays empty; a label that stands alone
        gives way to, or drives out, the others by score; a facet that must not be empty
        takes its best label.
        """
        if label_set.needs_record_type not in (None, record_type):
            return []
        score_of = {label.id: scores[label.output] for label in label_set.labels}
        ranked = sorted(score_of, key=lambda label: -score_of[label])
        chosen = [
            label
            for label in ranked
            if score_of[label] >= self.thresholds[f"{label_set.facet}/{label}"]
        ]
        if not chosen and label_set.min_labels:
            chosen = ranked[: label_set.min_labels]
        if chosen and chosen[0] in label_set.exclusive:
            return chosen[:1]
        return [label for label in chosen if label not in label_set.exclusive]

    def zone(self, facet: str, score: float) -> str:
        """Return how far a tag of a facet may be relied on."""
        return self.zones.get(facet, Zones()).of(score)

    def asked(
        self,
        label_set: LabelSet,
        scores: Mapping[str, float],
        record_type: str,
        chosen: Sequence[str],
    ) -> list[str]:
        """Return the label ids of a facet that a person should be asked about, best first.

        None of them is among the chosen; a label that stands alone is no question beside others.
        """
        if label_set.needs_record_type not in (None, record_type):
            return []
        border = self.zones.get(label_set.facet, Zones()).ask
        passed_over = {*chosen, *(label_set.exclusive if chosen else ())}
        score_of = {label.id: scores[label.output] for label in label_set.labels}
        ranked = sorted(score_of, key=lambda label: -score_of[label])
        found = [x for x in ranked if score_of[x] >= border and x not in passed_over]
        return found[:MAX_QUESTIONS]
