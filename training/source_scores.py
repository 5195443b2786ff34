"""What each source of the recogniser adds: each alone, all together, all but one."""

from collections.abc import Iterable, Mapping, Sequence

from rich.progress import track
from spacy.tokens import Doc

from models.propagation import SOURCE as PROPAGATION
from models.recognizer import SOURCES, Recognizer, entities_of
from models.types import Entity
from training.corpus import AnnotatedNarrative
from training.metrics import Figures, RedactionScore
from training.redaction_scores import person_figures, score_redaction

ALL = "all"
ALONE, WITHOUT = "alone", "without"


def source_scores(
    recognizer: Recognizer, narrative: AnnotatedNarrative, doc: Doc
) -> dict[str, RedactionScore]:
    """Score a narrative as redacted by several sets of sources.

    The keys are "all", "alone <source>" and "without <source>". A source alone is taken as it
    finds, without the merge step, which weighs it by the encoder's scores; without the encoder
    its candidates go, but those scores still judge the others.
    """
    found = {ALL: recognizer.decide(doc, recognizer.settings)}
    for source in SOURCES:
        found[f"{ALONE} {source}"] = entities_of(doc, source)
        found[f"{WITHOUT} {source}"] = _decide_without(recognizer, doc, source)
    found[f"{WITHOUT} {PROPAGATION}"] = [e for e in found[ALL] if e.source != PROPAGATION]
    return {name: score_redaction(narrative, entities) for name, entities in found.items()}


def _decide_without(recognizer: Recognizer, doc: Doc, source: str) -> list[Entity]:
    candidates = doc.spans.pop(source)
    try:
        return recognizer.decide(doc, recognizer.settings)
    finally:
        doc.spans[source] = candidates


def source_figures(scores: Iterable[Mapping[str, RedactionScore]]) -> dict[str, Figures]:
    """Return the figures of each set of sources over some narratives."""
    by_set: dict[str, list[RedactionScore]] = {}
    for narrative_scores in scores:
        for name, score in narrative_scores.items():
            by_set.setdefault(name, []).append(score)
    return {name: person_figures(by_set[name]) for name in by_set}


def score_sources(
    recognizer: Recognizer, narratives: Sequence[AnnotatedNarrative]
) -> dict[str, Figures]:
    """Read narratives and return the figures of each set of sources."""
    return source_figures(
        source_scores(recognizer, narrative, recognizer.read(narrative.text))
        for narrative in track(narratives, "sources")
    )
