"""The tagger at work: redacted text in, scores, tags and evidence out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.decisions import RECORD_TYPE, Decisions
from models.decisive_evidence import decisive_evidence, without
from models.errors import ArtifactError
from models.evidence import CANDIDATES, SHOWN, EvidenceSettings, find_evidence
from models.labels import LabelSets
from models.onnx_encoder import FloatArray, OnnxEncoder
from models.placeholders import blank_numbers
from models.types import Classification, RedactedText, Span, Tag
from models.zones import ASK

LABELS_FILE = "labels.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of a whole text.

    Attributes:
        text: The text read.
        logits: The maximum over windows for each label, shape (labels,).
        window_of: The window each maximum comes from, shape (labels,).
        windows: For each window the tokens' offsets in `text` and the attention of every
            label, shape (labels, tokens).
    """

    text: str
    logits: FloatArray
    window_of: npt.NDArray[np.int64]
    windows: tuple[tuple[Sequence[tuple[int, int]], FloatArray], ...]

    def evidence(self, index: int, settings: EvidenceSettings = SHOWN) -> tuple[Span, ...]:
        """Return the words that label number `index` looked at; none of a text without words."""
        offsets, attention = self.windows[self.window_of[index]]
        return find_evidence(self.text, offsets, attention[index], settings)


class Classifier:
    """Scores every label of the redacted text."""

    def __init__(self, encoder: OnnxEncoder, decisions: Decisions, labels: LabelSets) -> None:
        self._encoder = encoder
        self.decisions = decisions
        self._labels = labels

    @classmethod
    def load(cls, folder: Path, labels: LabelSets, *, threads: int = 0) -> "Classifier":
        """Load a verified trained folder.

        Raises:
            ArtifactError: If it was trained on other labels than `labels`.
        """
        trained_on = json.loads((folder / LABELS_FILE).read_text(encoding="utf-8"))
        if trained_on["fingerprint"] != labels.fingerprint:
            raise ArtifactError(
                f"{folder.name} was trained on other labels than those in labels/; "
                "retrain it with `make train` or restore the label files"
            )
        encoder = OnnxEncoder.load(folder, threads=threads)
        return cls(encoder, Decisions.load(folder, labels), labels)

    def classify(self, text: RedactedText) -> Classification:
        """Return record type, tags with evidence, flags and all scores of a redacted text."""
        reading = self.read(text)
        scores = self.decisions.scores(reading.logits, self._labels)
        record_type = self.decisions.record_type(scores, self._labels)
        index_of = {output: index for index, output in enumerate(self._labels.outputs)}

        tags: dict[str, tuple[Tag, ...]] = {}
        questions: dict[str, tuple[Tag, ...]] = {}
        for label_set in (*self._labels.facets.values(), self._labels.flags):
            chosen = self.decisions.chosen(label_set, scores, record_type)
            asked = self.decisions.asked(label_set, scores, record_type, chosen)

            def tag(label: str, zone: str = ASK, facet: str = label_set.facet) -> Tag:
                output = f"{facet}/{label}"
                return Tag(label, scores[output], reading.evidence(index_of[output]), zone)

            questions[label_set.facet] = tuple(tag(label) for label in asked)
            tags[label_set.facet] = tuple(
                tag(label, self.decisions.zone(label_set.facet, scores[label_set[label].output]))
                for label in chosen
            )
        return Classification(
            record_type=Tag(record_type, scores[f"{RECORD_TYPE}/{record_type}"]),
            flags=tags.pop(self._labels.flags.facet),
            tags=tags,
            scores=scores,
            questions=questions,
        )

    def explain(self, text: RedactedText, outputs: Iterable[str]) -> dict[str, tuple[Span, ...]]:
        """Return the evidence that each label hangs on; slow: a few readings for each.

        Args:
            text: The redacted text.
            outputs: Labels that were given, "facet/label".
        """
        reading = self.read(text)
        index_of = {output: index for index, output in enumerate(self._labels.outputs)}

        def evidence(output: str) -> tuple[Span, ...]:
            def score_without(spans: Sequence[Span]) -> float:
                rest = without(text, spans)
                return self.scores(rest)[output] if rest.strip() else 0.0

            candidates = reading.evidence(index_of[output], CANDIDATES)
            return decisive_evidence(candidates, score_without, self.decisions.thresholds[output])

        return {output: evidence(output) for output in outputs}

    def scores(self, text: str) -> dict[str, float]:
        """Return the calibrated score of every output for a redacted text."""
        return self.decisions.scores(self.read(text).logits, self._labels)

    def read(self, text: str) -> Reading:
        """Run the network over all windows of a text."""
        windows: list[tuple[Sequence[tuple[int, int]], FloatArray]] = []
        logits: list[FloatArray] = []
        for window in self._encoder.windows(blank_numbers(text)):
            window_logits, attention = self._encoder.run(window)
            windows.append((window.offsets, attention))
            logits.append(window_logits)
        stacked = np.stack(logits)
        return Reading(text, stacked.max(axis=0), stacked.argmax(axis=0), tuple(windows))
