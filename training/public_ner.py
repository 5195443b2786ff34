"""Score the recogniser on public NER test files: another genre, so a check against over-fitting.

Sentences are read one at a time: they stand in no order in most files, and a text made of
several would let a name found in one of them be looked for in sentences that have nothing to
do with it.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.progress import track

from models.redactor import merge
from models.types import Entity
from models.workers import EntityFinder
from training.corpus import AnnotatedNarrative
from training.metrics import Figures, ratio_interval
from training.public_ner_sentences import (
    NerSettings,
    has_train_part,
    list_test_files,
    read_sample,
)
from training.redaction_scores import PERSON, SEED, covered_characters, survives

FILE_NAME = "public_ner.json"


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """How the persons of one sentence fared.

    Attributes:
        mentions: Persons people marked.
        hidden: Of them, those of which no letter survives, as everywhere in the report.
        touched: Those of which at least one letter is redacted.
        exact: Those found with exactly the marked edges.
        predicted: Persons the recogniser found.
        right: Of them, those that share a letter with a marked person.
    """

    mentions: int
    hidden: int
    touched: int
    exact: int
    predicted: int
    right: int


def score_sentence(sentence: AnnotatedNarrative, found: Sequence[Entity]) -> SentenceScore:
    """Score what the redactor would cover; for precision only persons count."""
    merged = merge(sentence.text, found)
    covered = covered_characters(sentence.text, merged)
    gold = covered_characters(sentence.text, sentence.identifiers)
    persons = [entity for entity in merged if entity.label == PERSON]
    edges = {(entity.start, entity.end) for entity in persons}
    mentions = sentence.identifiers
    return SentenceScore(
        mentions=len(mentions),
        hidden=sum(not survives(sentence.text, mention, covered) for mention in mentions),
        touched=sum(any(covered[mention.start : mention.end]) for mention in mentions),
        exact=sum((mention.start, mention.end) in edges for mention in mentions),
        predicted=len(persons),
        right=sum(any(gold[entity.start : entity.end]) for entity in persons),
    )


def file_figures(scores: Sequence[SentenceScore]) -> Figures:
    """Return recall three ways and precision, with 95 % intervals (bootstrap over sentences)."""
    rows = [asdict(score) for score in scores]
    counts = {name: [row[name] for row in rows] for name in SentenceScore.__slots__}
    figures: Figures = {"sentences": len(scores), "mentions": sum(counts["mentions"])}
    for name, part, whole in (
        ("recall", "hidden", "mentions"),
        ("touched", "touched", "mentions"),
        ("exact", "exact", "mentions"),
        ("precision", "right", "predicted"),
    ):
        figures[name] = sum(counts[part]) / max(1, sum(counts[whole]))
        figures[f"{name}_interval"] = ratio_interval(counts[part], counts[whole], seed=SEED)
    return figures


def public_ner_figures(
    finder: EntityFinder, version: str, folder: Path, settings: NerSettings
) -> Figures:
    """Score every test file of a folder.

    Args:
        finder: The whole recogniser.
        version: Of the trained models, written beside the figures.
        folder: With README.md, `*_test.jsonl.gz` and nc/.
        settings: Which sentences to take.
    """
    files: dict[str, Figures] = {}
    for name, path in track(list_test_files(folder).items(), "public NER files"):
        sentences = read_sample(path, name, settings)
        scores = [score_sentence(s, finder.recognize(s.text)) for s in sentences]
        files[name] = {**file_figures(scores), "train_part": has_train_part(folder, name)}
    return {"model_version": version, "date": time.strftime("%Y-%m-%d"), "files": files}
