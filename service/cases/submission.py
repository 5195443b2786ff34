"""From a narrative to what is stored of it. Fails closed: an unsure redaction is refused."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from models.errors import SpanError
from models.redaction_correction import RedactionCorrection, has_all_marked
from models.types import CountryTag, Span, Tag, TaggedNarrative
from service.errors import RedactionFailedError, RedactionUnsureError, RedactSpansError
from service.pipeline_loading import NarrativeTagger
from service.store.new_case import NewCase, NewTag

RECORD_TYPE, FLAGS = "record_type", "flags"
COUNTRY, COUNTRY_OTHER = "country", "country_other"
LANGUAGE_NOT_SUPPORTED = "language_not_supported"
NO_LETTERS = "no_letters"
UNCERTAIN_LANGUAGE = "mixed_or_uncertain_language"
MOST_UNCERTAIN = 1.0
_DIGITS = 6


def tag_safely(
    pipeline: NarrativeTagger,
    text: str,
    correction: RedactionCorrection | None = None,
    *,
    allow_unsupported_language: bool,
) -> TaggedNarrative:
    """Redact and tag a narrative that is going to be stored.

    Raises:
        RedactionUnsureError: If names may have been missed: a language nobody measured, or
            nothing that can be read.
        RedactSpansError: If words that were marked are not in the text.
        RedactionFailedError: If the redactor failed.
        NarrativeError: If the text cannot be worked on.
    """
    if correction is not None and not has_all_marked(text, correction):
        raise RedactSpansError("Words to redact are not in the narrative.")
    try:
        tagged = pipeline.tag(text, correction) if correction else pipeline.tag(text)
    except SpanError:
        raise RedactionFailedError("The narrative cannot be redacted. Nothing is stored.") from None
    if NO_LETTERS in tagged.warnings:
        raise RedactionUnsureError(NO_LETTERS)
    if LANGUAGE_NOT_SUPPORTED in tagged.warnings and not allow_unsupported_language:
        raise RedactionUnsureError(LANGUAGE_NOT_SUPPORTED)
    return tagged


def new_case(
    tagged: TaggedNarrative,
    *,
    system: str,
    external_id: str | None,
    now: datetime,
    retention_days: int,
) -> NewCase:
    """Return what is stored of a tagged narrative.

    Args:
        tagged: The answer of the pipeline.
        system: Which case system submits it; empty for the page.
        external_id: Its id there.
        now: When it is stored.
        retention_days: After so many days it is erased if not exported; 0 keeps it.
    """
    return NewCase(
        redacted_text=tagged.redacted_text,
        language=tagged.language,
        record_type=tagged.record_type.label,
        model_version=tagged.model_version,
        system=system,
        external_id=external_id,
        placeholders=_placeholders(tagged),
        tags=tuple(_tags(tagged)),
        warnings=tagged.warnings,
        uncertainty=uncertainty(tagged),
        is_override=LANGUAGE_NOT_SUPPORTED in tagged.warnings,
        expires_at=now + timedelta(days=retention_days) if retention_days else None,
    )


def uncertainty(tagged: TaggedNarrative) -> float:
    """Return how much a person is needed, 0 to 1: how near to one half the least sure score is.

    Scores are calibrated, so one half is where the model knows least. What cannot be relied on
    at all, such as a language nobody measured, comes first.
    """
    if {LANGUAGE_NOT_SUPPORTED, UNCERTAIN_LANGUAGE} & set(tagged.warnings):
        return MOST_UNCERTAIN
    tags = [tag for tags in tagged.tags.values() for tag in tags]
    scores = [float(tag.score) for tag in (tagged.record_type, *tags, *tagged.flags)]
    return round(max(1 - abs(2 * score - 1) for score in scores), _DIGITS)


def _placeholders(tagged: TaggedNarrative) -> Sequence[dict[str, str]]:
    kinds = {found.placeholder: found.type for found in tagged.identifiers}
    return [{"placeholder": name, "type": kind} for name, kind in kinds.items()]


def _tags(tagged: TaggedNarrative) -> Iterator[NewTag]:
    yield _tag(RECORD_TYPE, tagged.record_type)
    for facet, tags in tagged.tags.items():
        yield from (_tag(facet, tag) for tag in tags)
    yield from (_tag(FLAGS, flag) for flag in tagged.flags)
    yield from _countries(COUNTRY, tagged.countries.incident)
    yield from _countries(COUNTRY_OTHER, tagged.countries.other)


def _tag(facet: str, tag: Tag) -> NewTag:
    return NewTag(facet, tag.label, float(tag.score), _spans(tag.evidence))


def _countries(facet: str, countries: Iterable[CountryTag]) -> Iterator[NewTag]:
    for country in {found.code: found for found in reversed(tuple(countries))}.values():
        detail = {"basis": country.basis, "reason": country.reason}
        yield NewTag(facet, country.code, None, _spans(country.evidence), detail)


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]
