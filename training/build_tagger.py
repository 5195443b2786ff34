"""Make the folder the service loads from a tagger run: `python -m training.build_tagger`.

Exports to ONNX int8, fits calibration and thresholds on the dev split with the exported
model, and writes the labels, the configuration and the manifest beside it.
"""

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from models.artifacts import TRAINED_FOLDER, write_manifest
from models.classifier import LABELS_FILE, Classifier
from models.decisions import Decisions
from models.label_sets import load_label_sets
from models.labels import LabelSets
from training.base_encoder import load_base
from training.calibrate import BoolArray, LogitArray, calibrate
from training.config import CONFIG_FOLDER, TaggerConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_local, read_splits, select
from training.export import export
from training.tagger import Tagger, TaggerExport
from training.tagger_data import redact_gold
from training.train_tagger import TIME_FILE, WEIGHTS_FILE
from training.version_folder import make_version

AXES = {"logits": {0: "batch"}, "attention": {0: "batch", 2: "tokens"}}


def build_tagger(
    run: Path,
    config: TaggerConfig,
    labels: LabelSets,
    dev: Sequence[AnnotatedNarrative],
    folder: Path,
) -> None:
    """Export the run's network to `folder` and calibrate it on dev narratives."""
    encoder, _ = load_base(config.base)
    model = Tagger(encoder, len(labels.outputs), config.dropout)
    model.load_state_dict(torch.load(run / WEIGHTS_FILE, weights_only=True))
    if folder.exists():
        shutil.rmtree(folder)
    export(
        TaggerExport(model),
        run / "tokenizer.json",
        folder,
        outputs=["logits", "attention"],
        axes=AXES,
        keep_ffn_output=config.keep_ffn_output,
    )
    if (run / TIME_FILE).exists():
        shutil.copyfile(run / TIME_FILE, folder / TIME_FILE)
    snapshot = {
        "fingerprint": labels.fingerprint,
        "version": labels.version,
        "outputs": list(labels.outputs),
    }
    (folder / LABELS_FILE).write_text(json.dumps(snapshot, indent=1) + "\n", encoding="utf-8")
    _neutral(labels).save(folder)
    logits = read_logits(Classifier.load(folder, labels), dev)
    calibrate(logits, gold_matrix(dev, labels), labels).save(folder)


def read_logits(classifier: Classifier, narratives: Sequence[AnnotatedNarrative]) -> LogitArray:
    """Return the logits of gold-redacted narratives, shape (narratives, labels)."""
    return np.stack([classifier.read(redact_gold(n).text).logits for n in narratives])


def gold_matrix(narratives: Sequence[AnnotatedNarrative], labels: LabelSets) -> BoolArray:
    """Return which outputs hold, shape (narratives, labels)."""
    return np.array([[output in n.outputs for output in labels.outputs] for n in narratives])


def _neutral(labels: LabelSets) -> Decisions:
    """Return decisions that change nothing: the model must load before it is calibrated."""
    calibration = {label_set.facet: (1.0, 0.0) for label_set in labels}
    return Decisions(calibration, dict.fromkeys(labels.outputs, 0.5))


def main() -> None:
    """Build models/trained/tagger from the last run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG_FOLDER / "tagger.yaml")
    parser.add_argument("--run", type=Path, default=Path("runs/tagger"))
    parser.add_argument("--to", type=Path, help="models/trained/tagger if not given")
    parser.add_argument("--version", default="1")
    arguments = parser.parse_args()
    config = load_config(arguments.config, TaggerConfig)
    labels = load_label_sets()
    dev = [*select(read_corpus(), read_splits(), "dev"), *read_local("dev")]
    # What reviewed cases have taught stays on this installation: never among released models.
    is_local = arguments.to is None and bool(read_local("train"))
    folder = arguments.to or (arguments.run / "tagger" if is_local else TRAINED_FOLDER / "tagger")
    build_tagger(arguments.run, config, labels, dev, folder)
    shutil.copyfile(arguments.config, folder / "training.yaml")
    facts = {"labels": labels.fingerprint, "labels_version": labels.version}
    write_manifest(folder, name="tagger", version=arguments.version, facts=facts)
    if is_local:
        version = make_version(
            {"tagger": folder},
            facts={"reviewed_cases": len(read_local("train"))},
            extra={WEIGHTS_FILE: arguments.run / WEIGHTS_FILE},
        )
        print(f"version {version}: make promote VERSION={version}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
