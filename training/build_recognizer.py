"""Make the folder the service loads from recogniser runs: `python -m training.build_recognizer`.

Exports the token head to ONNX int8, takes the trained CNN along, chooses on dev the
thresholds and what the merge step asks of each source, and writes the manifest.
"""

import argparse
import itertools
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from models.artifacts import TRAINED_FOLDER, write_manifest
from models.countries import CountryResolver
from models.merging import MergeSettings
from models.pipeline import COUNTRIES
from models.recognizer import MERGE_FILE, NER_FOLDER, TOKEN_HEAD_FOLDER, Recognizer
from models.token_head import SETTINGS_FILE
from training import build_name_gazetteer
from training.base_encoder import load_base
from training.config import CONFIG_FOLDER, DistillationConfig, TokenHeadConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.distil_token_head import smaller
from training.export import export
from training.redaction_scores import (
    PERSON,
    leak_share,
    mention_recall,
    over_redaction,
    score_redaction,
)
from training.token_head import TokenHead, TokenHeadExport
from training.train_token_head import WEIGHTS_FILE

AXES = {"scores": {0: "batch", 1: "tokens"}}
# Candidates tried on dev. A name missed can harm somebody, a word too much only spoils a
# word: the lowest leak share wins as long as over-redaction stays under the limit.
PERSON_THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
ENCODER_FLOORS = (0.0, 0.02)
OVER_REDACTION_LIMIT = 0.015
# Towns taken for names lost the country of one narrative in twenty on dev; from 0.3 to 0.8
# this floor gives most of them back and no name survives that did not before.
PLACE_FLOOR = 0.5
OTHER_THRESHOLD = 0.5  # of phones and the like, where patterns do most of the work
# Neighbours of a token that is surely in a name join it at this share of the threshold.
FLOOR_SHARES = (0.5, 1.0)
FLOOR_SHARE = 0.5  # of the other labels


def build_recognizer(
    run: Path, ner: Path, config: TokenHeadConfig, folder: Path, *, keep_ffn_output: bool = False
) -> None:
    """Export the token head and put the CNN beside it, with neutral settings."""
    model = untrained(config)
    model.load_state_dict(torch.load(run / WEIGHTS_FILE, weights_only=True))
    if folder.exists():
        shutil.rmtree(folder)
    export(
        TokenHeadExport(model),
        run / "tokenizer.json",
        folder / TOKEN_HEAD_FOLDER,
        outputs=["scores"],
        axes=AXES,
        keep_ffn_output=keep_ffn_output,
    )
    # The vocabulary holds every word read in training and is not needed.
    shutil.copytree(ner, folder / NER_FOLDER, ignore=shutil.ignore_patterns("vocab"))
    save_settings(folder, config.labels, 0.5, 0.25, MergeSettings())


def untrained(config: TokenHeadConfig) -> TokenHead:
    """Return a token head of the configuration's size, to load weights into."""
    if isinstance(config, DistillationConfig):
        return smaller(config)
    encoder, _ = load_base(config.base)
    return TokenHead(encoder, len(config.labels))


def save_settings(
    folder: Path,
    labels: Sequence[str],
    person_threshold: float,
    person_floor: float,
    merge: MergeSettings,
) -> None:
    """Write the thresholds of the token head and the settings of the merge step."""
    thresholds = dict.fromkeys(labels, OTHER_THRESHOLD) | {PERSON: person_threshold}
    floors = dict.fromkeys(labels, OTHER_THRESHOLD * FLOOR_SHARE) | {PERSON: person_floor}
    settings = {"labels": list(labels), "thresholds": thresholds, "floors": floors}
    _write(folder / TOKEN_HEAD_FOLDER / SETTINGS_FILE, settings)
    merging = {"encoder_floor": dict(merge.encoder_floor), "place_floor": merge.place_floor}
    _write(folder / MERGE_FILE, merging)


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def choose_settings(
    folder: Path, labels: Sequence[str], dev: Sequence[AnnotatedNarrative]
) -> dict[str, float]:
    """Try all candidates on dev, save the best, return its figures."""
    best: tuple[tuple[float, ...], float, float, MergeSettings] | None = None
    rank: tuple[float, ...]
    resolver = CountryResolver.load(TRAINED_FOLDER / COUNTRIES)
    recognizer = Recognizer.load(folder, is_place=resolver.knows)
    docs = [recognizer.read(narrative.text) for narrative in dev]
    for threshold, share in itertools.product(PERSON_THRESHOLDS, FLOOR_SHARES):
        person_floor = round(threshold * share, 4)
        recognizer.token_head.thresholds[PERSON] = threshold
        recognizer.token_head.floors[PERSON] = person_floor
        for doc in docs:
            recognizer.token_head.mark(doc)
        for cnn, context in itertools.product(ENCODER_FLOORS, ENCODER_FLOORS):
            settings = MergeSettings({"cnn": cnn, "context": context}, PLACE_FLOOR)
            found = [recognizer.decide(doc, settings) for doc in docs]
            scores = [score_redaction(n, e) for n, e in zip(dev, found, strict=True)]
            over = over_redaction(scores)
            leaks, recall = leak_share(scores), mention_recall(scores)
            # Of equals the lower threshold: dev is small, and names are met that it does not have.
            rank = (
                float(over > OVER_REDACTION_LIMIT), leaks, -recall, threshold, person_floor, over
            )  # fmt: skip
            if best is None or rank < best[0]:
                best = (rank, threshold, person_floor, settings)
    if best is None:
        raise ValueError("there is nothing to choose from")
    rank, threshold, person_floor, settings = best
    save_settings(folder, labels, threshold, person_floor, settings)
    return {"leak_share": rank[1], "mention_recall": -rank[2], "over_redaction": rank[-1]}


def main() -> None:
    """Build models/trained/recognizer from the last runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--distilled", action="store_true", help="take the smaller token head")
    parser.add_argument("--run", type=Path, help="by default the token head's last run")
    parser.add_argument("--ner", type=Path, default=Path("runs/recognizer/best"))
    parser.add_argument("--sentences", type=Path, default=Path("../shared/ner"))
    parser.add_argument("--to", type=Path, default=TRAINED_FOLDER / "recognizer")
    parser.add_argument("--version", default="1")
    arguments = parser.parse_args()
    name, kind = (
        ("token_head_distilled", DistillationConfig)
        if arguments.distilled
        else ("token_head", TokenHeadConfig)
    )
    config_file = CONFIG_FOLDER / f"{name}.yaml"
    config = load_config(config_file, kind)
    build_recognizer(arguments.run or Path("runs") / name, arguments.ner, config, arguments.to)
    build_name_gazetteer.build(arguments.sentences, arguments.to, config.last_part)
    dev = select(read_corpus(), read_splits(), "dev")
    figures = choose_settings(arguments.to, config.labels, dev)
    shutil.copyfile(config_file, arguments.to / "training.yaml")
    facts = {"dev": figures}
    write_manifest(arguments.to, name="recognizer", version=arguments.version, facts=facts)


if __name__ == "__main__":
    main()
