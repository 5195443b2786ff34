"""The labels, countries and warnings with their names in one language, for forms and the page."""

from babel import Locale
from babel.core import get_global
from pydantic import Field

from models.labels import FALLBACK_LANGUAGE, LabelSet, LabelSets
from service.errors import UnknownLanguageError
from service.schemas import AnswerBody

# CLDR has these; ISO 3166-1, which the country facet takes, has not, or as reserved only.
RESERVED_CODES = frozenset({"AC", "CP", "CQ", "DG", "EA", "IC", "TA", "ZZ"})


class LabelBody(AnswerBody):
    """A label; the definition is in English."""

    id: str
    name: str
    definition: str
    group: str | None


class NamedBody(AnswerBody):
    """An id and its name in the language asked for."""

    id: str
    name: str


class FacetBody(AnswerBody):
    """One question asked of a narrative, and its possible answers."""

    id: str
    name: str
    exclusive: list[str] = Field(description="Labels that stand alone or not at all.")
    groups: list[NamedBody]
    labels: list[LabelBody]


class CountryNameBody(AnswerBody):
    """A country code and its name in the language asked for."""

    code: str
    name: str


class LabelsBody(AnswerBody):
    """Everything that can be said of a narrative."""

    version: str
    language: str
    languages: list[str]
    facets: list[FacetBody] = Field(
        description="The text facets in order, then record_type and flags."
    )
    countries: list[CountryNameBody]
    warnings: list[NamedBody]


def describe_labels(labels: LabelSets, language: str) -> LabelsBody:
    """Return everything that can be said of a narrative, named in a language.

    Raises:
        UnknownLanguageError: If the label files have no names in this language.
    """
    if language not in labels.languages:
        known = ", ".join(labels.languages)
        raise UnknownLanguageError(f"The labels have no names in this language. Known: {known}.")
    return LabelsBody(
        version=labels.version,
        language=language,
        languages=list(labels.languages),
        facets=[_facet(label_set, language) for label_set in labels],
        countries=_countries(labels, language),
        warnings=[
            NamedBody(id=warning, name=texts.get(language, texts[FALLBACK_LANGUAGE]))
            for warning, texts in labels.warnings.items()
        ],
    )


def _facet(label_set: LabelSet, language: str) -> FacetBody:
    return FacetBody(
        id=label_set.facet,
        name=label_set.names[language],
        exclusive=sorted(label_set.exclusive),
        groups=[NamedBody(id=group.id, name=group.names[language]) for group in label_set.groups],
        labels=[
            LabelBody(
                id=label.id,
                name=label.names[language],
                definition=label.definition,
                group=label.group,
            )
            for label in label_set.labels
        ],
    )


def _countries(labels: LabelSets, language: str) -> list[CountryNameBody]:
    """Return all countries, the ones Casetag serves first in front, the others by name."""
    territories = Locale.parse(language).territories
    real = {code for code in get_global("territory_languages") if len(code) == 2} - RESERVED_CODES
    first = {code: names[language] for code, names in labels.countries.items()}
    others = {code: territories[code] for code in real - first.keys()}
    others = dict(sorted(others.items(), key=lambda country: country[1].casefold()))
    return [CountryNameBody(code=code, name=name) for code, name in (first | others).items()]
