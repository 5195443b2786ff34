"""Text in, tagged narrative out: the one order of work that every door uses.

    normalise -> detect the language -> recognise -> redact -> classify -> resolve countries
    -> look for details that together still point to one person

`redact` goes the same way as `tag`, only without the classifier.

Names leave the text before anything else reads it: the classifier, the country
resolver and the search for combinations see the redacted text only.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from models.artifacts import MANIFEST_FILE, TRAINED_FOLDER, verify
from models.classifier import Classifier
from models.countries import CountryResolver
from models.errors import ArtifactError, NarrativeEmptyError
from models.identifying_combinations import IDENTIFYING_COMBINATION, CombinationFinder
from models.label_sets import LABELS_FOLDER, load_label_sets
from models.labels import LabelSets
from models.language import LanguageGuess, detect
from models.placeholder_styles import PlaceholderStyle, RedactedNarrative, restyle, style_warnings
from models.recognizer import Recognizer
from models.redaction_correction import RedactionCorrection, correct
from models.settled_redaction import redact_until_settled
from models.step_times import REDACT, TAG, step
from models.text import MAX_CHARACTERS, NormalizedText, normalize
from models.time_limit import check_time, time_limit
from models.types import (
    Combination,
    Countries,
    Entity,
    Identifier,
    Redaction,
    TaggedNarrative,
)
from models.workers import Combiner, EntityFinder, Resolver, TextClassifier

TAGGER, RECOGNIZER, COUNTRIES = "tagger", "recognizer", "countries"
_WARM_UP = (
    "Врач Иванов отказал клиентке в Бишкеке. ФИО: Иванова А. К., ул. Мира, дом 1, кв. 2, "
    "тел. +996 555 000 000, 01.01.1990 г.р."
)
NO_LETTERS = "no_letters"
# Read back for the version: which weights answered.
_VERSION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _SafeNarrative:
    """A narrative after its redaction, with all that can be said without the classifier."""

    normalized: NormalizedText
    language: LanguageGuess
    redaction: Redaction
    countries: Countries
    combinations: tuple[Combination, ...]

    def in_submitted_text(self, identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
        """Return identifiers at their places in the text as it was submitted."""
        return tuple(
            Identifier(span.start, span.end, found.type, found.placeholder)
            for found in identifiers
            if (span := self.normalized.to_original(found.start, found.end))
        )


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The workers and their order. Safe to call from several threads at once."""

    recognizer: EntityFinder
    classifier: TextClassifier
    resolver: Resolver
    labels: LabelSets
    version: str
    max_characters: int = MAX_CHARACTERS
    combiner: Combiner | None = None
    max_passes: int = 1  # of the recogniser; see models/settled_redaction.py
    max_seconds: float | None = None  # for one narrative; see models/time_limit.py

    @classmethod
    def load(
        cls, trained: Path = TRAINED_FOLDER, labels: Path = LABELS_FOLDER, *, threads: int = 0
    ) -> "Pipeline":
        """Load and verify everything a narrative needs.

        Args:
            trained: The folder with tagger/, recognizer/ and countries/.
            labels: The folder with the label files.
            threads: Threads of one narrative; 0 takes one for each core.

        Raises:
            ArtifactError: If a trained folder is missing, damaged or does not match the labels.
            LabelError: If a label file is wrong.
        """
        label_sets = load_label_sets(labels)
        for part in (TAGGER, RECOGNIZER, COUNTRIES):
            manifest = verify(trained / part)
            if manifest.name != part:
                raise ArtifactError(f"{part}: the folder holds a trained {manifest.name}")
        resolver = CountryResolver.load(trained / COUNTRIES)
        pipeline = cls(
            recognizer=Recognizer.load(
                trained / RECOGNIZER, threads=threads, is_place=resolver.knows
            ),
            classifier=Classifier.load(trained / TAGGER, label_sets, threads=threads),
            resolver=resolver,
            labels=label_sets,
            version=trained_version(trained),
            combiner=CombinationFinder(resolver.gazetteer),
        )
        pipeline.warm_up()
        return pipeline

    def warm_up(self) -> None:
        """Tag one invented sentence: what is read at first use is read before the first user.

        Raises:
            ArtifactError: If anything it needs is damaged.
        """
        try:
            self.tag(_WARM_UP)
        except Exception as error:
            raise ArtifactError(f"the pipeline does not work ({type(error).__name__})") from error

    def tag(self, text: str, correction: RedactionCorrection | None = None) -> TaggedNarrative:
        """Redact and tag one narrative. Nothing is kept of it.

        Args:
            text: The narrative.
            correction: What a person has found wrong in its redaction.

        Raises:
            NarrativeError: If the text is empty, too long, no text, or takes too long.
        """
        with time_limit(self.max_seconds):
            return self._tag(text, correction)

    def _tag(self, text: str, correction: RedactionCorrection | None) -> TaggedNarrative:
        normalized = normalize(text, max_characters=self.max_characters)
        if not _has_letters(normalized.text):
            raise NarrativeEmptyError("The narrative has no words.")
        with step(REDACT):
            safe = self._make_safe(normalized, correction)
        with step(TAG):
            classification = self.classifier.classify(safe.redaction.text)
        return TaggedNarrative(
            language=safe.language.code,
            redacted_text=safe.redaction.text,
            identifiers=safe.in_submitted_text(safe.redaction.identifiers),
            record_type=classification.record_type,
            tags=classification.tags,
            countries=safe.countries,
            flags=classification.flags,
            warnings=_warnings(safe),
            model_version=self.version,
            combinations=safe.combinations,
            questions=classification.questions,
        )

    def explain(self, tagged: TaggedNarrative) -> TaggedNarrative:
        """Return an answer of `tag` with the evidence that its tags and flags hang on.

        Slow: about four readings of the redacted text for each of them. Nothing is kept.

        Raises:
            NarrativeTooSlowError: If it takes longer than one narrative may.
        """
        by_facet = {**tagged.tags, self.labels.flags.facet: tagged.flags}
        outputs = [f"{facet}/{tag.label}" for facet, tags in by_facet.items() for tag in tags]
        with time_limit(self.max_seconds):
            evidence = self.classifier.explain(tagged.redacted_text, outputs)
        explained = {
            facet: tuple(replace(tag, evidence=evidence[f"{facet}/{tag.label}"]) for tag in tags)
            for facet, tags in by_facet.items()
        }
        flags = explained.pop(self.labels.flags.facet)
        return replace(tagged, tags=explained, flags=flags)

    def redact(
        self,
        text: str,
        placeholders: PlaceholderStyle = PlaceholderStyle.NUMBERED,
        seed: int | None = None,
    ) -> RedactedNarrative:
        """Redact one narrative, and nothing else. Nothing is kept of it.

        Unlike `tag` it takes a text without letters too: a phone number alone has to go.

        Args:
            text: The narrative.
            placeholders: What stands where an identifier was.
            seed: The only source of chance for realistic substitutes; a random one if not given.

        Raises:
            NarrativeError: If the text is empty, too long, no text, or takes too long.
        """
        with time_limit(self.max_seconds), step(REDACT):
            safe = self._make_safe(normalize(text, max_characters=self.max_characters))
            redacted, identifiers = restyle(
                safe.normalized.text,
                safe.redaction,
                placeholders,
                language=safe.language.code,
                seed=seed,
            )
        return RedactedNarrative(
            language=safe.language.code,
            text=redacted,
            identifiers=safe.in_submitted_text(identifiers),
            warnings=(*_warnings(safe), *style_warnings(placeholders)),
            model_version=self.version,
        )

    def _make_safe(
        self, normalized: NormalizedText, correction: RedactionCorrection | None = None
    ) -> _SafeNarrative:
        """Take the identifiers out; what comes after it reads the redacted text only."""
        language = detect(normalized.text)

        def recognize(text: str) -> list[Entity]:
            found = self.recognizer.recognize(text)
            return found if correction is None else correct(text, found, correction)

        redaction = redact_until_settled(normalized.text, recognize, max_passes=self.max_passes)
        check_time()
        countries = self.resolver.resolve(redaction.text, language.code)
        check_time()
        combinations = (
            self.combiner.find(redaction.text, language.code, countries) if self.combiner else ()
        )
        return _SafeNarrative(normalized, language, redaction, countries, combinations)


def trained_version(trained: Path) -> str:
    """Return what identifies the trained folders together: it changes when any weight does."""
    digest = hashlib.sha256()
    for part in (TAGGER, RECOGNIZER, COUNTRIES):
        digest.update((trained / part / MANIFEST_FILE).read_bytes())
    return digest.hexdigest()[:_VERSION_DIGITS]


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _warnings(safe: _SafeNarrative) -> tuple[str, ...]:
    combined = (IDENTIFYING_COMBINATION,) if safe.combinations else ()
    language = safe.language
    if not _has_letters(safe.normalized.text):
        return (NO_LETTERS, *combined)
    if not language.is_supported:
        return ("language_not_supported", *combined)
    if language.is_uncertain:
        return ("mixed_or_uncertain_language", *combined)
    return combined
