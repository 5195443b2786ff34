"""Score the trained models end to end: `python -m training.evaluate`.

Writes metrics.json, the report with tables and plots, and the model cards. Where the public
NER sentences are, the recogniser is scored on them too; elsewhere their last figures stay.
"""

import argparse
import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from rich.progress import track

from models.artifacts import TRAINED_FOLDER
from models.classifier import Classifier
from models.pipeline import Pipeline
from models.recognizer import Recognizer
from training import public_ner, public_ner_sentences
from training.corpus import read_corpus, read_splits, select
from training.evidence_scores import EvidenceCheck, check_evidence, deletion_figures
from training.fairness import fairness_figures, find_flips, read_pairs
from training.judgements import Judgement, judge
from training.linking_scores import linking_figures, read_linking
from training.metrics import Figures
from training.model_card import write_cards
from training.quality_summary import quality_lines
from training.readme_section import fill_section
from training.redaction_tables import redaction_table
from training.report import METRICS_FILE, PEERS_FILE, facet_table, read_measured, write_report
from training.source_scores import score_sources
from training.stress import read_stress, stress_figures
from training.summary import summarize

REPORT_FOLDER = "report"
NER_FOLDER = Path("../shared/ner")
EXPLAINED = 5  # every fifth narrative


def evaluate(pipeline: Pipeline, split: str) -> Figures:
    """Return the figures of a pipeline on one split of the corpus and on the stress set."""
    narratives, splits = read_corpus(), read_splits()
    started = time.monotonic(), time.process_time()
    judgements = judge(pipeline, select(narratives, splits, split))
    seconds = {
        "clock": round(time.monotonic() - started[0], 1),
        "processor": round(time.process_time() - started[1], 1),
    }
    figures = summarize(judgements, pipeline.labels) | {"seconds": seconds}
    if isinstance(pipeline.classifier, Classifier):
        figures["deletion"] = deletion_figures(_evidence_checks(pipeline, judgements))
        # Several readings for each tag: on a part of the narratives only.
        explained = _evidence_checks(pipeline, judgements[::EXPLAINED], explain=True)
        figures["deletion_explained"] = deletion_figures(explained)
        figures["fairness"] = fairness_figures(find_flips(pipeline.classifier, read_pairs()))
    figures["stress"] = stress_figures(pipeline.recognizer, read_stress())
    figures["linking"] = linking_figures(read_linking())
    if split != "dev" and isinstance(pipeline.recognizer, Recognizer):
        dev = select(narratives, splits, "dev")
        figures["sources"] = {"dev": score_sources(pipeline.recognizer, dev)}
    return {"split": split, "model_version": pipeline.version, **figures}


def _evidence_checks(
    pipeline: Pipeline, judgements: Sequence[Judgement], *, explain: bool = False
) -> list[EvidenceCheck]:
    classifier = pipeline.classifier
    if not isinstance(classifier, Classifier):
        return []
    return [
        check
        for judgement in track(judgements, "cutting evidence out")
        for check in check_evidence(
            classifier,
            pipeline.labels,
            pipeline.explain(judgement.tagged) if explain else judgement.tagged,
            judgement.quotes,
        )
    ]


def keep_measured(trained: Path, folder: Path) -> None:
    """Copy the last figures of public files and peers to another folder of a report."""
    for name in (public_ner.FILE_NAME, PEERS_FILE):
        last, wanted = trained / REPORT_FOLDER / name, folder / name
        if last.exists() and not wanted.exists():
            shutil.copyfile(last, wanted)


def write_json(path: Path, content: Figures) -> None:
    """Write figures as people can read and compare them."""
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Evaluate and, on the test split of the committed models, write report and cards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, default=TRAINED_FOLDER)
    parser.add_argument("--split", default="test", choices=["dev", "test"])
    parser.add_argument("--to", type=Path, help="folder of the report")
    parser.add_argument(
        "--ner", type=Path, default=NER_FOLDER, help="public NER files, scored if they are there"
    )
    arguments = parser.parse_args()
    folder = arguments.to or arguments.trained / REPORT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    pipeline = Pipeline.load(arguments.trained)
    figures = evaluate(pipeline, arguments.split)
    write_json(folder / METRICS_FILE, figures)
    keep_measured(arguments.trained, folder)
    if public_ner_sentences.list_test_files(arguments.ner):
        settings = public_ner_sentences.read_settings()
        sentences = public_ner.public_ner_figures(
            pipeline.recognizer, pipeline.version, arguments.ner, settings
        )
        write_json(folder / public_ner.FILE_NAME, sentences)
    write_report(figures, folder)
    if arguments.split == "test":
        write_cards(figures, arguments.trained)
        if arguments.trained == TRAINED_FOLDER:
            sentences = read_measured(folder / public_ner.FILE_NAME)
            fill_section("quality", quality_lines(figures, sentences))
    print(facet_table(figures), redaction_table(figures), sep="\n")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
