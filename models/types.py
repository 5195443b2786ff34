"""The values that pass between the workers: spans, entities, tags, the tagged narrative.

Spans count Unicode code points and are half-open: `start` is in, `end` is out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from models.zones import ASK

RedactedText = NewType("RedactedText", str)
"""Text without identifiers: made by `models.redactor.redact` only, the store takes nothing else."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text in code points, `end` not included."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two stretches share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A labelled span found in a text.

    Attributes:
        start: First code point.
        end: Code point after the last.
        label: PERSON, HANDLE, PHONE, EMAIL, ID_NUMBER, ADDRESS, PLATE or DOB.
        source: Which finder says so ("encoder", "cnn", "patterns", ...); each can be scored alone.
        score: The finder's own certainty, 0 to 1; 1.0 for rules.
    """

    start: int
    end: int
    label: str
    source: str = field(default="", compare=False)
    score: float = field(default=1.0, compare=False)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An entity of the submitted text together with the placeholder that replaced it."""

    start: int
    end: int
    type: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """What the redactor returns: the safe text, and what was replaced where."""

    text: RedactedText
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A label the model gave, its calibrated score and the words that caused it.

    Evidence spans refer to the redacted text. `zone` is "suggest" where the facet's tags of such
    a score were right often enough on dev, else "ask" (models/zones.py).
    """

    label: str
    score: float
    evidence: tuple[Span, ...] = ()
    zone: str = ASK


@dataclass(frozen=True, slots=True)
class CountryTag:
    """A country the narrative speaks of.

    Attributes:
        code: ISO 3166-1 alpha-2, or XK for Kosovo.
        basis: "stated" (name, demonym or place) or "inferred" (unique institution or currency).
        evidence: Spans of the redacted text.
        reason: The words and what they mean, such as "Орхей → Moldova".
    """

    code: str
    basis: str
    evidence: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Countries:
    """Where the incident happened, and the other countries named (origin, transit, comparison)."""

    incident: tuple[CountryTag, ...] = ()
    other: tuple[CountryTag, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """What the classifier says of one redacted text.

    Attributes:
        record_type: The one most probable record type.
        tags: For each text facet the labels at or above their threshold, best first.
        flags: Flags at or above their threshold, best first.
        scores: The calibrated score of every output, "facet/label" to 0..1.
        questions: For each text facet and "flags" the labels under their threshold that a person
            should be asked about, best first.
    """

    record_type: Tag
    tags: Mapping[str, tuple[Tag, ...]]
    flags: tuple[Tag, ...]
    scores: Mapping[str, float]
    questions: Mapping[str, tuple[Tag, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class CombinationSpan:
    """A detail of the redacted text that narrows down who somebody is.

    Attributes:
        start: First code point.
        end: Code point after the last.
        kind: place, age, occupation, workplace, health, disability, identity, family, date,
            ethnicity, vehicle or uniqueness.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Combination:
    """Details that together could still point to one person, though no name is left."""

    spans: tuple[CombinationSpan, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its details, each once, in the order of the text."""
        return tuple(dict.fromkeys(span.kind for span in self.spans))


@dataclass(frozen=True, slots=True)
class TaggedNarrative:
    """The whole answer for one narrative; nothing in it holds an identifier's words."""

    language: str
    redacted_text: RedactedText
    identifiers: tuple[Identifier, ...]
    record_type: Tag
    tags: Mapping[str, tuple[Tag, ...]]
    countries: Countries
    flags: tuple[Tag, ...]
    warnings: tuple[str, ...]
    model_version: str
    combinations: tuple[Combination, ...] = ()
    questions: Mapping[str, tuple[Tag, ...]] = field(default_factory=dict)
