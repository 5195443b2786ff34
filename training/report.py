"""Write an evaluation's figures as Markdown tables and plots."""

import json
from pathlib import Path

import matplotlib as mpl

from training import public_ner
from training.linking_scores import linking_table
from training.markdown import interval, percent, table
from training.metrics import Figures
from training.peer_report import peer_section
from training.public_ner_report import public_ner_section
from training.public_ner_sentences import read_settings
from training.redaction_tables import (
    identifier_table,
    redaction_table,
    source_table,
    stress_table,
)
from training.trust_tables import calibration_table, evidence_table, fairness_table, zone_table

mpl.use("Agg")  # draws to files: no screen is needed
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

LANGUAGE_PLOT = "by_language.png"
RELIABILITY_PLOT = "reliability.png"
LABEL_PLOT = "by_label.png"
NOT_MEASURED = "Not measured.\n"
METRICS_FILE, PEERS_FILE = "metrics.json", "peers.json"
CURVE_FILE, CURVE_PLOT = "learning_curve.json", "learning_curve.png"


def write_report(figures: Figures, folder: Path) -> None:
    """Write README.md and its plots to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    plot_languages(figures, folder / LANGUAGE_PLOT)
    plot_labels(figures, folder / LABEL_PLOT)
    plot_reliability(figures, folder / RELIABILITY_PLOT)
    write_text(figures, folder)


def write_text(figures: Figures, folder: Path) -> None:
    """Write README.md, with the figures of peers and public files that stand beside it."""
    peers = read_measured(folder / PEERS_FILE)
    sentences = read_measured(folder / public_ner.FILE_NAME)
    curve = read_measured(folder / CURVE_FILE)
    text = report_text(figures, peers=peers, sentences=sentences, curve=curve)
    (folder / "README.md").write_text(text, encoding="utf-8")


def refresh_report(folder: Path, version: str) -> bool:
    """Write README.md anew from the figures in the folder, if they are of these models.

    Returns:
        Whether they are; otherwise an evaluation has to come first.
    """
    figures = read_measured(folder / METRICS_FILE)
    is_current = figures.get("model_version") == version
    if is_current:
        write_text(figures, folder)
    return is_current


def read_measured(path: Path) -> Figures:
    """Return the figures of a file, none if there is no such file."""
    figures: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return figures


def report_text(
    figures: Figures, *, peers: Figures, sentences: Figures, curve: Figures | None = None
) -> str:
    """Return the report in Markdown; what was not measured is said to be so."""
    version = figures["model_version"]
    parts = [
        f"# Evaluation on the {figures['split']} split\n",
        f"Made by `make evaluate` from {figures['narratives']} narratives, end to end as the "
        f"service works (redaction by the recogniser, not by hand). Models: "
        f"`{version}`. Intervals are 95 %: bootstrap over narratives for F1, mention recall and "
        "over-redaction, Wilson for shares of narratives. Macro averages count labels with at "
        "least 5 cases.\n",
        "## Facets\n",
        facet_table(figures),
        "## Names and other identifiers\n",
        redaction_table(figures),
        source_table(figures),
        identifier_table(figures),
        "## Stress set\n",
        stress_table(figures["stress"]),
        "## One person, one placeholder\n",
        linking_table(figures["linking"]),
        "## Public NER test files\n",
        public_ner_section(sentences, version, read_settings()) if sentences else NOT_MEASURED,
        "## Beside other redactors\n",
        peer_section(peers, version) if peers else NOT_MEASURED,
        "## Country and evidence\n",
        country_table(figures),
        "## By language\n",
        language_table(figures),
        f"![by language]({LANGUAGE_PLOT})\n",
        "## By label\n",
        label_table(figures),
        f"![by label]({LABEL_PLOT})\n",
        "## Calibration\n",
        "How often a label holds at a given score; the diagonal is perfect.\n",
        f"![reliability]({RELIABILITY_PLOT})\n",
        calibration_table(figures),
        "## Zones\n",
        zone_table(figures),
        "## Evidence\n",
        evidence_table(figures),
        "## Swaps that must move nothing\n",
        fairness_table(figures),
        "## Learning curve\n",
        curve_section(curve),
    ]
    return "\n".join(parts)


def curve_section(curve: Figures | None) -> str:
    """Return the learning curve as table and plot, if `training.learning_curve` was run."""
    if not curve:
        return NOT_MEASURED
    return f"{curve_table(curve)}\n![learning curve]({CURVE_PLOT})\n"


def curve_table(curve: Figures) -> str:
    """Return the learning curve in Markdown."""
    facets = list(curve["points"][0]["macro_f1"])
    rows = [[point["narratives"], *point["macro_f1"].values()] for point in curve["points"]]
    note = f"Macro-F1 on dev after {curve['epochs']} epochs, thresholds chosen on dev too.\n"
    return table(["train narratives", *facets], rows) + "\n" + note


def facet_table(figures: Figures) -> str:
    """Return macro and micro F1 and calibration of each facet, and the record type."""
    facets = {**figures["facets"], "flags": figures["flags"]}
    rows: list[list[object]] = [
        [
            name,
            facet["macro_f1"],
            interval(facet["macro_f1_interval"]),
            facet["micro_f1"],
            facet["micro_precision"],
            facet["micro_recall"],
            facet["calibration_error"],
        ]
        for name, facet in facets.items()
    ]
    head = ["facet", "macro-F1", "interval", "micro-F1", "precision", "recall", "calibration error"]
    record_type = figures["record_type"]
    accuracy = f"Record type: accuracy {record_type['accuracy']:.3f}"
    return table(head, rows) + f"\n{accuracy} ({interval(record_type['interval'])}).\n"


def country_table(figures: Figures) -> str:
    """Return the figures of countries, evidence and language."""
    country, evidence = figures["country"], figures["evidence"]
    rows: list[list[object]] = [
        ["incident country exact", country["exact"], interval(country["interval"])],
        ["the same, narratives unseen by rule writers", country["exact_unseen_by_rules"], ""],
        ["a country given where none is told", country["false_country"], ""],
        ["basis right", country["basis_accuracy"], ""],
        ["other countries, F1", country["other_f1"], ""],
        ["evidence overlaps the human quote", evidence["overlap"], f"of {evidence['compared']}"],
        ["language right (bs, cnr, sr apart)", figures["language"], ""],
    ]
    return table(["what", "share", ""], rows)


def language_table(figures: Figures) -> str:
    """Return the main figures of each language."""
    rows = []
    for lang, part in figures["by_language"].items():
        named, leaks = part["narratives_with_names"], part["leak_share"]
        rows.append(
            [lang, part["narratives"], *part["micro_f1"].values(), part["record_type"],
             part["country"], f"{round(leaks * named)} of {named}", part["mention_recall"],
             percent(part["over_redaction"])]
        )  # fmt: skip
    head = ["language", "n", *(f"{facet} micro-F1" for facet in figures["facets"]), "record type",
            "country", "leaking", "name recall", "over-redaction"]  # fmt: skip
    return table(head, rows)


def label_table(figures: Figures) -> str:
    """Return precision, recall and F1 of every label."""
    rows = [
        [f"{facet}/{label}", s["cases"], s["precision"], s["recall"], s["f1"]]
        for facet, part in {**figures["facets"], "flags": figures["flags"]}.items()
        for label, s in part["labels"].items()
    ]
    return table(["label", "cases", "precision", "recall", "F1"], rows)


def plot_languages(figures: Figures, path: Path) -> None:
    """Draw micro-F1 of each facet by language."""
    languages = list(figures["by_language"])
    figure, axes = plt.subplots(figsize=(9, 3.5))
    for offset, facet in enumerate(figures["facets"]):
        values = [figures["by_language"][lang]["micro_f1"][facet] for lang in languages]
        axes.bar([x + offset * 0.27 for x in range(len(languages))], values, 0.25, label=facet)
    axes.set_xticks([x + 0.27 for x in range(len(languages))], languages)
    axes.set_ylim(0, 1)
    axes.set_ylabel("micro-F1")
    axes.legend(loc="lower right", fontsize=8)
    _save(figure, path)


def plot_labels(figures: Figures, path: Path) -> None:
    """Draw the F1 of every label, one panel a facet."""
    facets = figures["facets"]
    figure, panels = plt.subplots(1, len(facets), figsize=(13, 8))
    for axes, (facet, part) in zip(panels, facets.items(), strict=True):
        ordered = sorted(part["labels"].items(), key=lambda item: item[1]["f1"])
        names = [f"{label} ({score['cases']})" for label, score in ordered]
        axes.barh(names, [score["f1"] for _, score in ordered], color="#4477aa")
        axes.set_xlim(0, 1)
        axes.tick_params(labelsize=7)
        axes.set_title(f"{facet}: F1 (test cases)", fontsize=9)
    _save(figure, path)


def plot_reliability(figures: Figures, path: Path) -> None:
    """Draw for each facet how often labels hold by score."""
    figure, axes = plt.subplots(figsize=(4.5, 4.5))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    for facet, part in figures["facets"].items():
        scores, shares, _ = zip(*part["reliability"], strict=True)
        axes.plot(scores, shares, marker="o", markersize=4, label=facet)
    axes.set_xlabel("score")
    axes.set_ylabel("share that holds")
    axes.legend(fontsize=8)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    # No software name and version in the file: the same figures give the same bytes.
    figure.savefig(path, dpi=90, metadata={"Software": None})
    plt.close(figure)
