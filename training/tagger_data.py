"""Examples for the tagger: redacted narratives with their labels and evidence tokens.

The tagger reads the redacted text in service, so it is trained on the redacted text.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.encoding import MAX_TOKENS, encode
from models.onnx_encoder import SENTENCE_ENDS
from models.placeholders import blank_numbers
from models.redactor import redact
from models.types import Identifier, Redaction, Span
from training.corpus import AnnotatedNarrative
from training.token_head import PAD_ID, special_ids


@dataclass(frozen=True, slots=True)
class TaggerExample:
    """A redacted narrative, ready for the encoder.

    Attributes:
        ids: Token ids with <s> and </s>.
        targets: 1.0 for each output that holds, shape (labels,).
        evidence: Output number to the tokens of its quote.
        weights: How much each output counts in the loss, shape (labels,); 0 where it is not
            known whether it holds.
        sentences: Number of the sentence of each token.
        lang: Language of the narrative.
    """

    ids: npt.NDArray[np.int64]
    targets: npt.NDArray[np.float32]
    evidence: dict[int, list[int]]
    weights: npt.NDArray[np.float32]
    sentences: npt.NDArray[np.int64]
    lang: str


def redact_gold(narrative: AnnotatedNarrative) -> Redaction:
    """Redact a narrative by its human annotation."""
    return redact(narrative.text, narrative.identifiers)


def evidence_spans(
    narrative: AnnotatedNarrative, identifiers: Sequence[Identifier]
) -> dict[str, Span]:
    """Return for each output with a quote where the quote stands in the redacted text.

    Args:
        narrative: With quotes of the text as submitted.
        identifiers: What was replaced in it, in order.
    """
    spans: dict[str, Span] = {}
    for facet, labels in narrative.labels.items():
        for label in labels:
            quote = narrative.evidence.get(label)
            if quote:
                start = narrative.text.find(quote)
                span = Span(start, start + len(quote))
                spans[f"{facet}/{label}"] = to_redacted(span, identifiers)
    return spans


def to_redacted(span: Span, identifiers: Sequence[Identifier]) -> Span:
    """Translate a span of the submitted text to the redacted one; cut words grow to whole ones."""
    return Span(
        _shifted(span.start, identifiers, at_end=False),
        _shifted(span.end, identifiers, at_end=True),
    )


def _shifted(position: int, identifiers: Sequence[Identifier], *, at_end: bool) -> int:
    shift = 0
    for identifier in identifiers:
        if identifier.end <= position:
            shift += len(identifier.placeholder) - (identifier.end - identifier.start)
        elif identifier.start < position:
            inside = len(identifier.placeholder) if at_end else 0
            return identifier.start + shift + inside
    return position + shift


class TaggerEncoder:
    """Turns annotated narratives into examples."""

    def __init__(self, tokenizer: Tokenizer, outputs: Sequence[str]) -> None:
        self._tokenizer = tokenizer
        self._column = {output: index for index, output in enumerate(outputs)}
        self._start, self._end = special_ids(tokenizer)

    def encode(self, narrative: AnnotatedNarrative) -> TaggerExample:
        """Encode one narrative, cut at the encoder's limit."""
        redaction = redact_gold(narrative)
        ids, offsets = self.tokens(redaction.text)
        targets = np.zeros(len(self._column), dtype=np.float32)
        targets[[self._column[output] for output in narrative.outputs]] = 1.0
        evidence = {
            self._column[output]: _tokens_in(span, offsets)
            for output, span in evidence_spans(narrative, redaction.identifiers).items()
        }
        return TaggerExample(
            ids,
            targets,
            {column: tokens for column, tokens in evidence.items() if tokens},
            np.ones_like(targets),
            _sentences(redaction.text, offsets),
            narrative.lang,
        )

    def tokens(self, text: str) -> tuple[npt.NDArray[np.int64], list[tuple[int, int]]]:
        """Return token ids and the offsets in `text` of each, as in service."""
        pieces, offsets = encode(self._tokenizer, blank_numbers(text))
        ids = np.array([self._start, *pieces[: MAX_TOKENS - 2], self._end], dtype=np.int64)
        return ids, [(0, 0), *offsets[: MAX_TOKENS - 2], (0, 0)]


def _tokens_in(span: Span, offsets: Sequence[tuple[int, int]]) -> list[int]:
    return [
        index for index, (start, end) in enumerate(offsets) if start < span.end and span.start < end
    ]


def _sentences(text: str, offsets: Sequence[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """Return the number of the sentence that each token stands in."""
    numbers, number, position = [], 0, 0
    for start, end in offsets:
        # Some tokens end with the mark itself, others leave it to the gap before the next.
        number += any(c in SENTENCE_ENDS for c in text[max(0, position - 1) : start])
        numbers.append(number)
        position = max(position, end)
    return np.array(numbers, dtype=np.int64)


def mask_tokens(
    example: TaggerExample, *, share: float, mask_id: int, rng: random.Random
) -> TaggerExample:
    """Hide a share of the tokens: no label may hang on a single word alone."""
    ids = example.ids.copy()
    for index in range(1, len(ids) - 1):
        if rng.random() < share:
            ids[index] = mask_id
    return replace(example, ids=ids)


def collate(examples: Sequence[TaggerExample]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pad a batch.

    Returns:
        Ids, attention mask, targets, evidence (batch, labels, tokens), weights.
    """
    longest = max(len(example.ids) for example in examples)
    ids = torch.full((len(examples), longest), PAD_ID)
    evidence = torch.zeros(len(examples), len(examples[0].targets), longest)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.from_numpy(example.ids)
        for column, tokens in example.evidence.items():
            evidence[row, column, tokens] = 1.0
    targets = torch.from_numpy(np.stack([example.targets for example in examples]))
    weights = torch.from_numpy(np.stack([example.weights for example in examples]))
    return ids, (ids != PAD_ID).long(), targets, evidence, weights
