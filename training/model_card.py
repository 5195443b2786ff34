"""Write the model cards from an evaluation's figures and the templates in training/cards/."""

import json
from pathlib import Path
from typing import Any

from models.artifacts import MANIFEST_FILE
from models.classifier import LABELS_FILE
from models.onnx_encoder import MODEL_FILE
from models.recognizer import TOKEN_HEAD_FOLDER
from training.corpus import read_splits
from training.markdown import percent
from training.metrics import Figures
from training.redaction_tables import identifier_table, redaction_table, source_table
from training.report import country_table, facet_table, language_table
from training.train_tagger import TIME_FILE
from training.trust_tables import calibration_table, evidence_table, fairness_table, zone_table

CARD_FOLDER = Path(__file__).parent / "cards"
WEAK_F1 = 0.4  # labels below are named in the card
WEAK_DISTANCE = 0.1  # languages this much below the mean of all are named, if measured on enough
MIN_NARRATIVES = 10


def write_cards(figures: Figures, trained: Path) -> None:
    """Write the README.md of the trained tagger and recogniser."""
    splits = read_splits()
    counts = {split: len(ids) for split, ids in splits.items()}
    tagger = {
        **_facts(trained / "tagger", trained / "tagger" / MODEL_FILE),
        **counts,
        "outputs": len(json.loads((trained / "tagger" / LABELS_FILE).read_text())["outputs"]),
        "facets": facet_table(figures),
        "evidence": country_table(figures),
        "evidence_checks": evidence_table(figures),
        "calibration": calibration_table(figures),
        "zones": zone_table(figures),
        "fairness": fairness_table(figures),
        "narratives": figures["narratives"],
        **_seconds(figures),
        "training_time": _training_time(trained / "tagger" / TIME_FILE),
        "quantization": _quantization(trained / "report" / "quantization.json"),
        "weak_labels": ", ".join(weak_labels(figures)) or "none",
        "weak_languages": ", ".join(weak_languages(figures)) or "none",
    }
    head = trained / "recognizer" / TOKEN_HEAD_FOLDER / MODEL_FILE
    recognizer = {
        **_facts(trained / "recognizer", head),
        "redaction": redaction_table(figures),
        "sources": source_table(figures),
        "identifiers": identifier_table(figures),
        "languages": language_table(figures),
        "leaking": ", ".join(leaking_languages(figures)) or "none",
    }
    for name, values in {"tagger": tagger, "recognizer": recognizer}.items():
        template = (CARD_FOLDER / f"{name}.md").read_text(encoding="utf-8")
        (trained / name / "README.md").write_text(template.format(**values), encoding="utf-8")


def _training_time(path: Path) -> str:
    """Return how long the last run of the training took, as the run has measured it."""
    if not path.exists():
        return "a time that was not recorded"
    seconds = json.loads(path.read_text(encoding="utf-8"))
    return (
        f"{seconds['processor'] / 60:.0f} minutes of processor time "
        f"({seconds['clock'] / 60:.0f} by the clock; runs interrupted before the last not counted)"
    )


def _seconds(figures: Figures) -> dict[str, object]:
    seconds = figures.get("seconds", {})
    return {f"{kind}_seconds": seconds.get(kind, "?") for kind in ("processor", "clock")}


def _facts(folder: Path, model: Path) -> dict[str, Any]:
    manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    return {
        "version": manifest["version"],
        "labels_version": manifest["facts"].get("labels_version", ""),
        "size": round(model.stat().st_size / 1e6),
    }


def _quantization(path: Path) -> str:
    """Return what int8 costs, as `training.quantization` measured it when the tagger was built."""
    if not path.exists():
        return "not measured"
    figures = json.loads(path.read_text(encoding="utf-8"))
    return "; ".join(
        f"{facet} {figures['fp32'][facet]:.3f} in fp32, {figures['int8'][facet]:.3f} in int8"
        for facet in figures["int8"]
    )


def weak_labels(figures: Figures) -> list[str]:
    """Return labels with enough test cases whose F1 is low."""
    return [
        f"`{label}` ({score['f1']:.2f})"
        for facet in figures["facets"].values()
        for label, score in facet["labels"].items()
        if score["cases"] >= 5 and score["f1"] < WEAK_F1
    ]


def weak_languages(figures: Figures) -> list[str]:
    """Return languages clearly below the others, over the three facets."""
    means = {
        lang: sum(part["micro_f1"].values()) / len(part["micro_f1"])
        for lang, part in figures["by_language"].items()
        if part["narratives"] >= MIN_NARRATIVES
    }
    overall = sum(means.values()) / len(means) if means else 0.0
    return [f"{lang} ({m:.2f})" for lang, m in means.items() if m < overall - WEAK_DISTANCE]


def leaking_languages(figures: Figures) -> list[str]:
    """Return languages in which a name survived, with the share of narratives."""
    return [
        f"{lang} ({percent(part['leak_share'])})"
        for lang, part in figures["by_language"].items()
        if part["leak_share"]
    ]
