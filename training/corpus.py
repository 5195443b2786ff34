"""Read the narrative corpus: annotated JSON lines, one narrative a line.

The format is described in data/corpus/README.md.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import AnnotationError
from models.types import Entity

DATA_FOLDER = Path(__file__).parent.parent / "data"
CORPUS_FOLDER = DATA_FOLDER / "corpus"
SPLITS_FILE = DATA_FOLDER / "splits.json"
# Reviewed cases of this installation (training/import_reviews.py); never in the repository.
LOCAL_FOLDER = DATA_FOLDER / "local"
LOCAL_DEV_TENTH = 0  # of ten parts by hash of the id, the one that calibration reads
SPLITS = ("train", "dev", "test")

FACETS = ("violation_type", "perpetrator", "key_population")


@dataclass(frozen=True, slots=True)
class AnnotatedNarrative:
    """One narrative of the corpus with everything a person said of it.

    Attributes:
        labels: Facet (also "record_type" and "flags") to the label ids that hold.
        evidence: Label id, or "country", to the exact quote in `text`.
        identifiers: The spans to redact, offsets in `text`.
    """

    id: str
    lang: str
    style: str
    text: str
    labels: Mapping[str, tuple[str, ...]]
    country_incident: tuple[str, ...]
    country_other: tuple[str, ...]
    country_basis: str
    evidence: Mapping[str, str]
    identifiers: tuple[Entity, ...]
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def part(self) -> int:
        """The part of the corpus: the last digit of the file's name, 1 where there is none."""
        stem = Path(self.file).stem
        # ru2.jsonl is the second Russian file of part 1.
        return int(stem[-1]) if stem[-1:].isdigit() and stem != "ru2" else 1

    @property
    def outputs(self) -> frozenset[str]:
        """The labels as the classifier's output names, such as "flags/urgent_risk"."""
        return frozenset(
            f"{facet}/{label}" for facet in self.labels for label in self.labels[facet]
        )


def read_corpus(folder: Path = CORPUS_FOLDER) -> list[AnnotatedNarrative]:
    """Read every narrative of a folder, files in order of name.

    Raises:
        AnnotationError: If a line is no JSON object, lacks a field, or an id comes twice.
    """
    narratives: list[AnnotatedNarrative] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for narrative in read_narratives(path):
            place = f"{narrative.file}:{narrative.line}"
            if narrative.id in seen:
                raise AnnotationError(f"{place}: id is already used in {seen[narrative.id]}")
            seen[narrative.id] = place
            narratives.append(narrative)
    return narratives


def read_narratives(path: Path) -> list[AnnotatedNarrative]:
    """Read the narratives of one JSON lines file.

    Raises:
        AnnotationError: If a line is no JSON object or lacks a field.
    """
    # As bytes: a line that is not UTF-8 is then a fault of that line.
    with path.open("rb") as lines:
        return [parse_narrative(line, path.name, number) for number, line in enumerate(lines, 1)]


def parse_narrative(line: str | bytes, file: str, number: int) -> AnnotatedNarrative:
    """Read one line of a corpus file.

    Raises:
        AnnotationError: If it is no JSON object or lacks a field; the message has no text.
    """
    try:
        record: dict[str, Any] = json.loads(line)
        labels = {facet: tuple(record[facet]) for facet in (*FACETS, "flags")}
        labels["record_type"] = (record["record_type"],)
        return AnnotatedNarrative(
            id=record["id"],
            lang=record["lang"],
            style=record["style"],
            text=record["text"],
            labels=labels,
            country_incident=tuple(record["country_incident"]),
            country_other=tuple(record["country_other"]),
            country_basis=record["country_basis"],
            evidence=dict(record["evidence"]),
            identifiers=tuple(
                Entity(start, end, label, "gold") for start, end, label in record["identifiers"]
            ),
            file=file,
            line=number,
        )
    except json.JSONDecodeError as error:
        # The decoder's own message is safe: it tells a column, never the text.
        raise AnnotationError(f"{file}:{number}: no valid JSON ({error.msg})") from None
    except KeyError as error:
        raise AnnotationError(f"{file}:{number}: field {error} is missing") from None
    except (TypeError, ValueError):
        raise AnnotationError(f"{file}:{number}: a field has the wrong form") from None


def read_splits(path: Path = SPLITS_FILE) -> dict[str, list[str]]:
    """Read which narrative ids belong to train, dev and test.

    Raises:
        AnnotationError: If the file is missing or lacks a split.
    """
    try:
        splits: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        raise AnnotationError(f"{path.name} cannot be read; make it with `make split`") from None
    missing = set(SPLITS) - set(splits)
    if missing:
        raise AnnotationError(f"{path.name}: no split named {', '.join(sorted(missing))}")
    return splits


def select(
    narratives: Iterable[AnnotatedNarrative],
    splits: Mapping[str, list[str]],
    split: str,
    *,
    last_part: int | None = None,
) -> list[AnnotatedNarrative]:
    """Return the narratives of one split, in corpus order.

    Args:
        narratives: The corpus.
        splits: Split to its narrative ids.
        split: Which of them.
        last_part: Leave later parts of the corpus out: a model trained before they were
            written can be made again.
    """
    wanted = set(splits[split])
    return [
        narrative
        for narrative in narratives
        if narrative.id in wanted and (last_part is None or narrative.part <= last_part)
    ]


def read_local(split: str, folder: Path = LOCAL_FOLDER) -> list[AnnotatedNarrative]:
    """Return the reviewed cases of this installation: nine tenths train, the others dev.

    There is no local test split: figures of different installations and times can be compared
    on the committed one only. Which side a case is on hangs on its id, and stays.

    Raises:
        AnnotationError: If a line is wrong or an id comes twice.
    """
    if not folder.is_dir():
        return []

    def side(narrative: AnnotatedNarrative) -> str:
        is_dev = zlib.crc32(narrative.id.encode()) % 10 == LOCAL_DEV_TENTH
        return "dev" if is_dev else "train"

    return [narrative for narrative in read_corpus(folder) if side(narrative) == split]
