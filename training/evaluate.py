"""Score the trained models end to end: `python -m training.evaluate`.

Writes metrics.json, the report with tables and plots, and the model cards.
"""

import argparse
import json
from pathlib import Path

from models.artifacts import TRAINED_FOLDER
from models.pipeline import Pipeline
from training.corpus import read_corpus, read_splits, select
from training.judgements import judge
from training.model_card import write_cards
from training.quality_summary import quality_lines
from training.readme_section import fill_section
from training.report import facet_table, redaction_table, write_report
from training.stress import read_stress, stress_figures
from training.summary import Figures, summarize

REPORT_FOLDER = "report"


def evaluate(trained: Path, split: str) -> Figures:
    """Return the figures of the models in a folder on one split of the corpus."""
    pipeline = Pipeline.load(trained)
    narratives = select(read_corpus(), read_splits(), split)
    figures = summarize(judge(pipeline, narratives), pipeline.labels)
    figures["stress"] = stress_figures(pipeline.recognizer, read_stress())
    return {"split": split, "model_version": pipeline.version, **figures}


def main() -> None:
    """Evaluate and, on the test split of the committed models, write report and cards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, default=TRAINED_FOLDER)
    parser.add_argument("--split", default="test", choices=["dev", "test"])
    parser.add_argument("--to", type=Path, help="folder of the report")
    arguments = parser.parse_args()
    figures = evaluate(arguments.trained, arguments.split)
    folder = arguments.to or arguments.trained / REPORT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    (folder / "metrics.json").write_text(text, encoding="utf-8")
    write_report(figures, folder)
    if arguments.split == "test":
        write_cards(figures, arguments.trained)
        if arguments.trained == TRAINED_FOLDER:
            fill_section("quality", quality_lines(figures))
    print(facet_table(figures), redaction_table(figures), sep="\n")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
