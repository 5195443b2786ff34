"""Casetag beside Presidio and Natasha: `python -m training.bench_peers --peers-python PATH`.

The peers live in an environment of their own; the extra `peers` pins them.
"""

import argparse
import json
import os
import sys
from pathlib import Path

# Before any library starts its threads: everybody gets one.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

from models.artifacts import TRAINED_FOLDER
from models.errors import CasetagError
from models.pipeline import Pipeline
from training.corpus import read_corpus, read_splits, select
from training.peer_report import peer_section
from training.peers.comparison import compare
from training.report import refresh_report

REPORT_FILE = Path("report") / "peers.json"


def main() -> None:
    """Compare on the test split; exit with 1 if a peer cannot be run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, default=TRAINED_FOLDER)
    parser.add_argument(
        "--peers-python", type=Path, default=Path(sys.executable), help="where the peers are"
    )
    arguments = parser.parse_args()
    pipeline = Pipeline.load(arguments.trained, threads=1)
    narratives = select(read_corpus(), read_splits(), "test")
    try:
        figures = compare(pipeline, narratives, arguments.peers_python)
    except CasetagError as error:
        sys.exit(f"bench-peers: {error}")
    file = arguments.trained / REPORT_FILE
    text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8")
    print(peer_section(figures, pipeline.version))  # noqa: T201 - a command
    if not refresh_report(file.parent, pipeline.version):
        print("The report is of other models: run `make evaluate`.")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
