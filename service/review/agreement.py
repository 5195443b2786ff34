"""Krippendorff's alpha for nominal data, and the agreement of coders and model by label.

Krippendorff, Content Analysis (2004), chapter 11: alpha = 1 - observed / expected disagreement,
over all pairs of values within a unit; it takes any number of coders and missing values.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Labels = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CodedCase:
    """A case with what each coder and the model said of it, as facet and label."""

    coders: Sequence[Labels]
    model: Labels


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """How far coders agree on a label.

    Attributes:
        coders: Alpha among the coders; None where it cannot be told, as when all say no.
        model: Alpha between the model and each coder.
        cases: In which at least one of them chose the label.
    """

    facet: str
    label: str
    coders: float | None
    model: float | None
    cases: int


def nominal_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Return alpha over some units, each the values of its coders.

    Returns:
        At most 1; 0 is chance, less is worse than chance. None if no two values can be compared
        or all are the same, so that nothing was told apart.
    """
    totals: Counter[Hashable] = Counter()
    disagreement = 0.0
    for values in units:
        others = len(values) - 1
        if others < 1:
            continue
        counts = Counter(values)
        totals.update(counts)
        pairs = len(values) ** 2 - sum(count**2 for count in counts.values())
        disagreement += pairs / others
    number = sum(totals.values())
    expected = number**2 - sum(count**2 for count in totals.values())
    if expected == 0:
        return None
    return 1 - disagreement * (number - 1) / expected


def agreement_by_label(cases: Sequence[CodedCase]) -> list[LabelAgreement]:
    """Return the agreement on each label that somebody chose, the most chosen first."""
    chosen: Counter[tuple[str, str]] = Counter()
    for case in cases:
        chosen.update(frozenset().union(*case.coders, case.model))
    return [
        LabelAgreement(
            *key,
            coders=nominal_alpha([[key in said for said in case.coders] for case in cases]),
            model=nominal_alpha(_pairs(cases, key)),
            cases=count,
        )
        for key, count in sorted(chosen.items(), key=lambda item: (-item[1], item[0]))
    ]


def as_labels(by_facet: Mapping[str, Iterable[str]]) -> Labels:
    """Return labels by facet as pairs."""
    return frozenset((facet, label) for facet, labels in by_facet.items() for label in labels)


def _pairs(cases: Sequence[CodedCase], key: tuple[str, str]) -> list[list[bool]]:
    return [[key in case.model, key in said] for case in cases for said in case.coders]
