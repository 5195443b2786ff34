"""Zones keep what they promise, more often than the risk that was allowed."""

import numpy as np
import pytest
from scipy.stats import beta

from models.zones import NEVER
from training.risk_control import (
    choose_zones,
    precision_border,
    recall_border,
    share_is_shown,
)


def drawn(seed: int, size: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and truths that come as often as the scores say."""
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0.3, 1.0, size)
    return scores, rng.random(size) < scores


@pytest.mark.parametrize(("hits", "total"), [(22, 22), (50, 50), (95, 100), (180, 195), (9, 10)])
def test_a_share_is_shown_exactly_where_clopper_and_pearson_say_so(hits: int, total: int) -> None:
    lower = beta.ppf(0.10, hits, total - hits + 1)
    assert share_is_shown(hits, total, wanted=0.90, risk=0.10) == (lower >= 0.90)


def test_the_border_fails_its_precision_in_fewer_draws_than_the_risk() -> None:
    failures = 0
    for seed in range(200):
        border = precision_border(*drawn(seed))
        # From `border` to 1 the scores, and so the true precision, are uniform.
        failures += border < NEVER and (border + 1) / 2 < 0.90
    assert failures <= 200 * 0.10 + 8


def test_a_border_is_found_where_there_is_one() -> None:
    scores, is_right = drawn(3, 5000)
    assert 0.78 < precision_border(scores, is_right) < 0.9


def test_few_cases_show_nothing_even_without_an_error() -> None:
    scores = np.full(21, 0.95)
    assert precision_border(scores, np.ones(21, dtype=bool)) == NEVER
    assert precision_border(np.full(22, 0.95), np.ones(22, dtype=bool)) < 0.95


def test_the_first_border_that_is_not_shown_ends_the_search() -> None:
    scores = np.concatenate([np.full(40, 0.9), np.full(40, 0.5), np.full(2000, 0.2)])
    is_right = np.concatenate([np.ones(40), np.zeros(40), np.ones(2000)]).astype(bool)
    assert 0.5 < precision_border(scores, is_right) <= 0.9


def test_recall_is_kept_by_the_highest_border_that_shows_it() -> None:
    scores = np.linspace(0, 1, 1001)
    assert 0.05 <= recall_border(scores) <= 0.10
    assert recall_border(np.array([0.5] * 5)) == 0.0


def test_what_is_a_tag_anyway_needs_no_question() -> None:
    gold = np.ones((100, 1), dtype=bool)
    scores = np.full((100, 1), 0.4)
    asked = choose_zones(scores, gold, np.zeros_like(gold)).ask
    assert asked == pytest.approx(0.4)
    assert choose_zones(scores, gold, gold).ask > 0.9
