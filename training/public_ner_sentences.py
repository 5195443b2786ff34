"""Sentences of the public NER test files, for evaluation only."""

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from models.types import Entity
from training.config import CONFIG_FOLDER
from training.corpus import AnnotatedNarrative
from training.redaction_scores import PERSON

SETTINGS_FILE = CONFIG_FOLDER / "public_ner.yaml"
TEST_SUFFIX, TRAIN_SUFFIX = "_test.jsonl.gz", "_train.jsonl.gz"
_LABELS = {"PER": PERSON}


@dataclass(frozen=True, slots=True)
class NerSettings:
    """What training/configs/public_ner.yaml says; each value is explained there."""

    sentences_per_file: int
    headline_sentences: int
    seed: int
    target: float
    target_languages: Sequence[str]
    headline: Mapping[str, str]
    caveats: Mapping[str, str]


def read_settings(path: Path = SETTINGS_FILE) -> NerSettings:
    """Read the settings."""
    return NerSettings(**yaml.safe_load(path.read_text(encoding="utf-8")))


def list_test_files(folder: Path) -> dict[str, Path]:
    """Return the test files by name, such as "nc/uk_ud-iu"; nc/ holds what nobody may train on."""
    paths = sorted(folder.glob(f"*{TEST_SUFFIX}")) + sorted(folder.glob(f"nc/*{TEST_SUFFIX}"))
    return {path.relative_to(folder).as_posix().removesuffix(TEST_SUFFIX): path for path in paths}


def has_train_part(folder: Path, name: str) -> bool:
    """Tell whether other sentences of the same source are trained on."""
    return not name.startswith("nc/") and (folder / f"{name}{TRAIN_SUFFIX}").exists()


def read_sample(path: Path, name: str, settings: NerSettings) -> list[AnnotatedNarrative]:
    """Read the sentences of a file, or a random sample: the same for the same seed."""
    is_headline = name in settings.headline.values()
    most = settings.headline_sentences if is_headline else settings.sentences_per_file
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        sentences = [_sentence(line, number) for number, line in enumerate(lines)]
    if len(sentences) > most:
        sentences = random.Random(f"{settings.seed} {name}").sample(sentences, most)
    return sentences


def _sentence(line: str, number: int) -> AnnotatedNarrative:
    record = json.loads(line)
    entities = [
        Entity(start, end, _LABELS[label])
        for start, end, label in record["spans"]
        if label in _LABELS
    ]
    return AnnotatedNarrative(
        id=str(number), lang=record["lang"], style="", text=record["text"], labels={},
        country_incident=(), country_other=(), country_basis="none", evidence={},
        identifiers=tuple(entities),
    )  # fmt: skip
