"""What must hold of an annotated narrative, after the label files and the annotation guide.

Messages hold field names, ids and offsets, never words of the narrative.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.core import get_global

from models.errors import NarrativeError
from models.labels import LabelSet, LabelSets
from models.language_profiles import load_language_profiles
from models.redactor import LABELS as IDENTIFIER_TYPES
from models.redactor import PERSON
from models.text import normalize
from training.corpus import AnnotatedNarrative
from training.record_form import shown

COUNTRY = "country"  # the key of the country's evidence
NO_BASIS = "none"
SETTINGS_FILE = Path(__file__).parent / "configs" / "check.yaml"

_ID = re.compile(r"[A-Za-z0-9_]+-[0-9]+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What training/configs/check.yaml says; each value is explained there."""

    styles: list[str]
    country_basis: list[str]
    max_evidence_words: int
    min_repeated_name_letters: int
    min_narratives_per_label: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a narrative; a warning only asks to look again."""

    message: str
    is_warning: bool = False


class RecordRules:
    """Everything one narrative can be held against."""

    def __init__(
        self, labels: LabelSets, settings: CheckSettings, *, needs_quotes: bool = True
    ) -> None:
        self._needs_quotes = needs_quotes
        self._labels = labels
        self._settings = settings
        self._languages = frozenset(load_language_profiles().names)
        # CLDR knows languages of real territories only: groupings such as EU have none.
        self._countries = frozenset(get_global("territory_languages")) - {"ZZ"}

    def findings(self, narrative: AnnotatedNarrative) -> Iterator[Finding]:
        """Yield what is wrong with a narrative."""
        yield from self._head(narrative)
        for label_set in self._labels:
            yield from _labels(narrative, label_set)
        yield from self._evidence(narrative)
        yield from self._country(narrative)
        yield from _identifiers(narrative)
        yield from _unmarked_repeats(narrative, self._settings.min_repeated_name_letters)

    def _head(self, narrative: AnnotatedNarrative) -> Iterator[Finding]:
        if not _ID.fullmatch(narrative.id):
            yield Finding("id: not of the form prefix-number")
        if narrative.lang not in self._languages:
            yield Finding(f"lang: {shown(narrative.lang)} is not in labels/languages.yaml")
        if narrative.style not in self._settings.styles:
            yield Finding(f"style: unknown style {shown(narrative.style)}")
        try:
            is_normal = normalize(narrative.text).text == narrative.text
        except NarrativeError:
            yield Finding("text: the service would refuse it (too long, or characters of no text)")
            return
        if not is_normal:
            yield Finding("text: not normalised (NFC, line ends), so offsets would not hold")

    def _evidence(self, narrative: AnnotatedNarrative) -> Iterator[Finding]:
        given = {label for labels in narrative.labels.values() for label in labels}
        for key, quote in narrative.evidence.items():
            if key != COUNTRY and key not in given:
                yield Finding(f"evidence: {shown(key)} is not among the labels")
            if quote not in narrative.text:
                yield Finding(f"evidence: the quote of {shown(key)} is not in the text")
            elif quote != quote.strip():
                yield Finding(f"evidence: the quote of {shown(key)} starts or ends with a space")
            if len(quote.split()) > self._settings.max_evidence_words:
                yield Finding(f"evidence: the quote of {shown(key)} is long", is_warning=True)
        for label in narrative.labels["violation_type"]:
            if self._needs_quotes and label not in narrative.evidence:
                yield Finding(f"evidence: no quote for {shown(label)}")

    def _country(self, narrative: AnnotatedNarrative) -> Iterator[Finding]:
        incident, other = narrative.country_incident, narrative.country_other
        for field, codes in (("country_incident", incident), ("country_other", other)):
            if set(codes) - self._countries:
                yield Finding(f"{field}: not all are ISO 3166-1 codes (or XK)")
            if len(set(codes)) < len(codes):
                yield Finding(f"{field}: a code comes twice")
        if set(incident) & set(other):
            yield Finding("country_other: a code is also in country_incident")
        if narrative.country_basis not in self._settings.country_basis:
            yield Finding(f"country_basis: unknown {shown(narrative.country_basis)}")
        elif (narrative.country_basis == NO_BASIS) != (not incident):
            yield Finding("country_basis: 'none' exactly where country_incident is empty")
        if self._needs_quotes and incident and COUNTRY not in narrative.evidence:
            yield Finding("evidence: no quote for 'country'")


def _labels(narrative: AnnotatedNarrative, label_set: LabelSet) -> Iterator[Finding]:
    facet, given = label_set.facet, narrative.labels[label_set.facet]
    for label, count in Counter(given).items():
        if label not in label_set.ids:
            yield Finding(f"{facet}: there is no label {shown(label)}")
        if count > 1:
            yield Finding(f"{facet}: {shown(label)} comes twice")
    for label in label_set.exclusive.intersection(given):
        if len(set(given)) > 1:
            yield Finding(f"{facet}: {shown(label)} stands alone")
    if len(given) < label_set.min_labels:
        yield Finding(f"{facet}: at least {label_set.min_labels} label is needed")
    record_type = narrative.labels["record_type"][0]
    if given and label_set.needs_record_type not in (None, record_type):
        yield Finding(f"{facet}: must be empty for this record_type")
    if not given and label_set.needs_record_type == record_type:
        yield Finding(f"{facet}: empty, though the record_type asks for it")


def _identifiers(narrative: AnnotatedNarrative) -> Iterator[Finding]:
    text, last = narrative.text, 0
    for entity in sorted(narrative.identifiers):
        place = f"identifiers: {entity.start}-{entity.end}"
        if entity.label not in IDENTIFIER_TYPES:
            yield Finding(f"{place} has the unknown type {shown(entity.label)}")
        if not 0 <= entity.start < entity.end <= len(text):
            yield Finding(f"{place} is empty or outside of the text")
            continue
        if entity.start < last:
            yield Finding(f"{place} overlaps another")
        last = max(last, entity.end)
        marked = text[entity.start : entity.end]
        if marked != marked.strip():
            yield Finding(f"{place} starts or ends with a space")


def _unmarked_repeats(narrative: AnnotatedNarrative, min_letters: int) -> Iterator[Finding]:
    """Warn of words that are marked as a name in one place and not marked in another."""
    names = {
        word
        for entity in narrative.identifiers
        if entity.label == PERSON
        for word in _WORD.findall(narrative.text[entity.start : entity.end])
        if len(word) >= min_letters
    }
    for match in _WORD.finditer(narrative.text):
        start, end = match.span()
        is_marked = any(e.start < end and start < e.end for e in narrative.identifiers)
        if match[0] in names and not is_marked:
            message = f"identifiers: {start}-{end} repeats a marked name and is not marked"
            yield Finding(message, is_warning=True)


def load_rules(
    labels: LabelSets, path: Path = SETTINGS_FILE, *, needs_quotes: bool = True
) -> tuple[RecordRules, CheckSettings]:
    """Read the settings and make the rules.

    Args:
        labels: What may be said.
        path: The settings.
        needs_quotes: Whether a violation and a country must have a quote; whoever reviews cases
            need not mark one.
    """
    settings = CheckSettings(**yaml.safe_load(path.read_text(encoding="utf-8")))
    return RecordRules(labels, settings, needs_quotes=needs_quotes), settings
