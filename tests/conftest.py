"""Fixtures that need no weights and no network."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import hypothesis
import pytest
import structlog
from fastapi.testclient import TestClient

from models.errors import NarrativeEmptyError, NarrativeEncodingError, NarrativeTooLongError
from models.label_sets import load_label_sets
from models.labels import LabelSets
from models.placeholder_styles import PlaceholderStyle, RedactedNarrative, style_warnings
from models.redaction_correction import RedactionCorrection, correct
from models.redactor import redact
from models.types import (
    Countries,
    CountryTag,
    Entity,
    Span,
    Tag,
    TaggedNarrative,
)
from service.app import create_app
from service.logs import StderrHandler
from service.settings import Settings

# The machine may be busy training: slow is not wrong.
hypothesis.settings.register_profile("casetag", deadline=None)
hypothesis.settings.load_profile("casetag")

KNOWN_NAME = "Zulfiya Qadamova"
NARRATIVE = f"In Osh the doctor refused {KNOWN_NAME}, who lives with HIV. She is in danger."


@cache
def _labels() -> LabelSets:
    # They cannot be changed, and reading them takes half a second.
    return load_label_sets()


class FakePipeline:
    """Knows one name and a few words; everything else about it is like the real one."""

    version = "fake-1"
    max_characters = 20_000

    def __init__(self) -> None:
        self.labels = _labels()
        self.texts: list[str] = []
        self.error: Exception | None = None

    def tag(self, text: str, correction: RedactionCorrection | None = None) -> TaggedNarrative:
        self.texts.append(text)
        if self.error is not None:
            raise self.error
        self._check(text)
        known = [Entity(*match.span(), "PERSON") for match in re.finditer(KNOWN_NAME, text)]
        redaction = redact(text, correct(text, known, correction) if correction else known)
        found, redacted = redaction.identifiers, str(redaction.text)
        return TaggedNarrative(
            language="en",
            redacted_text=redaction.text,
            identifiers=found,
            record_type=Tag("violation", 0.971234),
            tags={
                "violation_type": _tags(redacted, {"denial_of_care": "refused"}),
                "perpetrator": _tags(redacted, {"health_worker_general": "doctor"}),
                "key_population": _tags(redacted, {"plhiv": "HIV"}),
            },
            countries=Countries(
                incident=tuple(
                    CountryTag("KG", "stated", (span,), "Osh → Kyrgyzstan")
                    for span in _spans(redacted, "Osh")
                ),
                other=tuple(
                    CountryTag("UZ", "stated", (span,), "Tashkent → Uzbekistan")
                    for span in _spans(redacted, "Tashkent")
                ),
            ),
            flags=_tags(redacted, {"urgent_risk": "danger"}),
            warnings=() if found else ("no_letters",),
            model_version=self.version,
        )

    def explain(self, tagged: TaggedNarrative) -> TaggedNarrative:
        """The first piece of evidence alone."""
        tags = {
            facet: tuple(replace(tag, evidence=tag.evidence[:1]) for tag in given)
            for facet, given in tagged.tags.items()
        }
        return replace(tagged, tags=tags)

    def redact(
        self,
        text: str,
        placeholders: PlaceholderStyle = PlaceholderStyle.NUMBERED,
        seed: int | None = None,
    ) -> RedactedNarrative:
        tagged = self.tag(text)
        written = {"numbered": "[PERSON_1]", "typed": "[PERSON]"}.get(placeholders, f"Ida {seed}")
        return RedactedNarrative(
            language="en",
            text=tagged.redacted_text.replace("[PERSON_1]", written),
            identifiers=tuple(
                replace(identifier, placeholder=written) for identifier in tagged.identifiers
            ),
            warnings=(*tagged.warnings, *style_warnings(placeholders)),
            model_version=self.version,
        )

    def _check(self, text: str) -> None:
        if not text.strip():
            raise NarrativeEmptyError("The narrative is empty.")
        if len(text) > self.max_characters:
            raise NarrativeTooLongError(f"More than {self.max_characters} characters.")
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise NarrativeEncodingError("The narrative has NUL or lone surrogates.")


def _spans(text: str, word: str) -> tuple[Span, ...]:
    return tuple(Span(*match.span()) for match in re.finditer(word, text))


def _tags(text: str, words: dict[str, str]) -> tuple[Tag, ...]:
    return tuple(
        Tag(label, 0.9, spans) for label, word in words.items() if (spans := _spans(text, word))
    )


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def known_name() -> str:
    return KNOWN_NAME


@pytest.fixture
def narrative() -> str:
    return NARRATIVE


@pytest.fixture
def settings() -> Settings:
    return Settings(max_request_bytes=300_000, max_batch_items=5, request_timeout_seconds=5)


@pytest.fixture
def client(settings: Settings, pipeline: FakePipeline) -> Iterator[TestClient]:
    with TestClient(create_app(settings, pipeline)) as client:
        yield client


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    for handler in [new for new in root.handlers if isinstance(new, StderrHandler)]:
        root.removeHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
