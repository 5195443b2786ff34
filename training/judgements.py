"""Run the pipeline over annotated narratives and keep what is needed to score it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.progress import track
from spacy.tokens import Doc

from models.classifier import Classifier
from models.pipeline import Pipeline
from models.recognizer import Recognizer
from models.types import Classification, Entity, RedactedText, Span, TaggedNarrative
from training.corpus import AnnotatedNarrative
from training.metrics import RedactionScore
from training.redaction_scores import score_redaction
from training.source_scores import source_scores
from training.tagger_data import evidence_spans

OTHER_IDENTIFIERS = ("HANDLE", "PHONE", "EMAIL", "ID_NUMBER", "ADDRESS", "PLATE", "DOB")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One narrative, what people said of it and what the pipeline says.

    Attributes:
        redaction: Score of PERSON for all sources merged.
        by_source: The same for each source alone, and for all but each.
        identifiers: Mentions and misses of the other identifier types.
        quotes: Output to the human quote's span in `tagged.redacted_text`.
    """

    narrative: AnnotatedNarrative
    tagged: TaggedNarrative
    scores: Mapping[str, float]
    redaction: RedactionScore
    by_source: Mapping[str, RedactionScore]
    identifiers: Mapping[str, tuple[int, int]]
    quotes: Mapping[str, Span]


class _Recorder:
    """Stands in for recogniser and classifier and keeps what they say beyond their answer."""

    def __init__(self, recognizer: Recognizer, classifier: Classifier) -> None:
        self.recognizer = recognizer
        self._classifier = classifier
        self._doc: Doc | None = None
        self.scores: Mapping[str, float] = {}

    def recognize(self, text: str) -> list[Entity]:
        self._doc = self.recognizer.read(text)
        return self.recognizer.decide(self._doc, self.recognizer.settings)

    def classify(self, text: RedactedText) -> Classification:
        classification = self._classifier.classify(text)
        self.scores = classification.scores
        return classification

    def explain(self, text: RedactedText, outputs: Iterable[str]) -> Mapping[str, tuple[Span, ...]]:
        return self._classifier.explain(text, outputs)

    def doc_of(self, text: str) -> Doc:
        """Return what was read; read anew if the pipeline had to normalise the text first."""
        if self._doc is None or self._doc.text != text:
            self._doc = self.recognizer.read(text)
        return self._doc


def judge(pipeline: Pipeline, narratives: Sequence[AnnotatedNarrative]) -> list[Judgement]:
    """Tag every narrative end to end, as the service does."""
    recognizer, classifier = pipeline.recognizer, pipeline.classifier
    if not isinstance(recognizer, Recognizer) or not isinstance(classifier, Classifier):
        raise TypeError("evaluation needs the real workers")
    recorder = _Recorder(recognizer, classifier)
    recorded = replace(pipeline, recognizer=recorder, classifier=recorder)
    return [_judge(recorded, recorder, narrative) for narrative in track(narratives, "evaluating")]


def _judge(pipeline: Pipeline, recorder: _Recorder, narrative: AnnotatedNarrative) -> Judgement:
    tagged = pipeline.tag(narrative.text)
    found = [
        Entity(identifier.start, identifier.end, identifier.type)
        for identifier in tagged.identifiers
    ]
    others = {label: score_redaction(narrative, found, label=label) for label in OTHER_IDENTIFIERS}
    doc = recorder.doc_of(narrative.text)
    return Judgement(
        narrative=narrative,
        tagged=tagged,
        scores=recorder.scores,
        redaction=score_redaction(narrative, found),
        by_source=source_scores(recorder.recognizer, narrative, doc),
        identifiers={label: (score.mentions, score.missed) for label, score in others.items()},
        quotes=evidence_spans(narrative, tagged.identifiers),
    )
