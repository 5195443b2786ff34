import numpy as np
import pytest

from models.labels import Label, LabelSet, LabelSets
from training.calibrate import GRID, BoolArray, LogitArray, calibrate
from training.metrics import calibration_error, macro_f1

SIZE = 1500


def label_set(facet: str, *ids: str) -> LabelSet:
    labels = tuple(Label(id_, facet, None, {"en": id_}, "A definition.") for id_ in ids)
    return LabelSet(facet, {"en": facet}, labels)


LABELS = LabelSets(
    version="0.1.0",
    languages=("en",),
    facets={"violation_type": label_set("violation_type", "denial", "violence", "rare", "never")},
    record_types=label_set("record_type", "violation", "no_violation"),
    flags=label_set("flags", "urgent"),
)
OUTPUTS = LABELS.outputs


@pytest.fixture(scope="module")
def dev() -> tuple[LogitArray, BoolArray]:
    """Logits that are three times too sure, and shifted, of labels drawn from them."""
    rng = np.random.default_rng(11)
    true_logits = rng.normal(-1.0, 2.0, (SIZE, len(OUTPUTS)))
    true_logits[:, OUTPUTS.index("violation_type/rare")] -= 5
    true_logits[:, OUTPUTS.index("violation_type/never")] -= 15
    gold = rng.random(true_logits.shape) < 1 / (1 + np.exp(-true_logits))
    gold[:, OUTPUTS.index("violation_type/never")] = False
    first, second = (OUTPUTS.index(f"record_type/{x}") for x in ("violation", "no_violation"))
    share = 1 / (1 + np.exp(true_logits[:, second] - true_logits[:, first]))
    gold[:, first] = rng.random(SIZE) < share
    gold[:, second] = ~gold[:, first]
    logits = 3 * true_logits
    logits[:, [OUTPUTS.index("flags/urgent")]] += 4
    return logits.astype(np.float32), gold


@pytest.mark.parametrize(
    "output", ["violation_type/denial", "record_type/violation", "flags/urgent"]
)
def test_calibrated_scores_come_true_as_often_as_they_say(dev, output: str):
    logits, gold = dev
    decisions = calibrate(logits, gold, LABELS)
    column = OUTPUTS.index(output)
    scores = np.array([decisions.scores(row, LABELS)[output] for row in logits])
    before = calibration_error(1 / (1 + np.exp(-logits[:, column])), gold[:, column])
    after = calibration_error(scores, gold[:, column])
    assert after < 0.05
    assert after < before


def test_every_facet_and_output_is_covered(dev):
    decisions = calibrate(*dev, LABELS)
    assert set(decisions.calibration) == {"violation_type", "record_type", "flags"}
    assert set(decisions.thresholds) == set(OUTPUTS)
    assert all(GRID[0] <= value <= GRID[-1] for value in decisions.thresholds.values())


def test_a_surer_score_stays_the_surer_one(dev):
    decisions = calibrate(*dev, LABELS)
    assert all(slope > 0 for slope, _ in decisions.calibration.values())


def test_a_label_without_cases_takes_the_threshold_of_its_facet(dev):
    logits, gold = dev
    decisions = calibrate(logits, gold, LABELS)
    never = decisions.thresholds["violation_type/never"]
    assert any(never == pytest.approx(value) for value in GRID)


def test_few_cases_move_a_threshold_less_than_many(dev):
    logits, gold = dev
    thresholds = calibrate(logits, gold, LABELS).thresholds
    shared = thresholds["violation_type/never"]
    few = calibrate(logits[:60], gold[:60], LABELS).thresholds
    assert abs(few["violation_type/rare"] - few["violation_type/never"]) < 0.3
    assert 0 < shared < 1


def test_chosen_thresholds_are_better_than_a_half(dev):
    logits, gold = dev
    decisions = calibrate(logits, gold, LABELS)
    columns = [OUTPUTS.index(f"violation_type/{x}") for x in ("denial", "violence", "rare")]
    names = [OUTPUTS[column] for column in columns]
    scores = np.array([[decisions.scores(row, LABELS)[n] for n in names] for row in logits])
    chosen = scores >= np.array([decisions.thresholds[name] for name in names])
    assert macro_f1(gold[:, columns], chosen) > macro_f1(gold[:, columns], scores >= 0.5)
