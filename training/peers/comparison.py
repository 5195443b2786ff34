"""Score Casetag and its peers on the same narratives in one run."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import CasetagError
from models.pipeline import Pipeline
from models.types import Entity
from training.corpus import AnnotatedNarrative
from training.metrics import Figures
from training.peers import finders
from training.redaction_scores import PERSON, person_figures, score_redaction

OURS = "casetag"
# What Presidio hides beyond direct identifiers; with these it redacts every place and date.
BROAD_TYPES = frozenset({"LOCATION", "DATE_TIME", "NRP"})
# One thread for everybody, in every library that would take more.
SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Contender:
    """One line of the comparison: who redacts, in which language, and which types count."""

    title: str
    language: str
    peer: str
    hides: Callable[[str], bool] = lambda _type: True


def _direct(entity_type: str) -> bool:
    return entity_type not in BROAD_TYPES


CONTENDERS = (
    Contender("Casetag", "en", OURS),
    Contender("Presidio, direct identifiers", "en", "presidio_english", _direct),
    Contender("Presidio, everything it finds", "en", "presidio_english"),
    Contender("Casetag", "ru", OURS),
    Contender("Natasha", "ru", "natasha"),
    Contender("Presidio with Natasha plugged in", "ru", "presidio_natasha"),
    Contender("Presidio with its English model, direct identifiers", "ru", "presidio_english",
              _direct),
    Contender("Presidio with its English model, everything it finds", "ru", "presidio_english"),
)  # fmt: skip


def compare(
    pipeline: Pipeline, narratives: Sequence[AnnotatedNarrative], peers_python: Path
) -> Figures:
    """Run every contender over the narratives of its language that name a person.

    Raises:
        CasetagError: If a peer cannot be run.
    """
    chosen = {
        lang: [n for n in narratives if n.lang == lang and _names_a_person(n)]
        for lang in sorted({contender.language for contender in CONTENDERS})
    }
    answers: dict[tuple[str, str], list[dict[str, Any]]] = {}
    versions: Mapping[str, str] = {}
    for contender in CONTENDERS:
        asked = (contender.language, contender.peer)
        if asked in answers:
            continue
        texts = [narrative.text for narrative in chosen[contender.language]]
        if contender.peer == OURS:
            answers[asked] = finders.answer(finder_of(pipeline), texts)
        else:
            answers[asked], versions = ask_peer(peers_python, contender.peer, texts)
    rows = [
        {
            "language": contender.language,
            "who": contender.title,
            **score(
                chosen[contender.language],
                answers[contender.language, contender.peer],
                contender.hides,
            ),
        }
        for contender in CONTENDERS
    ]
    return {"model_version": pipeline.version, "versions": dict(versions), "rows": rows,
            "date": time.strftime("%Y-%m-%d")}  # fmt: skip


def _names_a_person(narrative: AnnotatedNarrative) -> bool:
    return any(entity.label == PERSON for entity in narrative.identifiers)


def finder_of(pipeline: Pipeline) -> finders.Finder:
    """Return Casetag's redaction as a finder: everything that `casetag redact` does."""

    def find(text: str) -> finders.Found:
        return [(i.start, i.end, i.type) for i in pipeline.redact(text).identifiers]

    return find


def ask_peer(
    python: Path, peer: str, texts: Sequence[str]
) -> tuple[list[dict[str, Any]], Mapping[str, str]]:
    """Run a peer in its own environment; return its answers and the versions of its packages.

    Raises:
        CasetagError: If it fails. Its output is not repeated: it could quote a narrative.
    """
    done = subprocess.run(
        [str(python), finders.__file__],
        input=json.dumps({"peer": peer, "texts": list(texts)}),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **SINGLE_THREAD},
    )
    if done.returncode:
        raise CasetagError(
            f"{peer} failed with exit code {done.returncode}: is the extra `peers` installed, "
            f"and {finders.ENGLISH_MODEL}?"
        )
    reply = json.loads(done.stdout)
    return reply["answers"], reply["versions"]


def score(
    narratives: Sequence[AnnotatedNarrative],
    answers: Sequence[Mapping[str, Any]],
    hides: Callable[[str], bool],
) -> Figures:
    """Return how names fared by the answers of one contender, and its median time."""
    scores = [
        score_redaction(
            narrative,
            [Entity(start, end, kind) for start, end, kind in answer["entities"] if hides(kind)],
        )
        for narrative, answer in zip(narratives, answers, strict=True)
    ]
    medians = {
        f"median_{unit}": round(statistics.median(answer[unit] for answer in answers), 1)
        for unit in ("ms", "cpu_ms")
    }
    return {**person_figures(scores), **medians}
