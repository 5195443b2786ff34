"""Train the recogniser's spaCy component: `python -m training.train_recognizer`.

Run it again after an interruption and it goes on from the last checkpoint. The pipeline
with the fewest leaking dev narratives (then the best F1) is kept in RUN/best.
"""

import argparse
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from spacy.language import Language
from spacy.util import load_config, load_model_from_config
from thinc.api import Adam, Optimizer, fix_random_seed

from models import tokenization  # noqa: F401  (registers the tokenizer that the config names)
from models.types import Entity
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.name_lists import SHARED_NER_FOLDER
from training.ner_data import (
    PERSON,
    NerText,
    batch_by_words,
    draw_epoch,
    read_sentences,
    to_example,
)
from training.person_scores import PersonScores, score_narrative, scores_by_language
from training.recognizer_config import (
    PIPELINE_FILE,
    RecognizerConfig,
    read_recognizer_config,
)
from training.recognizer_state import load_checkpoint, save_checkpoint

RUN_FOLDER = Path("runs") / "recognizer"
CHECKPOINT = "checkpoint"
BEST = "best"
LOG_FILE = "log.jsonl"
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeRemainingColumn(),
)
SCORES_FILE = "dev_scores.json"


@dataclass(frozen=True, slots=True)
class RecognizerData:
    """What is learned from, and what tells how well."""

    train: Sequence[AnnotatedNarrative]
    sentences: dict[str, list[NerText]]
    dev: Sequence[AnnotatedNarrative]


@dataclass
class Run:
    """One training run and its place in the plan."""

    folder: Path
    data: RecognizerData
    config: RecognizerConfig
    nlp: Language
    optimizer: Optimizer
    batches_done: int = 0
    epoch: int = 0
    epoch_batches_done: int = 0
    seconds: float = 0.0
    best: tuple[float, float] | None = None
    losses: list[float] = field(default_factory=list)

    def resume(self) -> None:
        """Take up the last checkpoint, if there is one."""
        folder = self.folder / CHECKPOINT
        if folder.exists():
            state = load_checkpoint(folder, self.nlp, self.optimizer)
            self.batches_done, self.seconds = state["batches_done"], state["seconds"]
            self.epoch, self.epoch_batches_done = state["epoch"], state["epoch_batches_done"]
            self.best = tuple(state["best"])

    def train(self) -> None:
        """Train to the end of the plan, with an evaluation and a checkpoint now and then."""
        self._seed()
        started = time.monotonic() - self.seconds
        with Progress(*COLUMNS, refresh_per_second=1) as progress:
            task = progress.add_task("training", total=self.config.batches)
            for batch in self._batches():
                self._update(batch)
                self.seconds = time.monotonic() - started
                progress.update(task, completed=self.batches_done)
                is_last = self.batches_done == self.config.batches
                if is_last or self.batches_done % self.config.batches_per_evaluation == 0:
                    self._evaluate()

    def _batches(self) -> Iterator[list[NerText]]:
        while self.batches_done < self.config.batches:
            texts = draw_epoch(self.data.train, self.data.sentences, self.config, self.epoch)
            batches = list(batch_by_words(texts, self.config.words_per_batch))
            for batch in batches[self.epoch_batches_done :]:
                if self.batches_done < self.config.batches:
                    yield batch
            self.epoch, self.epoch_batches_done = self.epoch + 1, 0

    def _update(self, batch: Sequence[NerText]) -> None:
        self.optimizer.learn_rate = self.config.rate(self.batches_done)
        losses: dict[str, float] = {}
        examples = [to_example(self.nlp, text) for text in batch]
        self.nlp.update(examples, drop=self.config.dropout, sgd=self.optimizer, losses=losses)
        self.losses.append(float(losses["ner"]))
        self.batches_done += 1
        self.epoch_batches_done += 1

    def _seed(self) -> None:
        # Seeded anew after each checkpoint: an interruption does not change the result.
        fix_random_seed(self.config.seed + self.batches_done)

    def _evaluate(self) -> None:
        with self.nlp.use_params(self.optimizer.averages):
            scores = evaluate(self.nlp, self.data.dev)
            key = (-scores["all"].leak_share, scores["all"].f1)
            if self.best is None or key > self.best:
                self.best = key
                save_pipeline(self.folder / BEST, self.nlp, scores)
        self._log(scores["all"])
        save_checkpoint(self.folder / CHECKPOINT, self.nlp, self.optimizer, self._state())
        self._seed()

    def _state(self) -> dict[str, Any]:
        names = ("batches_done", "epoch", "epoch_batches_done", "seconds", "best")
        return {name: getattr(self, name) for name in names}

    def _log(self, scores: PersonScores) -> None:
        record = {
            "batches": self.batches_done,
            "seconds": round(self.seconds),
            "loss": sum(self.losses) / len(self.losses),
            **scores.rates(),
        }
        with (self.folder / LOG_FILE).open("a", encoding="utf-8") as log:
            log.write(json.dumps(record) + "\n")
        self.losses.clear()


def evaluate(nlp: Language, narratives: Sequence[AnnotatedNarrative]) -> Mapping[str, PersonScores]:
    """Score a pipeline on narratives, by language and all together."""
    docs = nlp.pipe(narrative.text for narrative in narratives)
    scores = []
    for narrative, doc in zip(narratives, docs, strict=True):
        persons = [Entity(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        score = score_narrative(narrative.text, narrative.identifiers, persons)
        scores.append((narrative.lang, score))
    return scores_by_language(scores)


def save_pipeline(folder: Path, nlp: Language, scores: Mapping[str, PersonScores]) -> None:
    """Write a pipeline and its scores on the dev split.

    Without the vocabulary: it holds every word ever read, and is not needed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    nlp.to_disk(folder, exclude=["vocab"])
    rates = {lang: score.rates() for lang, score in scores.items()}
    (folder / SCORES_FILE).write_text(json.dumps(rates, indent=1) + "\n", encoding="utf-8")


def train_recognizer(folder: Path, data: RecognizerData, config: RecognizerConfig) -> None:
    """Train a pipeline, or go on training the one in `folder`; the best is in `folder`/best."""
    folder.mkdir(parents=True, exist_ok=True)
    fix_random_seed(config.seed)
    nlp = load_model_from_config(load_config(PIPELINE_FILE), auto_fill=True)
    nlp.get_pipe("ner").add_label(PERSON)  # type: ignore[attr-defined]
    nlp.initialize()
    optimizer = Adam(
        config.learning_rate,
        L2=config.weight_decay,
        L2_is_weight_decay=True,
        grad_clip=1.0,
        use_averages=True,
    )
    run = Run(folder, data, config, nlp, optimizer)
    run.resume()
    run.train()


def main() -> None:
    """Train on the corpus and the public NER sentences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared-ner", type=Path, default=SHARED_NER_FOLDER)
    parser.add_argument("--run", type=Path, default=RUN_FOLDER, help="folder of this run")
    arguments = parser.parse_args()
    narratives, splits, config = read_corpus(), read_splits(), read_recognizer_config()
    data = RecognizerData(
        train=select(narratives, splits, "train", last_part=config.last_part),
        sentences=read_sentences(arguments.shared_ner),
        dev=select(narratives, splits, "dev"),
    )
    train_recognizer(arguments.run, data, config)


if __name__ == "__main__":
    main()
