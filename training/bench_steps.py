"""How long one narrative takes, and which step takes it."""

import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.pipeline import Pipeline
from models.redactor import redact
from models.text import normalize
from models.types import Classification, Countries, Entity, RedactedText, Span
from models.workers import EntityFinder, Resolver, TextClassifier

RECOGNIZE, REDACT, CLASSIFY, COUNTRIES = "recognize", "redact", "classify", "countries"
OTHER = "normalize, language"
WARM_UPS = 3
REFERENCE_PRODUCTS = 21
REFERENCE_SIZE = 1024  # side of the matrices; about 2 billion multiplications and additions


@dataclass(frozen=True, slots=True)
class StepTimings:
    """Seconds for each narrative.

    Attributes:
        tag: All of `Pipeline.tag`.
        redaction: All of `Pipeline.redact`, measured apart.
        steps: Of that, each step.
        reference: Numpy matrix products in the same run: what the machine could do just then.
    """

    tag: list[float]
    redaction: list[float]
    steps: dict[str, list[float]]
    reference: list[float]

    @property
    def median(self) -> float:
        """Median time of a narrative."""
        return statistics.median(self.tag)

    @property
    def median_redaction(self) -> float:
        """Median time of redaction alone."""
        return statistics.median(self.redaction)

    @property
    def p95(self) -> float:
        """Time that 95 % of the narratives stay under."""
        return float(np.percentile(self.tag, 95))

    @property
    def to_reference(self) -> float:
        """Median time in matrix products: comparable between machines and busy hours."""
        return statistics.median(self.tag) / statistics.median(self.reference)

    @property
    def shares(self) -> dict[str, float]:
        """Share of the whole time that each step takes."""
        total = sum(self.tag)
        return {step: sum(seconds) / total for step, seconds in self.steps.items()}


class _Stopwatch:
    """Stands in for the three workers of a pipeline and takes their time."""

    def __init__(
        self, finder: EntityFinder, classifier: TextClassifier, resolver: Resolver
    ) -> None:
        self._finder, self._classifier, self._resolver = finder, classifier, resolver
        self.seconds: dict[str, float] = {}
        self.entities: list[Entity] = []

    def recognize(self, text: str) -> list[Entity]:
        start = time.perf_counter()
        self.entities = self._finder.recognize(text)
        self.seconds[RECOGNIZE] = time.perf_counter() - start
        return self.entities

    def classify(self, text: RedactedText) -> Classification:
        start = time.perf_counter()
        classification = self._classifier.classify(text)
        self.seconds[CLASSIFY] = time.perf_counter() - start
        return classification

    def explain(self, text: RedactedText, outputs: Iterable[str]) -> Mapping[str, tuple[Span, ...]]:
        return self._classifier.explain(text, outputs)

    def resolve(self, text: str, language: str) -> Countries:
        start = time.perf_counter()
        countries = self._resolver.resolve(text, language)
        self.seconds[COUNTRIES] = time.perf_counter() - start
        return countries


def time_steps(pipeline: Pipeline, texts: Sequence[str]) -> StepTimings:
    """Tag each text once, after a few that are not counted."""
    watch = _Stopwatch(pipeline.recognizer, pipeline.classifier, pipeline.resolver)
    watched = replace(pipeline, recognizer=watch, classifier=watch, resolver=watch)
    matrix = np.random.default_rng(0).random((REFERENCE_SIZE, REFERENCE_SIZE), dtype=np.float32)
    timings = StepTimings(
        [], [], {step: [] for step in (RECOGNIZE, REDACT, CLASSIFY, COUNTRIES)}, []
    )
    timings.steps[OTHER] = []
    for number, text in enumerate((*texts[:WARM_UPS], *texts)):
        total = _seconds_of_tag(watched, text)
        # Inside the pipeline it has no door to time it at, so it is done once more.
        watch.seconds[REDACT] = _seconds_of_redact(text, watch.entities)
        watch.seconds[OTHER] = max(0.0, total - sum(watch.seconds.values()))
        alone = _seconds_of_redaction(pipeline, text)
        if number >= WARM_UPS:
            timings.tag.append(total)
            timings.redaction.append(alone)
            for step, seconds in watch.seconds.items():
                timings.steps[step].append(seconds)
        watch.seconds.clear()
    # Not between narratives: the threads of the matrix library go on spinning for a while
    # and would take the cores from the next narrative.
    timings.reference.extend(_seconds_of_product(matrix) for _ in range(REFERENCE_PRODUCTS))
    return timings


def _seconds_of_tag(pipeline: Pipeline, text: str) -> float:
    start = time.perf_counter()
    pipeline.tag(text)
    return time.perf_counter() - start


def _seconds_of_redaction(pipeline: Pipeline, text: str) -> float:
    start = time.perf_counter()
    pipeline.redact(text)
    return time.perf_counter() - start


def _seconds_of_redact(text: str, entities: Sequence[Entity]) -> float:
    normalized = normalize(text).text
    start = time.perf_counter()
    redact(normalized, entities)
    return time.perf_counter() - start


def _seconds_of_product(matrix: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
    start = time.perf_counter()
    np.matmul(matrix, matrix)
    return time.perf_counter() - start
