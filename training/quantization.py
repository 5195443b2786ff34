"""What quantising the tagger to int8 costs: `python -m training.quantization`.

Compares the fp32 network that `training.build_tagger` leaves in the run folder with the
int8 one that is served, same narratives (redacted by hand), same thresholds.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from models.artifacts import TRAINED_FOLDER
from models.classifier import Classifier
from models.decisions import Decisions
from models.label_sets import load_label_sets
from models.labels import LabelSets
from models.onnx_encoder import MODEL_FILE, OnnxEncoder
from training.build_tagger import gold_matrix, read_logits
from training.calibrate import BoolArray, LogitArray
from training.corpus import read_corpus, read_local, read_splits, select
from training.export import FP32_FILE
from training.markdown import table
from training.metrics import macro_f1

REPORT_FILE = TRAINED_FOLDER / "report" / "quantization.json"


def facet_scores(
    logits: LogitArray, gold: BoolArray, decisions: Decisions, labels: LabelSets
) -> dict[str, float]:
    """Return macro-F1 of each facet, decided as in service."""
    column = {output: index for index, output in enumerate(labels.outputs)}
    scores: dict[str, float] = {}
    calibrated = [decisions.scores(row, labels) for row in logits]
    record_types = [decisions.record_type(row, labels) for row in calibrated]
    for facet, label_set in labels.facets.items():
        chosen = [
            set(decisions.chosen(label_set, row, record_type))
            for row, record_type in zip(calibrated, record_types, strict=True)
        ]
        given = np.array([[label in ids for label in label_set.ids] for ids in chosen])
        columns = [column[label.output] for label in label_set.labels]
        scores[facet] = macro_f1(gold[:, columns], given)
    return scores


def main() -> None:
    """Write and print macro-F1 of both networks on the test split."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/tagger"))
    arguments = parser.parse_args()
    if read_local("train"):
        sys.exit(0)  # what was trained became a version; the released models are as they were
    labels, folder = load_label_sets(), TRAINED_FOLDER / "tagger"
    narratives = select(read_corpus(), read_splits(), "test")
    gold, decisions = gold_matrix(narratives, labels), Decisions.load(folder, labels)
    figures: dict[str, dict[str, float]] = {}
    for name, model in {"fp32": arguments.run / FP32_FILE, "int8": folder / MODEL_FILE}.items():
        encoder = OnnxEncoder.load(folder, model=model)
        logits = read_logits(Classifier(encoder, decisions, labels), narratives)
        figures[name] = facet_scores(logits, gold, decisions, labels)
    REPORT_FILE.parent.mkdir(exist_ok=True)
    REPORT_FILE.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    rows = [[facet, figures["fp32"][facet], figures["int8"][facet]] for facet in labels.facets]
    print(table(["macro-F1 on test", "fp32", "int8"], rows))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
