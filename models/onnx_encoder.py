"""Run a fine-tuned encoder with ONNX Runtime over texts of any length.

A text longer than the encoder's window is cut into overlapping windows at sentence
ends. Windows run one at a time: dynamic int8 results depend on what else is in a padded
batch, and batching gains nothing on a CPU, so batch 1 is also what makes answers
reproducible.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from models.encoding import MAX_TOKENS, encode
from models.time_limit import check_time

# The official builds of ONNX Runtime report to their maker, and leave a device id in the
# home folder, unless this is set before they are loaded. Casetag calls nobody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
OVERLAP_TOKENS = 64
# On a CPU the kernel takes five times as long as what it replaces (measured: 8.5 ms against
# 1.6 for the 24 norms of 300 tokens).
_SLOWER_FUSIONS = ["SkipLayerNormFusion", "BiasSkipLayerNormFusion"]
SENTENCE_ENDS = frozenset(".!?…։\n")

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of tokens the encoder reads at once.

    Attributes:
        ids: Token ids with <s> and </s>, shape (tokens,).
        offsets: Code-point span in the text of each token; (0, 0) for <s> and </s>.
    """

    ids: npt.NDArray[np.int64]
    offsets: Sequence[tuple[int, int]]


class OnnxEncoder:
    """A tokenizer and an ONNX session that always travel together."""

    def __init__(self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._start = tokenizer.token_to_id("<s>")
        self._end = tokenizer.token_to_id("</s>")

    @classmethod
    def load(cls, folder: Path, *, threads: int = 0, model: Path | None = None) -> "OnnxEncoder":
        """Load model.onnx and tokenizer.json of a folder.

        Args:
            folder: A trained folder whose files were verified before.
            threads: Threads of one run; 0 takes one for each core.
            model: Another model file than that of the folder.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads spin within a run, which is faster, and not while the server waits.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        session = onnxruntime.InferenceSession(
            str(model or folder / MODEL_FILE),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=_SLOWER_FUSIONS,
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        # It would keep the words of past narratives to be faster; names are among them.
        tokenizer.model._resize_cache(0)
        return cls(tokenizer, session)

    def windows(self, text: str) -> list[Window]:
        """Cut a text into windows of at most `MAX_TOKENS` tokens."""
        ids, offsets = encode(self._tokenizer, text)
        return [
            Window(
                np.array([self._start, *ids[first:last], self._end], dtype=np.int64),
                [(0, 0), *offsets[first:last], (0, 0)],
            )
            for first, last in cut(text, offsets, MAX_TOKENS - 2, OVERLAP_TOKENS)
        ]

    def run(self, window: Window) -> list[FloatArray]:
        """Return the model's outputs for one window, without the batch dimension.

        Raises:
            NarrativeTooSlowError: If the time for the narrative is over.
        """
        check_time()
        ids = window.ids[None, :]
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        outputs = self._session.run(None, feeds)
        return [np.asarray(output[0], dtype=np.float32) for output in outputs]


def cut(
    text: str, offsets: Sequence[tuple[int, int]], max_tokens: int, overlap_tokens: int
) -> Iterator[tuple[int, int]]:
    """Yield token ranges that cover all tokens, ending at a sentence end where one is near.

    Neighbouring ranges share whole sentences of up to `overlap_tokens` tokens, or that many
    tokens where no sentence starts among them, so that no name or sentence is seen only in
    halves unless it is longer than the overlap.

    Args:
        text: The text.
        offsets: Code-point span of each token.
        max_tokens: Tokens of a range, at most.
        overlap_tokens: Tokens that neighbours share, at most; less than half of `max_tokens`.
    """
    first = 0
    while True:
        last = min(first + max_tokens, len(offsets))
        if last == len(offsets):
            yield first, last
            return
        last = _sentence_end(text, offsets, last, floor=first + max_tokens // 2) or last
        yield first, last
        floor = last - overlap_tokens
        first = _sentence_end(text, offsets, last - 1, floor=floor) or floor


def _sentence_end(
    text: str, offsets: Sequence[tuple[int, int]], last: int, *, floor: int
) -> int | None:
    """Return the token after the latest sentence end in floor..last, or None."""
    for index in range(last, floor, -1):
        gap_start = offsets[index - 1][1]
        between = text[max(0, gap_start - 1) : offsets[index][0]]
        if any(character in SENTENCE_ENDS for character in between):
            return index
    return None
