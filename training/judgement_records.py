"""What is kept of an evaluation for comparing versions: ids, labels and scores, never text."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.errors import AnnotationError
from models.labels import LabelSets
from training.corpus import AnnotatedNarrative
from training.judgements import Judgement

JUDGEMENTS_FILE = "judgements.jsonl"


@dataclass(frozen=True, slots=True)
class JudgementRecord:
    """One narrative under one version.

    Attributes:
        id: Of the narrative.
        lang: Its language.
        tags: "facet/label" of what was given; the record type and flags too.
        gold: The same of what holds.
        scores: Calibrated score of every output.
        countries: Incident countries given.
        gold_countries: Incident countries that are right.
        mentions: Names in it.
        missed: Of them, those of which a piece survives.
    """

    id: str
    lang: str
    tags: list[str]
    gold: list[str]
    scores: dict[str, float]
    countries: list[str]
    gold_countries: list[str]
    mentions: int
    missed: int


def to_record(judgement: Judgement, labels: LabelSets) -> JudgementRecord:
    """Keep of a judgement what versions are compared by."""
    tagged, narrative = judgement.tagged, judgement.narrative
    by_facet = {**tagged.tags, labels.flags.facet: tagged.flags}
    given = [f"{facet}/{tag.label}" for facet, tags in by_facet.items() for tag in tags]
    return JudgementRecord(
        id=narrative.id,
        lang=narrative.lang,
        tags=sorted([*given, f"record_type/{tagged.record_type.label}"]),
        gold=sorted(narrative.outputs),
        scores={output: round(float(score), 5) for output, score in judgement.scores.items()},
        countries=sorted(tag.code for tag in tagged.countries.incident),
        gold_countries=sorted(narrative.country_incident),
        mentions=judgement.redaction.mentions,
        missed=judgement.redaction.missed,
    )


def write_judgements(records: Iterable[JudgementRecord], path: Path) -> None:
    """Write one record a line."""
    lines = (json.dumps(asdict(record), ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")


def read_judgements(path: Path) -> list[JudgementRecord]:
    """Read the records of a version.

    Raises:
        AnnotationError: If the file is missing or a line is none of them.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            return [JudgementRecord(**json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError):
        raise AnnotationError(f"{path.name} cannot be read; judge the version again") from None


def is_of(records: Sequence[JudgementRecord], narratives: Sequence[AnnotatedNarrative]) -> bool:
    """Tell whether records are of these narratives with these labels, in this order."""
    return [(r.id, set(r.gold)) for r in records] == [(n.id, set(n.outputs)) for n in narratives]
