import random
from dataclasses import replace

import numpy as np
import pytest

from models.label_sets import load_label_sets
from training.config import CONFIG_FOLDER, TaggerConfig, load_config
from training.tagger_data import TaggerExample
from training.tagger_variants import ABSENT_WEIGHT, VariantMaker

LABELS = load_label_sets()
OUTPUTS = LABELS.outputs
VIOLATION, NO_VIOLATION = (
    OUTPUTS.index("record_type/violation"), OUTPUTS.index("record_type/no_violation")
)  # fmt: skip
REFUSED = OUTPUTS.index("violation_type/denial_of_care")
INSULTED = OUTPUTS.index("violation_type/verbal_abuse")
DOCTOR = OUTPUTS.index("perpetrator/health_worker_general")
NOBODY = OUTPUTS.index("perpetrator/unknown")
PATIENT = OUTPUTS.index("key_population/plhiv")
CONFIG = load_config(CONFIG_FOLDER / "tagger.yaml", TaggerConfig)


def example(columns, evidence, sentences, lang="ru", first_id=10):
    """Return an example whose tokens have the ids first_id, first_id + 1, ..."""
    targets = np.zeros(len(OUTPUTS), dtype=np.float32)
    targets[columns] = 1.0
    ids = np.array([0, *range(first_id, first_id + len(sentences) - 2), 2])
    return TaggerExample(ids, targets, evidence, np.ones_like(targets), np.array(sentences), lang)


@pytest.fixture
def refused():
    """Three sentences: a refusal, an insult, and who they happened to."""
    return example(
        [VIOLATION, REFUSED, INSULTED, DOCTOR, PATIENT],
        {REFUSED: [2, 3], INSULTED: [5], DOCTOR: [1]},
        [0, 0, 0, 0, 1, 1, 2, 2, 2],
    )


def maker(*examples):
    return VariantMaker(LABELS, CONFIG, examples)


def test_without_its_quote_a_label_is_not_said(refused):
    for seed in range(20):
        variant = maker(refused).without_quote(refused, random.Random(seed))
        (gone,) = np.flatnonzero(refused.targets != variant.targets)
        assert variant.weights[gone] == ABSENT_WEIGHT
        assert set(refused.ids) - set(variant.ids) == {
            refused.ids[token] for token in refused.evidence[gone]
        }
        assert gone not in variant.evidence


def test_quotes_move_with_the_tokens_that_are_left(refused):
    variant = maker(refused).without_quote(refused, random.Random(3))
    for column, tokens in variant.evidence.items():
        before = [refused.ids[token] for token in refused.evidence[column]]
        assert [variant.ids[token] for token in tokens] == before


def test_record_type_is_open_when_the_only_act_is_taken_out():
    only = example([VIOLATION, REFUSED], {REFUSED: [1]}, [0, 0, 0, 0])
    variant = maker(only).without_quote(only, random.Random(0))
    assert not variant.weights[[VIOLATION, NO_VIOLATION]].any()


def test_label_whose_quote_is_touched_is_open():
    both = example([VIOLATION, REFUSED, INSULTED], {REFUSED: [1, 2], INSULTED: [2]}, [0] * 5)
    for seed in range(10):
        variant = maker(both).without_quote(both, random.Random(seed))
        gone, other = (REFUSED, INSULTED) if not variant.targets[REFUSED] else (INSULTED, REFUSED)
        assert (variant.weights[gone], variant.weights[other]) == (ABSENT_WEIGHT, 0.0)


def test_excerpt_says_what_its_quotes_say(refused):
    seen = set()
    for seed in range(40):
        variant = maker(refused).excerpt(refused, random.Random(seed))
        assert variant.ids[0] == 0
        assert variant.ids[-1] == 2
        assert variant.targets[VIOLATION]
        assert variant.targets[[REFUSED, INSULTED]].any()
        for column in (REFUSED, INSULTED):
            assert bool(variant.targets[column]) == (column in variant.evidence)
        assert variant.weights[PATIENT] == 0.0  # without a quote nobody knows
        seen.add(len(variant.ids))
    assert len(seen) > 1


def test_joined_narratives_say_both():
    one = example([VIOLATION, REFUSED, DOCTOR], {REFUSED: [1]}, [0, 0, 0, 0], first_id=10)
    two = example([VIOLATION, INSULTED, NOBODY], {INSULTED: [2]}, [0, 0, 0, 0, 0], first_id=50)
    for seed in range(10):
        variant = maker(one, two).joined(one, random.Random(seed))
        if variant is one:  # it was drawn to be joined with itself
            continue
        assert variant.targets[[VIOLATION, REFUSED, INSULTED, DOCTOR]].all()
        assert not variant.targets[NOBODY]  # exclusive: somebody is named
        assert [variant.ids[token] for token in variant.evidence[REFUSED]] == [10]
        assert [variant.ids[token] for token in variant.evidence[INSULTED]] == [51]
        assert len(variant.ids) == len(variant.sentences) == 7
        assert (np.diff(variant.sentences) >= 0).all()


def test_violation_beside_none_is_a_violation():
    one = example([VIOLATION, REFUSED], {REFUSED: [1]}, [0, 0, 0])
    two = example([NO_VIOLATION, PATIENT], {}, [0, 0, 0])
    joined = [maker(one, two).joined(one, random.Random(seed)) for seed in range(10)]
    for variant in joined:
        assert variant.targets[VIOLATION]
        assert not variant.targets[NO_VIOLATION]
    assert any(variant.targets[PATIENT] for variant in joined)


def test_other_languages_and_too_long_ones_are_not_joined():
    one = example([VIOLATION], {}, [0] * 300)
    foreign = example([VIOLATION], {}, [0] * 10, lang="ka")
    assert maker(one, foreign).joined(one, random.Random(0)) is one
    long = replace(one, lang="ru")
    assert len(maker(one, long).joined(one, random.Random(1)).ids) == 300


def test_shares_are_those_of_the_configuration(refused):
    shares = replace(CONFIG, without_quote_share=0.0, excerpt_share=0.0, joined_share=0.0)
    rng = random.Random(0)
    plain = VariantMaker(LABELS, shares, [refused])
    assert all(plain.draw(refused, rng) is refused for _ in range(50))
    always = VariantMaker(LABELS, replace(shares, without_quote_share=1.0), [refused])
    assert all(always.draw(refused, rng) is not refused for _ in range(50))
