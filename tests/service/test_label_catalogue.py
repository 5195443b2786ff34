import pytest

from models.label_sets import load_label_sets
from service.errors import UnknownLanguageError
from service.label_catalogue import describe_labels


@pytest.fixture(scope="module")
def labels():
    return load_label_sets()


def test_every_label_in_use_is_there_in_order_with_its_group(labels):
    for facet in describe_labels(labels, "ru").facets:
        assert [label.id for label in facet.labels] == list(labels[facet.id].ids)
        groups = {group.id for group in facet.groups}
        assert {label.group for label in facet.labels} <= groups | {None}


def test_names_are_in_every_language_of_the_label_files(labels):
    for language in labels.languages:
        catalogue = describe_labels(labels, language)
        assert catalogue.language == language
        assert all(label.name for facet in catalogue.facets for label in facet.labels)
        assert all(warning.name for warning in catalogue.warnings)


def test_countries_are_all_of_iso_and_kosovo_the_served_ones_in_front(labels):
    countries = describe_labels(labels, "en").countries
    codes = [country.code for country in countries]
    assert codes[: len(labels.countries)] == list(labels.countries)
    # 249 countries in ISO 3166-1, and XK.
    assert len(codes) == len(set(codes)) == 250
    assert {"XK", "KG", "GE"} <= set(codes)
    names = {country.code: country.name for country in describe_labels(labels, "uk").countries}
    assert names["DE"] == "Німеччина"


def test_an_unknown_language_is_refused_with_the_known_ones(labels):
    with pytest.raises(UnknownLanguageError, match="en, ru, uk, ro"):
        describe_labels(labels, "xx")
