"""Promotion with the real models on a few dev narratives: minutes, so it is slow."""

import json
from pathlib import Path

import pytest

from models.artifacts import TRAINED_FOLDER, verify, write_manifest
from models.decisions import DECISIONS_FILE
from models.label_sets import load_label_sets
from models.versions import active_folder
from training import judge_version as judging
from training.comparison import Comparison, compare
from training.judge_version import judge_version
from training.promote import PromotionRefusedError, promote, rollback
from training.version_folder import make_version

NARRATIVES = 8


@pytest.mark.slow
def test_a_copy_is_promoted_and_a_tagger_that_says_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions, kept = tmp_path / "versions", tmp_path / "kept"
    select = judging.select
    monkeypatch.setattr(judging, "select", lambda *of: select(*of)[:NARRATIVES])

    def comparer(a: str, b: str, split: str) -> Comparison:
        judged = [judge_version(name, split, versions=versions, kept=kept) for name in (a, b)]
        return compare(judged[0], judged[1], load_label_sets())

    copy = make_version({}, versions=versions)
    promote(copy, comparer=comparer, versions=versions)
    assert active_folder(versions) == versions / copy
    assert list((versions / copy / "evaluation").glob("dev-*/judgements.jsonl"))

    silent = tmp_path / "silent"
    silent.mkdir()
    for path in (TRAINED_FOLDER / "tagger").iterdir():
        if path.is_file() and path.name != DECISIONS_FILE:
            (silent / path.name).symlink_to(path)
    content = json.loads((TRAINED_FOLDER / "tagger" / DECISIONS_FILE).read_text())
    content["thresholds"] = dict.fromkeys(content["thresholds"], 1.01)
    (silent / DECISIONS_FILE).write_text(json.dumps(content))
    (silent / "manifest.json").unlink()
    manifest = verify(TRAINED_FOLDER / "tagger")
    write_manifest(silent, name=manifest.name, version="silent", facts=manifest.facts)
    worse = make_version({"tagger": silent}, parent=copy, versions=versions)
    with pytest.raises(PromotionRefusedError) as refused:
        promote(worse, comparer=comparer, versions=versions)
    assert any(reason.startswith("violation_type: 0.000") for reason in refused.value.reasons)
    assert not any(reason.startswith("names") for reason in refused.value.reasons)
    assert active_folder(versions) == versions / copy
    rollback(versions=versions)
    assert active_folder(versions) == TRAINED_FOLDER
