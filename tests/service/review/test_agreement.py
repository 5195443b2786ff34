"""Krippendorff's alpha, held against his own published example."""

import math

import pytest

from service.review.agreement import CodedCase, agreement_by_label, as_labels, nominal_alpha

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), part C: 0.743.
CODERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


def test_alpha_is_what_its_maker_publishes():
    rows = [row.split() for row in CODERS]
    units = [[value for value in unit if value != "."] for unit in zip(*rows, strict=True)]
    assert math.isclose(nominal_alpha(units), 0.743, abs_tol=0.0005)


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        ([(True, True), (False, False)], 1.0),
        ([(True, False), (False, True)], -0.5),
        ([(True, True), (True, True)], None),
        ([(True,), ()], None),
        ([], None),
    ],
)
def test_alpha_at_its_ends(units, alpha):
    assert nominal_alpha(units) == alpha


def test_each_label_has_the_agreement_of_coders_and_of_the_model():
    yes, no = as_labels({"flags": ["urgent_risk"]}), frozenset()
    cases = [CodedCase([yes, yes], no), CodedCase([no, no], no), CodedCase([yes, yes], yes)]
    (found,) = agreement_by_label(cases)
    assert (found.facet, found.label, found.cases, found.coders) == ("flags", "urgent_risk", 2, 1.0)
    assert found.model is not None
    assert found.model < 1
