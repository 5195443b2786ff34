"""Score who is told to be who: mentions of one person under one number, of two under two.

Reads data/stress/linking, texts with every mention marked by its person, never trained on.
The mentions are given, so that only the linking is judged.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from models.persons import link_in_text
from models.types import Span
from training.corpus import DATA_FOLDER

LINKING_FILE = DATA_FOLDER / "stress" / "linking" / "rows.jsonl"
_MARK = re.compile(r"<(P[0-9]+)>(.*?)</\1>")


@dataclass(frozen=True, slots=True)
class LinkingRow:
    """A text, where its mentions stand, and whose each is."""

    id: str
    lang: str
    phenomenon: str
    text: str
    spans: tuple[Span, ...]
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkingScore:
    """Counts over pairs of mentions of one text, and sums of B-cubed over mentions."""

    pairs_linked: int = 0
    pairs_right: int = 0
    pairs_gold: int = 0
    mentions: int = 0
    cubed_precision: float = 0.0
    cubed_recall: float = 0.0
    rows: int = 0
    rows_right: int = 0


def read_linking(path: Path = LINKING_FILE) -> list[LinkingRow]:
    """Read all rows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line)) for line in lines]


def _row(record: dict[str, str]) -> LinkingRow:
    text, spans, persons, position = "", [], [], 0
    for mark in _MARK.finditer(record["text"]):
        text += record["text"][position : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[2])))
        persons.append(mark[1])
        text += mark[2]
        position = mark.end()
    return LinkingRow(
        record["id"],
        record["lang"],
        record["phenomenon"],
        text + record["text"][position:],
        tuple(spans),
        tuple(persons),
    )


def score_linking(gold: Sequence[object], linked: Sequence[object]) -> LinkingScore:
    """Score the persons given to the mentions of one text.

    Args:
        gold: The true person of each mention.
        linked: The person each was given; the names of the persons do not matter.
    """
    pairs = list(combinations(zip(gold, linked, strict=True), 2))
    same_gold = [one[0] == other[0] for one, other in pairs]
    same_linked = [one[1] == other[1] for one, other in pairs]
    both = Counter(zip(gold, linked, strict=True))
    golds, links = Counter(gold), Counter(linked)
    return LinkingScore(
        pairs_linked=sum(same_linked),
        pairs_right=sum(g and s for g, s in zip(same_gold, same_linked, strict=True)),
        pairs_gold=sum(same_gold),
        mentions=len(gold),
        cubed_precision=sum(n * n / links[linked_] for (_, linked_), n in both.items()),
        cubed_recall=sum(n * n / golds[gold_] for (gold_, _), n in both.items()),
        rows=1,
        rows_right=int(same_gold == same_linked),
    )


def linking_figures(rows: Sequence[LinkingRow]) -> dict[str, Any]:
    """Return precision and recall of linking overall, by language and by phenomenon."""
    by_language: dict[str, list[LinkingScore]] = defaultdict(list)
    by_phenomenon: dict[str, list[LinkingScore]] = defaultdict(list)
    for row in rows:
        score = score_linking(row.persons, link_in_text(row.text, row.spans))
        by_language[row.lang].append(score)
        by_phenomenon[row.phenomenon].append(score)
    return {
        **_figures(score for scores in by_language.values() for score in scores),
        "by_language": {name: _figures(s) for name, s in sorted(by_language.items())},
        "by_phenomenon": {name: _figures(s) for name, s in sorted(by_phenomenon.items())},
    }


def linking_table(figures: dict[str, Any]) -> str:
    """Return the section of the report: linking by phenomenon and by language."""
    lines = [
        f"Of {figures['rows']} texts written to be hard (`data/stress/linking`, never trained on) "
        f"{figures['rows_right']} have every mention under the right person.\n",
        "| group | mentions | pair precision | pair recall | B³ precision | B³ recall |",
        "|---|---|---|---|---|---|",
    ]
    groups = {"all": figures, **figures["by_phenomenon"], **figures["by_language"]}
    for name, part in groups.items():
        rates = " | ".join(f"{100 * part[key]:.1f} %" for key in _RATES)
        lines.append(f"| {name} | {part['mentions']} | {rates} |")
    return "\n".join(lines) + "\n"


_RATES = ("precision", "recall", "b_cubed_precision", "b_cubed_recall")


def _figures(scores: Iterable[LinkingScore]) -> dict[str, Any]:
    scores = list(scores)
    right = sum(score.pairs_right for score in scores)
    mentions = sum(score.mentions for score in scores)
    return {
        "rows": sum(score.rows for score in scores),
        "rows_right": sum(score.rows_right for score in scores),
        "mentions": mentions,
        "precision": _share(right, sum(score.pairs_linked for score in scores)),
        "recall": _share(right, sum(score.pairs_gold for score in scores)),
        "b_cubed_precision": _share(sum(score.cubed_precision for score in scores), mentions),
        "b_cubed_recall": _share(sum(score.cubed_recall for score in scores), mentions),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
