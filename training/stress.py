"""Score redaction on the stress set: data/stress, one phenomenon a row, never trained on."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.progress import track

from models.types import Entity
from models.workers import EntityFinder
from training.corpus import DATA_FOLDER, AnnotatedNarrative
from training.metrics import RedactionScore, wilson_interval
from training.redaction_scores import mention_recall, over_redaction, score_redaction

STRESS_FOLDER = DATA_FOLDER / "stress"
PHENOMENA_FILE = "phenomena.yaml"
_MARK = re.compile(r"<([A-Z_]+)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StressRow:
    """One row: a text whose names are marked, and what makes them hard."""

    phenomenon: str
    narrative: AnnotatedNarrative


def read_stress(folder: Path = STRESS_FOLDER) -> list[StressRow]:
    """Read all rows, files in order of name."""
    return [row for path in sorted(folder.glob("*.jsonl")) for row in _read(path)]


def _read(path: Path) -> Iterator[StressRow]:
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text, entities = parse_marks(record["text"])
        narrative = AnnotatedNarrative(
            id=record["id"], lang=path.stem, style="", text=text, labels={}, country_incident=(),
            country_other=(), country_basis="none", evidence={}, identifiers=tuple(entities),
        )  # fmt: skip
        yield StressRow(record["phenomenon"], narrative)


def parse_marks(marked: str) -> tuple[str, list[Entity]]:
    """Return the text without its inline marks, and the entities they enclosed."""
    pieces: list[str] = []
    entities: list[Entity] = []
    length = position = 0
    for mark in _MARK.finditer(marked):
        before = marked[position : mark.start()]
        start = length + len(before)
        length = start + len(mark[2])
        pieces += [before, mark[2]]
        entities.append(Entity(start, length, mark[1], "gold"))
        position = mark.end()
    return "".join([*pieces, marked[position:]]), entities


def stress_figures(finder: EntityFinder, rows: Sequence[StressRow]) -> dict[str, Any]:
    """Return recall of PERSON mentions overall, by language file and by phenomenon."""
    by_language: dict[str, list[RedactionScore]] = defaultdict(list)
    by_phenomenon: dict[str, list[RedactionScore]] = defaultdict(list)
    for row in track(rows, "stress set"):
        score = score_redaction(row.narrative, finder.recognize(row.narrative.text))
        by_language[row.narrative.lang].append(score)
        by_phenomenon[row.phenomenon].append(score)
    everything = [score for scores in by_language.values() for score in scores]
    return {
        **_figures(everything),
        "by_language": {lang: _figures(scores) for lang, scores in sorted(by_language.items())},
        "by_phenomenon": {name: _figures(by_phenomenon[name]) for name in _phenomena()},
    }


def _phenomena() -> list[str]:
    """Return the ids of the phenomena in the order of the report."""
    return list(yaml.safe_load((STRESS_FOLDER / PHENOMENA_FILE).read_text(encoding="utf-8")))


def _figures(scores: Sequence[RedactionScore]) -> dict[str, Any]:
    mentions = sum(score.mentions for score in scores)
    missed = sum(score.missed for score in scores)
    return {
        "mentions": mentions,
        "recall": mention_recall(scores),
        "interval": wilson_interval(mentions - missed, mentions),
        "over_redaction": over_redaction(scores),
    }
