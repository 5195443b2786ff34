"""Judge a version on a split once, and keep what was found beside it."""

import shutil
from pathlib import Path

from models.artifacts import TRAINED_FOLDER
from models.errors import AnnotationError
from models.pipeline import Pipeline, trained_version
from models.versions import VERSIONS_FOLDER, version_folder
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.judgement_records import (
    JUDGEMENTS_FILE,
    JudgementRecord,
    is_of,
    read_judgements,
    to_record,
    write_judgements,
)
from training.judgements import judge
from training.report import METRICS_FILE
from training.summary import summarize
from training.version_folder import EVALUATION_FOLDER, write_json

# The released models are committed: what is found about them by the way is kept elsewhere.
RELEASED_EVALUATIONS = Path("runs/released")


def judge_version(
    version: str,
    split: str,
    *,
    versions: Path = VERSIONS_FOLDER,
    released: Path = TRAINED_FOLDER,
    kept: Path = RELEASED_EVALUATIONS,
) -> list[JudgementRecord]:
    """Return the judgements of a version, made now unless they are there already.

    They are made anew when the models or the narratives of the split have changed.

    Raises:
        ArtifactError: If there is no such version, or it is damaged.
    """
    folder = version_folder(version, versions, released)
    narratives = select(read_corpus(), read_splits(), split)
    place = kept / EVALUATION_FOLDER if folder == released else folder / EVALUATION_FOLDER
    place = place / f"{split}-{trained_version(folder)}"
    found = _kept(place, narratives)
    return found if found is not None else _judge(folder, narratives, split, place)


def _kept(place: Path, narratives: list[AnnotatedNarrative]) -> list[JudgementRecord] | None:
    try:
        records = read_judgements(place / JUDGEMENTS_FILE)
    except AnnotationError:
        return None
    return records if is_of(records, narratives) else None


def _judge(
    folder: Path, narratives: list[AnnotatedNarrative], split: str, place: Path
) -> list[JudgementRecord]:
    pipeline = Pipeline.load(folder)
    judgements = judge(pipeline, narratives)
    records = [to_record(judgement, pipeline.labels) for judgement in judgements]
    figures = summarize(judgements, pipeline.labels)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    write_json(place / METRICS_FILE, {"split": split, "model_version": pipeline.version, **figures})
    write_judgements(records, place / JUDGEMENTS_FILE)
    return records
