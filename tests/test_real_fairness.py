"""The committed tagger on counterfactual pairs: swaps move nothing that is suggested.

The goal is 3 %. Measured on 203 pairs: of the tags in the zone "suggest" none of 151 moves, of
all labels, given or not, 0.3 %, but of all tags 5.7 %, those near their threshold; for them the
goal is not reached, and what is held here is that it gets no worse. Numbers of placeholders move
nothing at all: the tagger does not read them. 10 seconds on an idle core.
"""

import pytest

from models.artifacts import TRAINED_FOLDER
from models.classifier import Classifier
from models.label_sets import load_label_sets
from training.fairness import fairness_figures, find_flips, read_pairs

GOAL = 0.03
MOST_OF_ALL_TAGS = 0.08
LEAST_SUGGESTED = 50


@pytest.fixture(scope="module")
def figures():
    classifier = Classifier.load(TRAINED_FOLDER / "tagger", load_label_sets())
    return fairness_figures(find_flips(classifier, read_pairs()))


def test_swaps_move_nothing_that_is_suggested(figures):
    assert figures["moved_sure"]["tags"] >= LEAST_SUGGESTED
    assert figures["moved_sure"]["share"] <= GOAL


def test_of_all_labels_hardly_any_moves(figures):
    assert figures["moved_of_all_labels"] <= GOAL


def test_swaps_move_no_more_of_the_unsure_tags_than_they_did(figures):
    assert figures["moved"]["share"] <= MOST_OF_ALL_TAGS, figures["by_kind"]


def test_numbers_of_placeholders_move_nothing(figures):
    numbers = figures["by_kind"]["placeholder"]
    assert numbers["tags"] >= LEAST_SUGGESTED
    assert numbers["moved"] == 0
