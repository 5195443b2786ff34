"""Choose calibration, thresholds and zones of a trained tagger anew: no training.

`python -m training.recalibrate` after the label mix of dev has changed, or the rules by which
they are chosen. The weights stay; the version changes, since answers do.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from models.artifacts import TRAINED_FOLDER, verify, write_manifest
from models.classifier import Classifier
from models.label_sets import load_label_sets
from models.labels import LabelSets
from training.build_tagger import gold_matrix, read_logits
from training.calibrate import calibrate
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select


def recalibrate(folder: Path, labels: LabelSets, dev: Sequence[AnnotatedNarrative]) -> None:
    """Fit the decisions of a tagger's folder on dev narratives, and write its manifest anew.

    Raises:
        ArtifactError: If the folder is damaged or of other labels.
    """
    manifest = verify(folder)
    logits = read_logits(Classifier.load(folder, labels), dev)
    calibrate(logits, gold_matrix(dev, labels), labels).save(folder)
    write_manifest(folder, name=manifest.name, version=manifest.version, facts=manifest.facts)


def main() -> None:
    """Recalibrate models/trained/tagger, or another folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tagger", type=Path, default=TRAINED_FOLDER / "tagger")
    arguments = parser.parse_args()
    dev = select(read_corpus(), read_splits(), "dev")
    recalibrate(arguments.tagger, load_label_sets(), dev)


if __name__ == "__main__":
    main()
