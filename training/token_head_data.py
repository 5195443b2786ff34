"""Examples for the recogniser's token head: narratives, augmented, and public NER sentences."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.encoding import MAX_TOKENS, encode
from models.types import Entity
from training.augmentation import augment
from training.batches import plan_batches
from training.config import TokenHeadConfig
from training.corpus import AnnotatedNarrative
from training.token_head import PAD_ID, special_ids

PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class TokenExample:
    """A text with its entities, and how far its annotation can be trusted.

    Attributes:
        copy: 0 for the text as it is; others are augmented, each differently.
        is_narrative: All labels are annotated; public sentences know only PERSON.
        is_silver: Annotated by a machine: names may be missing.
    """

    text: str
    entities: tuple[Entity, ...]
    lang: str
    copy: int = 0
    is_narrative: bool = True
    is_silver: bool = False


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """Token ids, and for each token and label the target and its weight in the loss."""

    ids: npt.NDArray[np.int64]
    targets: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]


def narrative_examples(
    narratives: Sequence[AnnotatedNarrative], copies: int
) -> Iterator[TokenExample]:
    """Yield each narrative `copies` times."""
    for narrative in narratives:
        for copy in range(copies):
            yield TokenExample(narrative.text, narrative.identifiers, narrative.lang, copy)


def sentence_examples(folder: Path, config: TokenHeadConfig) -> Iterator[TokenExample]:
    """Yield public NER sentences, capped for each file, rich in names.

    nc/ (non-commercial licences) is a subfolder and never read.
    """
    for path in sorted(folder.glob("*_train.jsonl.gz")):
        rng = random.Random(f"{config.seed}-{path.name}")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            examples = [_sentence(json.loads(line), path.name) for line in lines]
        rng.shuffle(examples)
        with_person = [example for example in examples if example.entities]
        without = [example for example in examples if not example.entities]
        taken = with_person[: int(config.sentences_per_file * config.share_with_person)]
        yield from taken
        rest = min(config.sentences_per_file - len(taken), max(200, len(taken)))
        yield from without[:rest]


def _sentence(record: dict[str, object], file: str) -> TokenExample:
    spans: list[list[object]] = record["spans"]  # type: ignore[assignment]
    entities = tuple(
        Entity(int(start), int(end), PERSON, "gold")  # type: ignore[call-overload]
        for start, end, label in spans
        if label == "PER"
    )
    text, lang = str(record["text"]), str(record["lang"])
    return TokenExample(text, entities, lang, is_narrative=False, is_silver="silver" in file)


class TokenEncoder:
    """Turns examples into token ids with targets, augmenting copies on the way."""

    def __init__(self, tokenizer: Tokenizer, config: TokenHeadConfig) -> None:
        self._tokenizer = tokenizer
        self._config = config
        self._start, self._end = special_ids(tokenizer)

    def length(self, example: TokenExample) -> int:
        """Return the tokens of the text as it is, before any augmentation."""
        return min(MAX_TOKENS, len(self._tokenizer.encode(example.text).ids))

    def encode(self, example: TokenExample, *, epoch: int, number: int) -> EncodedExample:
        """Encode one example; the augmentation depends only on seed, epoch and number."""
        if example.copy or (not example.is_narrative and epoch):
            rng = random.Random(f"{self._config.seed}-{epoch}-{number}")
            text, entities = augment(example.text, example.entities, example.lang, rng)
            example = replace(example, text=text, entities=tuple(entities))
        pieces, offsets = encode(self._tokenizer, example.text)
        ids = [self._start, *pieces[: MAX_TOKENS - 2], self._end]
        targets, weights = self._targets(example, offsets[: MAX_TOKENS - 2])
        return EncodedExample(np.array(ids, dtype=np.int64), targets, weights)

    def _targets(
        self, example: TokenExample, offsets: Sequence[tuple[int, int]]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        labels = self._config.labels
        targets = np.zeros((len(offsets) + 2, len(labels)), dtype=np.float32)
        weights = np.zeros_like(targets)
        known = slice(None) if example.is_narrative else labels.index(PERSON)
        weights[1:-1, known] = 1.0
        for row, (start, end) in enumerate(offsets, 1):
            for entity in example.entities:
                if entity.start < end and start < entity.end:
                    targets[row, labels.index(entity.label)] = 1.0
            doubtful = example.is_silver and example.text[start : start + 1].isupper()
            if doubtful and not targets[row].any():
                weights[row] *= self._config.silver_weight
        return targets, weights


class TokenBatches:
    """The batches of a training, encoded when they are asked for."""

    def __init__(
        self, examples: Sequence[TokenExample], tokenizer: Tokenizer, config: TokenHeadConfig
    ) -> None:
        self._examples = examples
        self._config = config
        self._encoder = TokenEncoder(tokenizer, config)
        self._lengths = [self._encoder.length(example) for example in examples]

    def plan(self, epoch: int) -> list[list[int]]:
        """Return the batches of an epoch, each a list of example numbers."""
        return plan_batches(
            self._lengths,
            max_tokens=self._config.max_tokens_per_batch,
            max_examples=self._config.max_examples_per_batch,
            seed=self._config.seed,
            epoch=epoch,
        )

    def read(self, epoch: int, batch: Sequence[int]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return ids, attention mask, targets and weights of a batch, padded."""
        encode_one = self._encoder.encode
        return collate([encode_one(self._examples[n], epoch=epoch, number=n) for n in batch])


def collate(examples: Sequence[EncodedExample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pad a batch; returns ids, attention mask, targets and weights."""
    longest = max(len(example.ids) for example in examples)
    width = examples[0].targets.shape[1]
    ids = torch.full((len(examples), longest), PAD_ID)
    targets = torch.zeros(len(examples), longest, width)
    weights = torch.zeros(len(examples), longest, width)
    for row, example in enumerate(examples):
        size = len(example.ids)
        ids[row, :size] = torch.from_numpy(example.ids)
        targets[row, :size] = torch.from_numpy(example.targets)
        weights[row, :size] = torch.from_numpy(example.weights)
    return ids, (ids != PAD_ID).long(), targets, weights
