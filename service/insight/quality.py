"""Read from the evaluation report of the models what the page shows of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.insight.schemas import FacetQualityBody, LanguageQualityBody, QualityBody

REPORT = Path("report") / "metrics.json"


def read_quality(trained_folder: Path) -> QualityBody:
    """Return the report beside the trained models; without one, that there is none."""
    try:
        report: dict[str, Any] = json.loads((trained_folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        report = {}
    return QualityBody(
        is_available=bool(report),
        model_version=str(report.get("model_version", "")),
        split=str(report.get("split", "")),
        narratives=int(report.get("narratives", 0)),
        facets=[_facet(name, found) for name, found in _mapping(report, "facets").items()],
        languages=[
            _language(code, found) for code, found in _mapping(report, "by_language").items()
        ],
    )


def _facet(name: str, found: Mapping[str, Any]) -> FacetQualityBody:
    return FacetQualityBody(
        facet=name,
        micro_f1=found.get("micro_f1"),
        macro_f1=found.get("macro_f1"),
        calibration_error=found.get("calibration_error"),
    )


def _language(code: str, found: Mapping[str, Any]) -> LanguageQualityBody:
    return LanguageQualityBody(
        language=code,
        narratives=found.get("narratives", 0),
        f1=_mapping(found, "micro_f1"),
        record_type=found.get("record_type"),
        country=found.get("country"),
        narratives_with_names=found.get("narratives_with_names", 0),
        leak_share=found.get("leak_share"),
        leak_interval=found.get("leak_interval") or [],
    )


def _mapping(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}
