"""Teach the tagger in use new reviewed cases: `python -m training.update_tagger`.

Starts from the weights of the version in use, reads data/local and a draw of the old narratives,
and makes a version in models/versions, to be compared and promoted. Goes on where it was
interrupted; a new version in use or other data begin anew.
"""

import argparse
import hashlib
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.artifacts import write_manifest
from models.errors import ArtifactError
from models.label_sets import load_label_sets
from models.labels import LabelSets
from models.onnx_encoder import MODEL_FILE
from models.versions import RELEASED, read_active, version_folder
from training.base_encoder import load_base
from training.build_tagger import build_tagger
from training.config import CONFIG_FOLDER, UpdateConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_local, read_splits, select
from training.loop import TrainingError
from training.onnx_weights import load_served_weights
from training.replay import choose_replay
from training.tagger import Tagger
from training.train_tagger import WEIGHTS_FILE, fit_tagger
from training.version_folder import make_version

TAGGER = "tagger"
STARTED_FROM = "served int8 weights", "fp32 weights"


@dataclass(frozen=True, slots=True)
class UpdateData:
    """What an update reads.

    Attributes:
        new: Reviewed cases.
        replay: Old narratives.
        dev: What thresholds are chosen on: dev of the corpus and of the reviewed cases.
    """

    new: Sequence[AnnotatedNarrative]
    replay: Sequence[AnnotatedNarrative]
    dev: Sequence[AnnotatedNarrative]


def read_update_data(config: UpdateConfig) -> UpdateData:
    """Read reviewed cases and draw old narratives.

    Raises:
        TrainingError: If there are no reviewed cases.
    """
    new = read_local("train")
    if not new:
        raise TrainingError(
            "data/local has no reviewed cases; import some with training.import_reviews"
        )
    narratives, splits = read_corpus(), read_splits()
    old = select(narratives, splits, "train", last_part=config.last_part)
    size = max(config.least_replay, round(config.replay_per_new * len(new)))
    dev = [*select(narratives, splits, "dev"), *read_local("dev")]
    return UpdateData(new, choose_replay(old, size, seed=config.seed), dev)


def load_start(
    folder: Path, labels: LabelSets, config: UpdateConfig
) -> tuple[Tagger, Tokenizer, str]:
    """Return the network of a version, its tokenizer, and what its weights were read from.

    Raises:
        ArtifactError: If its weights are not those of today's labels and base.
    """
    encoder, tokenizer = load_base(config.base)
    model = Tagger(encoder, len(labels.outputs), config.dropout)
    exact = folder / WEIGHTS_FILE
    try:
        if exact.exists():
            model.load_state_dict(torch.load(exact, weights_only=True))
            return model, tokenizer, STARTED_FROM[1]
        load_served_weights(model, folder / TAGGER / MODEL_FILE)
    except RuntimeError:
        raise ArtifactError(
            "the version in use has other labels; train anew with `make train`"
        ) from None
    return model, tokenizer, STARTED_FROM[0]


def update_tagger(
    folder: Path, config: UpdateConfig, labels: LabelSets, data: UpdateData, run: Path
) -> str:
    """Train from a version's weights and build the new tagger in the run's folder.

    Returns:
        What the weights were read from.
    """
    model, tokenizer, source = load_start(folder, labels, config)
    fit_tagger(model, tokenizer, config, labels, [*data.new, *data.replay], run)
    build_tagger(run, config, labels, data.dev, run / TAGGER)
    return source


def main() -> None:
    """Update the tagger in use and make a version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG_FOLDER / "update.yaml")
    parser.add_argument("--run", type=Path, default=Path("runs/update"))
    arguments = parser.parse_args()
    config, labels = load_config(arguments.config, UpdateConfig), load_label_sets()
    started = time.monotonic()
    try:
        parent = read_active().version or RELEASED
        folder = version_folder(parent)
        data = read_update_data(config)
        run = arguments.run / _run_name(parent, data)
        run.mkdir(parents=True, exist_ok=True)
        source = update_tagger(folder, config, labels, data, run)
        shutil.copyfile(arguments.config, run / TAGGER / "training.yaml")
        write_manifest(
            run / TAGGER,
            name=TAGGER,
            version="update",
            facts={"labels": labels.fingerprint, "labels_version": labels.version},
        )
        facts = {
            "reviewed_cases": len(data.new),
            "old_narratives_read_again": len(data.replay),
            "started_from": f"{source} of {parent}",
            "minutes_of_this_run": round((time.monotonic() - started) / 60, 1),
            "processor_minutes_of_this_run": round(time.process_time() / 60, 1),
        }
        version = make_version(
            {TAGGER: run / TAGGER},
            parent=parent,
            facts=facts,
            extra={WEIGHTS_FILE: run / WEIGHTS_FILE},
        )
    except (ArtifactError, TrainingError) as error:
        sys.exit(str(error))
    shutil.rmtree(run)
    print(f"version {version}: make promote VERSION={version}")  # noqa: T201 - a command


def _run_name(parent: str, data: UpdateData) -> str:
    """Return a name that changes with the start and the data: no run goes on with another's."""
    texts = "".join(f"{n.id}{sorted(n.outputs)}" for n in (*data.new, *data.replay))
    return hashlib.sha256(f"{parent}{texts}".encode()).hexdigest()[:12]


if __name__ == "__main__":
    main()
