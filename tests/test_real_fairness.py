"""The committed tagger on counterfactual pairs: swaps move no more tags than they did.

The goal is 3 % of the unrelated tags. Measured with the models of the first release: 13 %, so the
goal is not reached; what is held here is that it gets no worse, and that of all labels, given or
not, under 3 % move. 10 seconds on an idle core.
"""

import pytest

from models.artifacts import TRAINED_FOLDER
from models.classifier import Classifier
from models.label_sets import load_label_sets
from training.fairness import fairness_figures, find_flips, read_pairs

MOST_MOVED = 0.16
MOST_OF_ALL_LABELS = 0.03


@pytest.fixture(scope="module")
def figures():
    classifier = Classifier.load(TRAINED_FOLDER / "tagger", load_label_sets())
    return fairness_figures(find_flips(classifier, read_pairs()))


def test_swaps_move_no_more_tags_than_they_did(figures):
    assert figures["moved"]["share"] <= MOST_MOVED, figures["by_kind"]


def test_of_all_labels_hardly_any_moves(figures):
    assert figures["moved_of_all_labels"] <= MOST_OF_ALL_LABELS
