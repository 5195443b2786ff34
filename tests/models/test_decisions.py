import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decisions import DECISIONS_FILE, Decisions
from models.errors import ArtifactError
from models.labels import Label, LabelSet, LabelSets
from models.zones import Zones


def label_set(
    facet: str,
    *ids: str,
    exclusive: frozenset[str] = frozenset(),
    needs_record_type: str | None = None,
    min_labels: int = 0,
) -> LabelSet:
    labels = tuple(Label(id_, facet, None, {"en": id_}, "A definition.") for id_ in ids)
    return LabelSet(facet, {"en": facet}, labels, (), exclusive, needs_record_type, min_labels)


LABELS = LabelSets(
    version="0.1.0",
    languages=("en",),
    facets={
        "violation_type": label_set(
            "violation_type", "denial", "violence", "bribery", needs_record_type="violation"
        ),
        "key_population": label_set(
            "key_population",
            "plhiv",
            "drugs",
            "general",
            exclusive=frozenset({"general"}),
            min_labels=1,
        ),
    },
    record_types=label_set("record_type", "violation", "no_violation"),
    flags=label_set("flags", "urgent"),
)
FACETS = [facet.facet for facet in LABELS]
DECISIONS = Decisions(dict.fromkeys(FACETS, (1.0, 0.0)), dict.fromkeys(LABELS.outputs, 0.5))
SHARES = st.floats(0, 1)


def chosen(facet: str, scores: dict[str, float], record_type: str = "violation") -> list[str]:
    named = {f"{facet}/{label}": score for label, score in scores.items()}
    return DECISIONS.chosen(LABELS[facet], named, record_type)


def test_labels_at_or_above_their_threshold_become_tags_best_first():
    scores = {"denial": 0.5, "violence": 0.9, "bribery": 0.49}
    assert chosen("violation_type", scores) == ["violence", "denial"]


def test_each_label_has_a_threshold_of_its_own():
    thresholds = dict(DECISIONS.thresholds) | {"violation_type/denial": 0.2}
    decisions = Decisions(DECISIONS.calibration, thresholds)
    scores = {"violation_type/denial": 0.3, "violation_type/violence": 0.3}
    scores["violation_type/bribery"] = 0.3
    assert decisions.chosen(LABELS["violation_type"], scores, "violation") == ["denial"]


def test_a_facet_that_needs_another_record_type_stays_empty():
    assert (
        chosen(
            "violation_type", dict.fromkeys(["denial", "violence", "bribery"], 1.0), "no_violation"
        )
        == []
    )


def test_the_best_label_is_taken_where_none_would_be_too_few():
    assert chosen("key_population", {"plhiv": 0.1, "drugs": 0.3, "general": 0.2}) == ["drugs"]


def test_a_label_that_stands_alone_drives_out_the_others_when_it_is_best():
    assert chosen("key_population", {"plhiv": 0.7, "drugs": 0.6, "general": 0.8}) == ["general"]


def test_a_label_that_stands_alone_gives_way_when_it_is_not_best():
    assert chosen("key_population", {"plhiv": 0.9, "drugs": 0.6, "general": 0.8}) == [
        "plhiv",
        "drugs",
    ]


@given(SHARES, SHARES, SHARES)
def test_rules_of_the_facet_hold_for_any_scores(plhiv: float, drugs: float, general: float):
    found = chosen("key_population", {"plhiv": plhiv, "drugs": drugs, "general": general})
    assert found
    assert "general" not in found or found == ["general"]


@given(st.lists(st.floats(-50, 50, width=32), min_size=9, max_size=9))
def test_scores_are_probabilities_and_record_types_share_one(logits: list[float]):
    scores = DECISIONS.scores(np.array(logits, dtype=np.float32), LABELS)
    assert tuple(scores) == LABELS.outputs
    assert all(0 <= score <= 1 for score in scores.values())
    record_types = [scores[label.output] for label in LABELS.record_types.labels]
    assert sum(record_types) == pytest.approx(1)


