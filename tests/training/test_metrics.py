import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from training.metrics import (
    MIN_CASES,
    BoolArray,
    RedactionScore,
    bootstrap_interval,
    calibration_error,
    label_score,
    macro_f1,
    share,
    wilson_interval,
)


def column(*values: int) -> BoolArray:
    return np.array(values, dtype=bool)


MATRICES = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).random((2, 40, 4)) < 0.4
)


def test_precision_and_recall_are_of_the_tagged_and_of_the_gold():
    score = label_score(column(1, 1, 1, 0, 0), column(1, 1, 0, 1, 0))
    assert score.cases == 3
    assert (score.precision, score.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert score.f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(("gold", "tagged"), [((0, 0), (0, 0)), ((1, 0), (0, 0)), ((0, 0), (1, 0))])
def test_a_label_without_hits_scores_zero(gold: tuple[int, ...], tagged: tuple[int, ...]):
    assert label_score(column(*gold), column(*tagged)).f1 == 0


@given(MATRICES)
def test_macro_and_micro_are_those_of_scikit_learn(pair: BoolArray):
    gold, tagged = pair
    expected = f1_score(gold, tagged, average="macro", zero_division=0)
    assert macro_f1(gold, tagged, min_cases=0) == pytest.approx(expected)
    expected = f1_score(gold, tagged, average="micro", zero_division=0)
    assert label_score(gold, tagged).f1 == pytest.approx(expected)


def test_rare_labels_are_left_out_of_the_macro_average():
    gold = np.zeros((20, 2), dtype=bool)
    gold[:MIN_CASES, 0] = True
    gold[: MIN_CASES - 1, 1] = True
    tagged = gold.copy()
    tagged[:, 1] = False
    assert macro_f1(gold, tagged) == 1
    assert macro_f1(gold, tagged, min_cases=MIN_CASES - 1) == 0.5


def test_macro_average_of_no_label_is_not_a_number():
    empty = np.zeros((3, 2), dtype=bool)
    assert math.isnan(macro_f1(empty, empty))


def test_scores_that_come_true_as_often_as_they_say_have_no_calibration_error():
    scores = np.array([0.25] * 4 + [1.0] * 2 + [0.0] * 3)
    gold = column(1, 0, 0, 0, 1, 1, 0, 0, 0)
    assert calibration_error(scores, gold) == pytest.approx(0)


def test_calibration_error_is_the_mean_gap_weighted_by_how_many():
    scores = np.array([0.95, 0.95, 0.05, 0.05])
    gold = column(0, 0, 0, 0)
    assert calibration_error(scores, gold) == pytest.approx(0.5)


@given(st.integers(1, 500), st.data())
def test_interval_of_a_share_holds_the_share(total: int, data: st.DataObject):
    hits = data.draw(st.integers(0, total))
    low, high = wilson_interval(hits, total)
    assert 0 <= low <= hits / total + 1e-12
    assert hits / total - 1e-12 <= high <= 1


def test_interval_is_the_published_one():
    # 8 of 10, see Newcombe (1998) for the formula.
    low, high = wilson_interval(8, 10)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-3), pytest.approx(0.9433, abs=1e-3))


def test_of_nothing_nothing_is_known():
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_more_cases_make_the_interval_narrower():
    few, many = wilson_interval(3, 10), wilson_interval(300, 1000)
    assert many[1] - many[0] < few[1] - few[0]


def test_bootstrap_holds_the_measured_score_and_repeats_with_its_seed():
    rng = np.random.default_rng(3)
    gold = rng.random((200, 3)) < 0.4
    tagged = gold ^ (rng.random((200, 3)) < 0.2)
    low, high = bootstrap_interval(gold, tagged, seed=1, rounds=200)
    assert low < macro_f1(gold, tagged) < high
    assert high - low < 0.2
    assert bootstrap_interval(gold, tagged, seed=1, rounds=200) == (low, high)


def test_bootstrap_of_a_perfect_score_is_perfect():
    gold = np.random.default_rng(3).random((100, 2)) < 0.5
    assert bootstrap_interval(gold, gold, seed=1, rounds=50) == (1.0, 1.0)


def test_a_narrative_leaks_when_a_mention_is_missed():
    assert RedactionScore(mentions=3, missed=1, other_words=9, over_redacted=0).leaks
    assert not RedactionScore(mentions=3, missed=0, other_words=9, over_redacted=4).leaks


def test_share_counts_true_values():
    assert share([True, False, False, True]) == 0.5
    assert share([]) == 0.0
