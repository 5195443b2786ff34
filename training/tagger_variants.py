"""Variants of a narrative that teach the tagger where a label comes from.

The quotes people marked say which words carry a label. So a narrative without a quote no
longer says what it said, an excerpt around some quotes says just that, as the short notes of
documenters do, and two narratives one after the other say both. What such a change leaves
open has no weight in the loss. Related: counterfactual augmentation (Kaushik et al. 2020,
"Learning the Difference that Makes a Difference with Counterfactually-Augmented Data").
"""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from models.encoding import MAX_TOKENS
from models.label_sets import LabelSets
from training.config import TaggerConfig
from training.tagger_data import TaggerExample

RECORD_TYPE = "record_type"
ACTS = "violation_type"
LONGEST_EXCERPT = 4  # sentences
# A quote may not be all that a narrative says of a label: its absence is weak evidence.
ABSENT_WEIGHT = 0.5


class VariantMaker:
    """Draws variants of examples; the draw depends only on the random numbers passed in."""

    def __init__(
        self, labels: LabelSets, config: TaggerConfig, examples: Sequence[TaggerExample]
    ) -> None:
        self._config = config
        self._examples = examples
        outputs = labels.outputs
        self._record_types = _columns(outputs, RECORD_TYPE)
        self._violation = outputs.index(f"{RECORD_TYPE}/violation")
        self._facet_of = [name.partition("/")[0] for name in outputs]
        self._acts = frozenset(_columns(outputs, ACTS))
        self._alone = {
            outputs.index(f"{facet}/{label}"): _columns(outputs, facet)
            for facet, label_set in labels.facets.items()
            for label in label_set.exclusive
        }
        self._by_language: dict[str, list[int]] = {}
        for number, example in enumerate(examples):
            self._by_language.setdefault(example.lang, []).append(number)

    def draw(self, example: TaggerExample, rng: random.Random) -> TaggerExample:
        """Return the example itself or, as often as the configuration says, a variant."""
        chance = rng.random()
        for share, make in (
            (self._config.without_quote_share, self.without_quote),
            (self._config.excerpt_share, self.excerpt),
            (self._config.joined_share, self.joined),
        ):
            if chance < share:
                return make(example, rng)
            chance -= share
        return example

    def without_quote(self, example: TaggerExample, rng: random.Random) -> TaggerExample:
        """Take the quote of one label out: the label is then no longer said."""
        if not example.evidence:
            return example
        column = rng.choice(sorted(example.evidence))
        removed = frozenset(example.evidence[column])
        targets, weights = example.targets.copy(), example.weights.copy()
        targets[column], weights[column] = 0.0, ABSENT_WEIGHT
        for other, tokens in example.evidence.items():
            if other != column and removed.intersection(tokens):
                weights[other] = 0.0
        self._leave_open(column, targets, weights)
        kept = [i for i in range(len(example.ids)) if i not in removed]
        return _select(replace(example, targets=targets, weights=weights), kept)

    def _leave_open(
        self, column: int, targets: npt.NDArray[np.float32], weights: npt.NDArray[np.float32]
    ) -> None:
        """Give no weight to what the absence of a label may have changed."""
        facet = self._facet_of[column]
        for alone in self._alone:
            if self._facet_of[alone] == facet and alone != column:
                weights[alone] = 0.0
        if column in self._acts and not any(targets[act] for act in self._acts):
            weights[self._record_types] = 0.0

    def excerpt(self, example: TaggerExample, rng: random.Random) -> TaggerExample:
        """Keep a few sentences around the quote of an act."""
        quoted = sorted(self._acts.intersection(example.evidence))
        sentences = int(example.sentences.max(initial=0)) + 1
        if not quoted or sentences <= 1:
            return example
        centre = int(example.sentences[example.evidence[rng.choice(quoted)][0]])
        first = max(0, centre - rng.randrange(LONGEST_EXCERPT - 1))
        last = min(sentences - 1, centre + rng.randrange(LONGEST_EXCERPT - 1))
        inside = (example.sentences >= first) & (example.sentences <= last)
        inside[0] = inside[-1] = True  # <s> and </s>
        targets, weights = example.targets.copy(), example.weights.copy()
        for column in np.flatnonzero(targets):
            if column in self._record_types:
                continue
            tokens = example.evidence.get(int(column))
            if tokens is None:  # nobody said where it comes from
                weights[column] = 0.0
            elif not any(inside[token] for token in tokens):
                targets[column], weights[column] = 0.0, ABSENT_WEIGHT
                self._leave_open(int(column), targets, weights)
        kept = [int(i) for i in np.flatnonzero(inside)]
        return _select(replace(example, targets=targets, weights=weights), kept)

    def joined(self, example: TaggerExample, rng: random.Random) -> TaggerExample:
        """Put another narrative of the language before or behind this one."""
        other = self._examples[rng.choice(self._by_language[example.lang])]
        if other is example or len(example.ids) + len(other.ids) - 2 > MAX_TOKENS:
            return example
        one, two = (example, other) if rng.random() < 0.5 else (other, example)
        offset = len(one.ids) - 2  # the tokens of the second move by the first without </s>
        evidence = {column: list(tokens) for column, tokens in one.evidence.items()}
        for column, tokens in two.evidence.items():
            evidence.setdefault(column, []).extend(token + offset for token in tokens)
        targets = np.maximum(one.targets, two.targets)
        weights = np.minimum(one.weights, two.weights)
        if targets[self._violation]:
            targets[self._record_types] = 0.0
            targets[self._violation] = 1.0
        elif targets[self._record_types].sum() > 1:
            weights[self._record_types] = 0.0
        for alone, facet in self._alone.items():
            if targets[alone] and targets[facet].sum() > 1:
                targets[alone] = 0.0
                evidence.pop(alone, None)
        sentences = np.concatenate(
            [one.sentences[:-1], two.sentences[1:] + int(one.sentences.max(initial=0)) + 1]
        )
        ids = np.concatenate([one.ids[:-1], two.ids[1:]])
        return TaggerExample(ids, targets, evidence, weights, sentences, example.lang)


def _columns(outputs: Sequence[str], facet: str) -> list[int]:
    return [i for i, name in enumerate(outputs) if name.startswith(f"{facet}/")]


def _select(example: TaggerExample, kept: Sequence[int]) -> TaggerExample:
    """Return the example with some of its tokens only."""
    place = {old: new for new, old in enumerate(kept)}
    evidence = {
        column: [place[token] for token in tokens if token in place]
        for column, tokens in example.evidence.items()
        if example.targets[column]
    }
    return replace(
        example,
        ids=example.ids[kept],
        sentences=example.sentences[kept],
        evidence={column: tokens for column, tokens in evidence.items() if tokens},
    )
