"""Which models are in use: promoted, rolled back, damaged."""

import json
from pathlib import Path

import pytest

from models.errors import ArtifactError
from models.versions import (
    ACTIVE_FILE,
    RELEASED,
    activate,
    active_folder,
    read_active,
    roll_back,
    version_folder,
)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """Two versions, neither in use."""
    for version in ("2026-11-01", "2026-11-02"):
        (tmp_path / "versions" / version).mkdir(parents=True)
    return tmp_path / "versions"


def test_without_a_promoted_version_the_released_models_are_in_use(tmp_path: Path) -> None:
    assert active_folder(tmp_path / "none", tmp_path) == tmp_path


def test_a_promoted_version_is_in_use_and_can_be_rolled_back_to_the_released(
    versions: Path, tmp_path: Path
) -> None:
    activate("2026-11-01", reason="better in Tajik", versions=versions)
    assert active_folder(versions, tmp_path) == versions / "2026-11-01"
    roll_back(versions=versions)
    assert active_folder(versions, tmp_path) == tmp_path
    with pytest.raises(ArtifactError, match="nothing to go back to"):
        roll_back(versions=versions)


def test_rolling_back_twice_goes_back_twice(versions: Path, tmp_path: Path) -> None:
    activate("2026-11-01", versions=versions)
    activate("2026-11-02", versions=versions)
    assert roll_back(versions=versions).version == "2026-11-01"
    assert roll_back(versions=versions).version is None
    assert [change["action"] for change in read_active(versions).history] == [
        "promoted",
        "promoted",
        "rolled back",
        "rolled back",
    ]


def test_the_released_models_can_be_promoted_again(versions: Path, tmp_path: Path) -> None:
    activate("2026-11-02", versions=versions)
    activate(RELEASED, versions=versions, released=tmp_path)
    assert active_folder(versions, tmp_path) == tmp_path
    assert read_active(versions).previous == "2026-11-02"


def test_nothing_but_the_one_file_is_left_behind(versions: Path) -> None:
    activate("2026-11-01", versions=versions)
    files = [path.name for path in versions.iterdir() if path.is_file()]
    assert files == [ACTIVE_FILE]


@pytest.mark.parametrize("version", ["", "..", "../trained", "/etc", "2026-11-09"])
def test_no_other_place_can_be_named(versions: Path, version: str) -> None:
    with pytest.raises(ArtifactError):
        version_folder(version, versions)
    with pytest.raises(ArtifactError):
        activate(version, versions=versions)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": "../x"}', '{"version": 3}'])
def test_a_damaged_file_is_told(versions: Path, content: str) -> None:
    (versions / ACTIVE_FILE).write_text(content)
    with pytest.raises(ArtifactError, match="damaged"):
        active_folder(versions)


def test_a_promoted_version_that_is_gone_is_told(versions: Path) -> None:
    (versions / ACTIVE_FILE).write_text(json.dumps({"version": "2026-11-09"}))
    with pytest.raises(ArtifactError, match="no such model version"):
        active_folder(versions)
