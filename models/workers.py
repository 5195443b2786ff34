"""The workers of the pipeline, as it sees them: whatever does this may stand in for one."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from models.types import Classification, Combination, Countries, Entity, RedactedText, Span


class EntityFinder(Protocol):
    """What finds the spans to redact."""

    def recognize(self, text: str) -> list[Entity]:
        """Return the entities of a text; they may overlap."""


class TextClassifier(Protocol):
    """What scores the labels of a redacted text."""

    def classify(self, text: RedactedText) -> Classification:
        """Return record type, tags and flags."""

    def explain(self, text: RedactedText, outputs: Iterable[str]) -> Mapping[str, tuple[Span, ...]]:
        """Return the evidence that each of the labels hangs on."""


class Resolver(Protocol):
    """What tells the countries of a redacted text."""

    def resolve(self, text: str, language: str) -> Countries:
        """Return incident and other countries."""


class Combiner(Protocol):
    """What tells details of a redacted text that together point to one person."""

    def find(
        self, text: RedactedText, language: str, countries: Countries
    ) -> tuple[Combination, ...]:
        """Return the combinations in order."""
