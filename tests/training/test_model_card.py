"""The card's template is filled, and time is told as it was measured."""

import json
import re
import string
from pathlib import Path

from training.model_card import CARD_FOLDER, _seconds, _training_time

FILLED = {
    "version", "labels_version", "size", "train", "dev", "test", "outputs", "facets", "evidence",
    "quantization", "weak_labels", "weak_languages", "evidence_checks", "calibration", "zones",
    "fairness", "narratives", "processor_seconds", "clock_seconds", "training_time",
}  # fmt: skip


def test_the_taggers_card_asks_for_nothing_that_is_not_given() -> None:
    template = (CARD_FOLDER / "tagger.md").read_text(encoding="utf-8")
    fields = {field for _, field, _, _ in string.Formatter().parse(template) if field}
    assert fields == FILLED
    for part in ("Calibration and zones", "Fairness", "Time and energy", "Intended use"):
        assert re.search(rf"^## {part}$", template, re.MULTILINE)


def test_training_time_is_told_only_if_it_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "training_time.json"
    assert _training_time(path) == "a time that was not recorded"
    path.write_text(json.dumps({"clock": 3600, "processor": 6600}))
    assert _training_time(path).startswith("110 minutes of processor time (60 by the clock")
    assert _seconds({}) == {"processor_seconds": "?", "clock_seconds": "?"}
