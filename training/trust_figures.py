"""Whether the tagger may be believed: what the zones keep, and whether scores come true."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.labels import LabelSet, LabelSets
from models.zones import SUGGEST
from training.judgements import Judgement
from training.metrics import Figures, calibration_error, share, wilson_interval

# Nearly all scores are near 0 and right; the error over those that somebody may see is larger.
LEAST_SEEN = 0.10
MIN_NARRATIVES = 50  # of a language whose calibration is held against the goal


def zone_figures(label_set: LabelSet, judgements: Sequence[Judgement]) -> Figures:
    """Return how often tags of each zone, and questions, are right, and what is found with them."""
    suggested: list[bool] = []
    doubtful: list[bool] = []
    asked: list[bool] = []
    cases = 0
    for judgement in judgements:
        gold = set(judgement.narrative.labels[label_set.facet])
        tagged = judgement.tagged
        cases += len(gold)
        for tag in tagged.tags.get(label_set.facet, tagged.flags):
            (suggested if tag.zone == SUGGEST else doubtful).append(tag.label in gold)
        asked += (tag.label in gold for tag in tagged.questions.get(label_set.facet, ()))
    found = sum(suggested) + sum(doubtful)
    return {
        "suggested": len(suggested),
        "suggested_right": share(suggested),
        "suggested_interval": wilson_interval(sum(suggested), len(suggested)),
        "doubtful": len(doubtful),
        "doubtful_right": share(doubtful),
        "questions": len(asked),
        "questions_right": share(asked),
        "recall": found / max(1, cases),
        "recall_with_questions": (found + sum(asked)) / max(1, cases),
    }


def calibration_by_language(judgements: Sequence[Judgement], labels: LabelSets) -> Figures:
    """Return the calibration error of each language over text facets and flags."""
    languages = sorted({j.narrative.lang for j in judgements})
    return {
        lang: _calibration([j for j in judgements if j.narrative.lang == lang], labels)
        for lang in languages
    }


def _calibration(judgements: Sequence[Judgement], labels: LabelSets) -> Figures:
    scores, gold = _decisions(judgements, labels)
    return {
        "narratives": len(judgements),
        "error": calibration_error(scores, gold),
        "error_of_seen": seen_error(scores, gold),
    }


def seen_error(scores: npt.NDArray[np.float64], gold: npt.NDArray[np.bool_]) -> float:
    """Return the calibration error over scores that are not near 0; 0.0 if there are none."""
    seen = scores >= LEAST_SEEN
    return calibration_error(scores[seen], gold[seen]) if seen.any() else 0.0


def _decisions(
    judgements: Sequence[Judgement], labels: LabelSets
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    sets = (*labels.facets.values(), labels.flags)
    outputs = [label.output for label_set in sets for label in label_set.labels]
    scores = np.array([[j.scores[output] for output in outputs] for j in judgements])
    gold = np.array([[output in j.narrative.outputs for output in outputs] for j in judgements])
    return scores.ravel(), gold.ravel()
