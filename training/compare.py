"""Two versions side by side: `python -m training.compare A B` (`make compare A=… B=…`).

A version is the name of a folder in models/versions, "released" (models/trained) or "active"
(what is in use). Writes README.md and plots; no narrative is in them, only ids.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from models.errors import ArtifactError
from models.label_sets import load_label_sets
from models.versions import RELEASED, VERSIONS_FOLDER, read_active
from training.comparison import Comparison, Difference, compare
from training.judge_version import judge_version
from training.markdown import table
from training.promotion_rules import reasons_against, too_small_languages

mpl.use("Agg")  # draws to files: no screen is needed
from matplotlib import pyplot as plt

ACTIVE = "active"
PLOTS = {"facets.png": "facets", "languages.png": "languages"}


def resolve(name: str, versions: Path = VERSIONS_FOLDER) -> str:
    """Return the version that a name on the command line stands for."""
    return (read_active(versions).version or RELEASED) if name == ACTIVE else name


def compare_versions(a: str, b: str, split: str) -> Comparison:
    """Judge two versions on a split and compare them.

    Raises:
        ArtifactError: If one of them is not there or damaged.
    """
    return compare(judge_version(a, split), judge_version(b, split), load_label_sets())


def comparison_text(a: str, b: str, split: str, comparison: Comparison) -> str:
    """Return the comparison in Markdown."""
    reasons = reasons_against(comparison)
    verdict = [f"- {reason}" for reason in reasons] or ["Nothing speaks against `B`."]
    small = ", ".join(too_small_languages(comparison)) or "none"
    lost_a, lost_b = comparison.lost_names
    leak_rows: list[list[object]] = [
        [name, lost, len(ids), ", ".join(ids) or "none"]
        for name, lost, ids in zip("AB", (lost_a, lost_b), comparison.leaks, strict=True)
    ]
    return "\n".join(
        [
            f"# `{a}` (A) and `{b}` (B) on the {split} split\n",
            f"{comparison.narratives} narratives. Intervals of B - A are 95 %, from a paired "
            "bootstrap over narratives.\n",
            "## May B be promoted?\n",
            *verdict,
            "",
            "## Names\n",
            table(["version", "names lost", "narratives", "which"], leak_rows),
            "## Facets\n",
            "Micro-F1; accuracy of the record type and of the incident country.\n",
            _table("facet", comparison.facets),
            "![facets](facets.png)\n",
            "## Languages\n",
            f"Micro-F1 over all text facets and flags. Too few narratives to tell much: {small}.\n",
            _table("language", comparison.languages),
            "![languages](languages.png)\n",
            "## Calibration\n",
            "Expected calibration error; lower is better.\n",
            _table("facet", comparison.calibration, with_interval=False),
            "## Labels\n",
            _table("label", comparison.labels),
        ]
    )


def plot(differences: Sequence[Difference], path: Path) -> None:
    """Draw the differences with their intervals; right of the line B is better."""
    figure, axes = plt.subplots(figsize=(7, 0.35 * len(differences) + 1.2))
    for row, part in enumerate(reversed(differences)):
        axes.plot([part.low, part.high], [row, row], color="tab:red" if part.is_worse else "grey")
        axes.plot(part.b - part.a, row, "o", color="tab:blue")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(differences)), [part.name for part in reversed(differences)])
    axes.set_xlabel("B - A")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def write_comparison(a: str, b: str, split: str, comparison: Comparison, folder: Path) -> None:
    """Write README.md and the plots."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in PLOTS.items():
        plot(getattr(comparison, part), folder / name)
    text = comparison_text(a, b, split, comparison)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _table(name: str, parts: Sequence[Difference], *, with_interval: bool = True) -> str:
    head = [name, "cases", "A", "B", "B - A", *(["95 % interval"] if with_interval else [])]
    rows: list[list[object]] = [
        [p.name, p.cases, p.a, p.b, f"{p.b - p.a:+.3f}"]
        + ([f"{p.low:+.3f} to {p.high:+.3f}"] if with_interval else [])
        for p in parts
    ]
    return table(head, rows)


def main() -> None:
    """Compare two versions and print where the report is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("a", help="version, released or active")
    parser.add_argument("b", help="version, released or active")
    parser.add_argument("--split", default="dev", choices=["dev", "test"])
    parser.add_argument("--to", type=Path, default=Path("runs/compare"))
    arguments = parser.parse_args()
    try:
        a, b = resolve(arguments.a), resolve(arguments.b)
        comparison = compare_versions(a, b, arguments.split)
    except ArtifactError as error:
        sys.exit(str(error))
    write_comparison(a, b, arguments.split, comparison, arguments.to)
    text = comparison_text(a, b, arguments.split, comparison)
    print(text.partition("## Labels")[0], f"written to {arguments.to}", sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