def test_slope_and_intercept_are_those_of_the_facet():
    calibration = dict(DECISIONS.calibration) | {"flags": (2.0, -1.0)}
    decisions = Decisions(calibration, DECISIONS.thresholds)
    logits = np.zeros(len(LABELS.outputs), dtype=np.float32)
    logits[LABELS.outputs.index("flags/urgent")] = 0.5
    scores = decisions.scores(logits, LABELS)
    assert scores["flags/urgent"] == pytest.approx(0.5)
    logits[LABELS.outputs.index("flags/urgent")] = 1.0
    scores = decisions.scores(logits, LABELS)
    assert scores["flags/urgent"] == pytest.approx(1 / (1 + np.exp(-1)))
    assert scores["violation_type/denial"] == pytest.approx(0.5)


def test_logits_that_do_not_fit_the_labels_are_an_error():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        DECISIONS.scores(np.zeros(3, dtype=np.float32), LABELS)


def test_the_most_probable_record_type_is_taken():
    scores = {"record_type/violation": 0.4, "record_type/no_violation": 0.6}
    assert DECISIONS.record_type(scores, LABELS) == "no_violation"


def test_what_is_saved_is_loaded(tmp_path: Path):
    DECISIONS.save(tmp_path)
    assert Decisions.load(tmp_path, LABELS) == DECISIONS


@pytest.mark.parametrize(
    ("part", "key"), [("calibration", "flags"), ("thresholds", "flags/urgent")]
)
def test_a_file_that_does_not_cover_every_label_is_refused(tmp_path: Path, part: str, key: str):
    DECISIONS.save(tmp_path)
    content = json.loads((tmp_path / DECISIONS_FILE).read_text())
    del content[part][key]
    (tmp_path / DECISIONS_FILE).write_text(json.dumps(content))
    with pytest.raises(ArtifactError, match="does not cover every label"):
        Decisions.load(tmp_path, LABELS)


ZONES = {
    "violation_type": Zones(suggest=0.8, ask=0.2),
    "key_population": Zones(suggest=0.8, ask=0.2),
}
ZONED = Decisions(DECISIONS.calibration, DECISIONS.thresholds, ZONES)


def asked(facet: str, scores: dict[str, float], record_type: str = "violation") -> list[str]:
    named = {f"{facet}/{label}": score for label, score in scores.items()}
    label_set = LABELS[facet]
    return ZONED.asked(label_set, named, record_type, ZONED.chosen(label_set, named, record_type))


def test_a_tag_is_suggested_from_the_border_of_its_facet_on():
    assert ZONED.zone("violation_type", 0.8) == "suggest"
    assert ZONED.zone("violation_type", 0.79) == "ask"


def test_without_zones_every_tag_is_to_be_asked_about_and_nothing_more():
    assert DECISIONS.zone("violation_type", 1.0) == "ask"
    scores = {"violation_type/denial": 0.4, "violation_type/violence": 0.4}
    scores["violation_type/bribery"] = 0.4
    assert DECISIONS.asked(LABELS["violation_type"], scores, "violation", []) == []


def test_labels_between_the_border_and_their_threshold_become_questions_best_first():
    assert asked("violation_type", {"denial": 0.9, "violence": 0.2, "bribery": 0.4}) == [
        "bribery",
        "violence",
    ]
    assert asked("violation_type", {"denial": 0.9, "violence": 0.19, "bribery": 0.6}) == []


def test_nothing_is_asked_of_a_facet_that_needs_another_record_type():
    scores = dict.fromkeys(["denial", "violence", "bribery"], 0.4)
    assert asked("violation_type", scores, "no_violation") == []


def test_a_label_that_stands_alone_is_no_question_beside_others():
    assert asked("key_population", {"plhiv": 0.9, "drugs": 0.3, "general": 0.4}) == ["drugs"]


def test_zones_are_saved_and_an_older_file_has_none(tmp_path: Path):
    ZONED.save(tmp_path)
    assert Decisions.load(tmp_path, LABELS) == ZONED
    content = json.loads((tmp_path / DECISIONS_FILE).read_text())
    del content["zones"]
    (tmp_path / DECISIONS_FILE).write_text(json.dumps(content))
    assert Decisions.load(tmp_path, LABELS).zones == {}
