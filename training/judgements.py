"""Run the pipeline over annotated narratives and keep what is needed to score it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.progress import track

from models.classifier import Classifier
from models.pipeline import Pipeline
from models.recognizer import SOURCES, Recognizer, entities_of
from models.types import Entity, Span, TaggedNarrative
from training.corpus import AnnotatedNarrative
from training.metrics import RedactionScore
from training.redaction_scores import score_redaction
from training.tagger_data import evidence_spans

OTHER_IDENTIFIERS = ("HANDLE", "PHONE", "EMAIL", "ID_NUMBER", "ADDRESS", "PLATE", "DOB")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One narrative, what people said of it and what the pipeline says.

    Attributes:
        redaction: Score of PERSON for all sources merged.
        by_source: The same for each source alone.
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


def judge(pipeline: Pipeline, narratives: Sequence[AnnotatedNarrative]) -> list[Judgement]:
    """Tag every narrative end to end, as the service does."""
    return [_judge(pipeline, narrative) for narrative in track(narratives, "evaluating")]


def _judge(pipeline: Pipeline, narrative: AnnotatedNarrative) -> Judgement:
    recognizer, classifier = pipeline.recognizer, pipeline.classifier
    if not isinstance(recognizer, Recognizer) or not isinstance(classifier, Classifier):
        raise TypeError("evaluation needs the real workers")
    tagged = pipeline.tag(narrative.text)
    doc = recognizer.read(narrative.text)
    found = [
        Entity(identifier.start, identifier.end, identifier.type)
        for identifier in tagged.identifiers
    ]
    others = {label: score_redaction(narrative, found, label=label) for label in OTHER_IDENTIFIERS}
    return Judgement(
        narrative=narrative,
        tagged=tagged,
        scores=classifier.classify(tagged.redacted_text).scores,
        redaction=score_redaction(narrative, found),
        by_source={
            source: score_redaction(narrative, entities_of(doc, source)) for source in SOURCES
        },
        identifiers={label: (score.mentions, score.missed) for label, score in others.items()},
        quotes=evidence_spans(narrative, tagged.identifiers),
    )
