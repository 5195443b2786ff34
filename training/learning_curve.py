"""What more narratives would bring: `python -m training.learning_curve`.

Trains the tagger on growing parts of the train split and scores each on dev, redacted by hand.
Hours on two cores: an interrupted run goes on where it stopped, and a part that was scored is
not trained again. `--epochs` shortens it; curves of different lengths cannot be compared.
`--whole models/trained/tagger` scores a tagger that was trained on all of the split with the same
configuration, instead of training it once more.
"""

import argparse
import dataclasses
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

from models.artifacts import TRAINED_FOLDER
from models.classifier import Classifier
from models.label_sets import load_label_sets
from models.labels import LabelSets
from training.build_tagger import build_tagger, gold_matrix, read_logits
from training.config import CONFIG_FOLDER, TaggerConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.metrics import Figures
from training.quantization import facet_scores
from training.report import CURVE_FILE, CURVE_PLOT, curve_table
from training.train_tagger import train_tagger
from training.version_folder import write_json

mpl.use("Agg")  # draws to files: no screen is needed
from matplotlib import pyplot as plt

SHARES = (0.10, 0.25, 0.50, 1.00)


def part_of(
    narratives: Sequence[AnnotatedNarrative], share: float, *, seed: int
) -> list[AnnotatedNarrative]:
    """Return a part of the narratives; a smaller part is within every larger one."""
    shuffled = sorted(narratives, key=lambda narrative: narrative.id)
    random.Random(seed).shuffle(shuffled)
    return shuffled[: max(1, round(share * len(shuffled)))]


def learning_curve(
    config: TaggerConfig,
    labels: LabelSets,
    train: Sequence[AnnotatedNarrative],
    dev: Sequence[AnnotatedNarrative],
    folder: Path,
    shares: Sequence[float] = SHARES,
    *,
    whole: Path | None = None,
) -> Figures:
    """Train and score every part; what is done already is read from the folder.

    Args:
        config: Of every training.
        labels: The label sets.
        train: Narratives to take the parts of.
        dev: Narratives to score on.
        folder: Where runs and scores are kept.
        shares: Parts of `train`, rising.
        whole: A built tagger that was trained on all of `train`, if there is one.

    Returns:
        Epochs, and for each part its narratives and macro-F1 by facet on dev.
    """
    points: list[Figures] = []
    for share in shares:
        place = folder / f"{round(share * 100):03d}"
        done = place / "scores.json"
        if not done.exists():
            place.mkdir(parents=True, exist_ok=True)
            part = part_of(train, share, seed=config.seed)
            point = {"share": share, "narratives": len(part)}
            if whole and len(part) == len(train):
                scores = _score(whole, labels, dev)
            else:
                scores = _train_and_score(config, labels, part, dev, place)
            write_json(done, point | {"macro_f1": scores})
        points.append(json.loads(done.read_text(encoding="utf-8")))
    return {"split": "dev", "epochs": config.epochs, "points": points}


def _score(built: Path, labels: LabelSets, dev: Sequence[AnnotatedNarrative]) -> dict[str, float]:
    classifier = Classifier.load(built, labels)
    logits = read_logits(classifier, dev)
    return facet_scores(logits, gold_matrix(dev, labels), classifier.decisions, labels)


def _train_and_score(
    config: TaggerConfig,
    labels: LabelSets,
    part: Sequence[AnnotatedNarrative],
    dev: Sequence[AnnotatedNarrative],
    place: Path,
) -> dict[str, float]:
    train_tagger(config, labels, part, place)
    build_tagger(place, config, labels, dev, place / "tagger")
    scores = _score(place / "tagger", labels, dev)
    # The state of the optimiser and the weights are hundreds of megabytes for each part.
    for path in place.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix in {".pt", ".onnx"}:
            path.unlink()
    return scores


def extrapolate(points: Sequence[Figures], facet: str, wanted: float) -> int | None:
    """Return how many narratives would reach a macro-F1 if the curve went on as it does.

    A straight line over the logarithm of the count, through the last three points: optimistic,
    since curves flatten.

    Returns:
        None if the curve does not rise.
    """
    last = points[-3:]
    counts = np.log([point["narratives"] for point in last])
    slope, start = np.polyfit(counts, [point["macro_f1"][facet] for point in last], 1)
    return int(np.exp((wanted - start) / slope)) if slope > 0 else None


def plot_curve(figures: Figures, path: Path) -> None:
    """Draw macro-F1 over the number of narratives."""
    figure, axes = plt.subplots(figsize=(6, 3.5))
    counts = [point["narratives"] for point in figures["points"]]
    for facet in figures["points"][0]["macro_f1"]:
        axes.plot(counts, [p["macro_f1"][facet] for p in figures["points"]], "o-", label=facet)
    axes.set(xscale="log", xlabel="train narratives", ylabel="macro-F1 on dev", ylim=(0, 1))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main() -> None:
    """Measure the curve and write it beside the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG_FOLDER / "tagger.yaml")
    parser.add_argument("--run", type=Path, default=Path("runs/learning_curve"))
    parser.add_argument("--to", type=Path, default=TRAINED_FOLDER / "report")
    parser.add_argument("--epochs", type=int, help="fewer than the configuration says")
    parser.add_argument("--shares", type=float, nargs="+", default=SHARES)
    parser.add_argument("--whole", type=Path, help="tagger trained so on all of the train split")
    arguments = parser.parse_args()
    config = load_config(arguments.config, TaggerConfig)
    if arguments.epochs:
        config = dataclasses.replace(config, epochs=arguments.epochs)
    narratives, splits = read_corpus(), read_splits()
    train = select(narratives, splits, "train", last_part=config.last_part)
    dev = select(narratives, splits, "dev")
    folder = arguments.run / f"{config.epochs}_epochs"
    figures = learning_curve(
        config, load_label_sets(), train, dev, folder, arguments.shares, whole=arguments.whole
    )
    write_json(arguments.to / CURVE_FILE, figures)
    plot_curve(figures, arguments.to / CURVE_PLOT)
    print(curve_table(figures))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
