"""Two versions on the same narratives: differences and what chance explains of them.

The intervals are those of a paired bootstrap: narratives are drawn with replacement, and both
versions are scored on the same draw (Berg-Kirkpatrick, Burkett and Klein 2012), so that what is
hard for both cancels out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.labels import LabelSet, LabelSets
from training.judgement_records import JudgementRecord
from training.metrics import BoolArray, calibration_error

ROUNDS = 1000
SEED = 20261126
MIN_NARRATIVES = 15  # of a language that may be judged by itself

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both versions.

    Attributes:
        name: What it is of: a facet, a label, a language.
        cases: Narratives or gold labels behind it.
        a: The figure of the version in use.
        b: The figure of the candidate.
        low: Lower end of the 95 % interval of b - a.
        high: Upper end.
    """

    name: str
    cases: int
    a: float
    b: float
    low: float
    high: float

    @property
    def is_worse(self) -> bool:
        """Tell whether b is worse than a by more than chance explains."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two versions; higher is better but for leaks and errors.

    Attributes:
        facets: Micro-F1 of each text facet and the flags, accuracy of record type and country.
        labels: F1 of every label with a gold case.
        languages: Micro-F1 over all text facets and flags, by language.
        calibration: Expected calibration error of each facet; lower is better.
        leaks: Ids of the narratives in which a piece of a name survives, for a and b.
        lost_names: How many names that is, for a and b.
        newly_lost: Ids of narratives in which b loses more names than a.
    """

    narratives: int
    facets: tuple[Difference, ...]
    labels: tuple[Difference, ...]
    languages: tuple[Difference, ...]
    calibration: tuple[Difference, ...]
    leaks: tuple[tuple[str, ...], tuple[str, ...]]
    lost_names: tuple[int, int]
    newly_lost: tuple[str, ...]


def compare(
    a: Sequence[JudgementRecord], b: Sequence[JudgementRecord], labels: LabelSets
) -> Comparison:
    """Compare two versions.

    Args:
        a: The version in use.
        b: The candidate, judged on the same narratives in the same order.
        labels: The label sets.

    Raises:
        ValueError: If the narratives differ, or there are none.
    """
    if not a or [(r.id, r.gold) for r in a] != [(r.id, r.gold) for r in b]:
        raise ValueError("the versions were not judged on the same narratives")
    draws = np.random.default_rng(SEED).multinomial(
        len(a), np.full(len(a), 1 / len(a)), size=ROUNDS
    )
    sets = (*labels.facets.values(), labels.flags)
    outputs = [label.output for label_set in sets for label in label_set.labels]
    counts = [_counts(records, outputs) for records in (a, b)]
    by_facet = [
        _f1_difference(
            label_set.facet, counts, draws, [outputs.index(x.output) for x in label_set.labels]
        )
        for label_set in sets
    ]
    right = [[_record_type_is_right(r) for r in records] for records in (a, b)]
    placed = [[r.countries == r.gold_countries for r in records] for records in (a, b)]
    shares = [
        _share_difference("record_type", right[0], right[1], draws),
        _share_difference("incident country", placed[0], placed[1], draws),
    ]
    singles = [_f1_difference(name, counts, draws, [i]) for i, name in enumerate(outputs)]
    return Comparison(
        narratives=len(a),
        facets=(*by_facet, *shares),
        labels=tuple(single for single in singles if single.cases),
        languages=tuple(_languages(a, counts)),
        calibration=tuple(_calibration(a, b, label_set) for label_set in sets),
        leaks=(_leaking(a), _leaking(b)),
        lost_names=(sum(r.missed for r in a), sum(r.missed for r in b)),
        newly_lost=tuple(y.id for x, y in zip(a, b, strict=True) if y.missed > x.missed),
    )


def _counts(records: Sequence[JudgementRecord], outputs: Sequence[str]) -> FloatArray:
    """Return hits, given and gold, shape (3, narratives, labels)."""
    given: BoolArray = np.array([[output in set(r.tags) for output in outputs] for r in records])
    gold: BoolArray = np.array([[output in set(r.gold) for output in outputs] for r in records])
    return np.stack([given & gold, given, gold]).astype(float)


def _f1_difference(
    name: str, counts: Sequence[FloatArray], draws: npt.NDArray[np.int64], columns: Sequence[int]
) -> Difference:
    totals = [part[:, :, list(columns)].sum(axis=2) for part in counts]
    a, b = (_f1(part.sum(axis=1)) for part in totals)
    drawn = [_f1(part @ draws.T) for part in totals]
    low, high = np.percentile(drawn[1] - drawn[0], [2.5, 97.5])
    return Difference(name, int(totals[0][2].sum()), float(a), float(b), float(low), float(high))


def _f1(counts: FloatArray) -> FloatArray:
    """Return 2 hits / (given + gold), 0 where there is nothing."""
    hits, given, gold = counts
    f1: FloatArray = 2 * hits / np.maximum(1, given + gold)
    return f1


def _share_difference(
    name: str, a: Sequence[bool], b: Sequence[bool], draws: npt.NDArray[np.int64]
) -> Difference:
    first, second = np.array(a, dtype=float), np.array(b, dtype=float)
    low, high = np.percentile(draws @ (second - first) / len(first), [2.5, 97.5])
    return Difference(
        name, len(first), float(first.mean()), float(second.mean()), float(low), float(high)
    )


def _languages(
    records: Sequence[JudgementRecord], counts: Sequence[FloatArray]
) -> list[Difference]:
    """Compare each language on draws of its own narratives."""
    differences = []
    for lang in sorted({r.lang for r in records}):
        rows = [i for i, r in enumerate(records) if r.lang == lang]
        draws = np.random.default_rng(SEED).multinomial(
            len(rows), np.full(len(rows), 1 / len(rows)), size=ROUNDS
        )
        part = [count[:, rows] for count in counts]
        found = _f1_difference(lang, part, draws, range(part[0].shape[2]))
        differences.append(Difference(lang, len(rows), found.a, found.b, found.low, found.high))
    return differences


def _calibration(
    a: Sequence[JudgementRecord], b: Sequence[JudgementRecord], label_set: LabelSet
) -> Difference:
    outputs = [label.output for label in label_set.labels]
    gold = np.array([[output in r.gold for output in outputs] for r in a])
    before, after = (
        calibration_error(
            np.array([[r.scores[output] for output in outputs] for r in records]).ravel(),
            gold.ravel(),
        )
        for records in (a, b)
    )
    change = after - before
    return Difference(label_set.facet, int(gold.sum()), before, after, change, change)


def _record_type_is_right(record: JudgementRecord) -> bool:
    given = {tag for tag in record.tags if tag.startswith("record_type/")}
    return given <= set(record.gold)


def _leaking(records: Sequence[JudgementRecord]) -> tuple[str, ...]:
    return tuple(record.id for record in records if record.missed)
