from pathlib import Path

import numpy as np
import pytest

from models.types import Countries, CountryTag
from training.build_gazetteer import GazetteerBuilder
from training.evaluate_countries import Narrative, measure, redacted
from training.gazetteer_rules import compile_rules
from training.gazetteer_sources import Name, country_files, read_yaml
from training.train_country_roles import fit

PLACES = Path("data/places")


@pytest.fixture
def builder():
    rules = compile_rules(PLACES) | read_yaml(PLACES / "sources.yaml")
    endings = read_yaml(PLACES / "endings.yaml")
    return GazetteerBuilder({**endings, **rules}, frozenset({"nazar"}))


def test_name_is_found_under_its_key(builder):
    builder.add(Name("Бишкек", "KG", "p", 3))
    builder.add(Name("Bishkek", "KG", "p", 2, 900_000))
    assert builder.tables()["full"]["biskek"] == "KGp3CL"


def test_hyphenated_name_also_counts_joined(builder):
    builder.add(Name("Кара-Балта", "KG", "p", 3))
    tables = builder.tables()
    assert tables["full"]["karabalta"] == "KGp3C"
    assert tables["chains"]["kar"] == [["kara", "balta", "KGp3C"]]


def test_small_town_that_is_a_given_name_is_left_out(builder):
    builder.add(Name("Назар", "UA", "p", 1, 900))
    assert builder.tables()["full"] == {}


def test_town_dwarfed_by_its_namesake_is_left_out(builder):
    builder.add(Name("Перехрестя", "UA", "p", 1, 600))
    builder.add(Name("Перехрестя", "RU", "p", 2, 400_000))
    assert builder.tables()["full"]["perehrestia"] == "RUp2C"


def test_acronym_counts_only_as_written(builder):
    builder.add(Name("ФОМС", "KG", "i", 3))
    tables = builder.tables()
    assert tables["exact"] == {"ФОМС": "KGi3C"}
    assert tables["full"] == {}


def test_every_country_file_has_a_code_and_known_sections():
    allowed = {"names", "demonyms", "adjectives", "ethnic", "places", "exact", "phrases"}
    allowed |= {"institutions", "currencies", "clues"}
    for code, lists in country_files(PLACES):
        assert len(code) == 2
        assert code.isupper()
        assert set(lists) <= allowed, code
        assert all(isinstance(word, str) for words in lists.values() for word in words), code


def test_identifiers_are_replaced_before_measuring():
    record = {"text": "Аня в Оше", "identifiers": [[0, 3, "PERSON"]]}
    assert redacted(record) == "[PERSON_1] в Оше"


def test_report_counts_a_false_country_on_a_text_without_one():
    gold = Narrative("a", "ru", "", frozenset(), frozenset(), "none", "violation")
    report = measure([(gold, Countries((CountryTag("KG", "stated"),)))])
    assert report["incident_exact"] == 0.0
    assert report["false_country_on_none"] == 1.0


def test_regression_gives_more_weight_to_the_telling_feature():
    rows = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [0.0, 1.0]] * 10)
    weights = fit(rows, rows[:, 0])
    assert weights[0] > 1.0
    assert abs(weights[1]) < weights[0] / 2
