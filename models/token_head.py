"""The encoder's token head as a spaCy component: a score for every token and identifier type."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc, Span

from models.onnx_encoder import OnnxEncoder

SOURCE = "encoder"
SCORES = "token_head_scores"
SETTINGS_FILE = "token_head.json"

FloatArray = npt.NDArray[np.float32]


class TokenHead:
    """Writes runs of tokens at or above their label's threshold to `doc.spans["encoder"]`.

    Attributes:
        labels: Identifier types in output order.
        thresholds: Label to the score from which a token belongs to such a span.
        floors: Label to the lower score at which neighbours of such a token join it, so
            that a span does not end in the middle of a name.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        self.labels: list[str] = settings["labels"]
        self.thresholds: dict[str, float] = settings["thresholds"]
        self.floors: dict[str, float] = settings["floors"]
        self._encoder = OnnxEncoder.load(folder, threads=threads)

    def __call__(self, doc: Doc) -> Doc:
        """Score the tokens of a Doc and mark the spans."""
        doc.user_data[SCORES] = self.score(doc)
        self.mark(doc)
        return doc

    def mark(self, doc: Doc) -> None:
        """Turn the scores of a Doc into spans by the present thresholds."""
        scores = doc.user_data[SCORES]
        doc.spans[SOURCE] = [
            span
            for column, label in enumerate(self.labels)
            for span in self._spans(doc, scores[:, column], label)
        ]

    def score(self, doc: Doc) -> FloatArray:
        """Return scores of shape (tokens of the Doc, labels): the maximum over word pieces."""
        token_at = _token_at(doc)
        scores = np.zeros((len(doc), len(self.labels)), dtype=np.float32)
        for window in self._encoder.windows(doc.text):
            (pieces,) = self._encoder.run(window)
            starts, ends = np.array(window.offsets).T
            is_text = ends > starts  # <s> and </s> are not
            first, last = token_at[starts], token_at[np.maximum(ends - 1, 0)]
            for tokens in (first, last):
                np.maximum.at(scores, tokens[is_text], pieces[is_text])
            for piece in np.flatnonzero(is_text & (last - first > 1)):
                between = scores[first[piece] + 1 : last[piece]]
                np.maximum(between, pieces[piece], out=between)
        return scores

    def _spans(self, doc: Doc, scores: FloatArray, label: str) -> list[Span]:
        if scores.max(initial=0.0) < self.thresholds[label]:
            return []
        joining = [
            i for i in np.flatnonzero(scores >= self.floors[label]) if not doc[int(i)].is_space
        ]
        # Where a run of neighbours ends, the next number is more than one further.
        runs = np.split(joining, np.flatnonzero(np.diff(joining) > 1) + 1) if joining else []
        return [
            Span(doc, int(run[0]), int(run[-1]) + 1, label=label)
            for run in runs
            if scores[run].max() >= self.thresholds[label]
        ]


def _token_at(doc: Doc) -> npt.NDArray[np.int64]:
    """Return for each code point the token it is in; a space belongs to the token before."""
    token_at = np.zeros(len(doc.text) + 1, dtype=np.int64)
    for token in doc:
        token_at[token.idx : token.idx + len(token.text_with_ws)] = token.i
    return token_at


@Language.factory("token_head", default_config={"folder": "", "threads": 0})
def create_token_head(nlp: Language, name: str, folder: str, threads: int) -> TokenHead:
    """Make the component for `nlp.add_pipe("token_head", config={"folder": ...})`."""
    return TokenHead(Path(folder), threads)
