"""Which trained models are in use: the released ones, or a version that was promoted here.

    models/versions/
    ├── active.json      {"version": "...", "previous": "...", "history": [...]}
    └── <version id>/    the same parts as models/trained/

`active.json` is replaced as a whole, by renaming, so that whoever reads it sees either the
version before or the version after. Without it, or with null for a version, the released
models of models/trained/ are in use.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.artifacts import TRAINED_FOLDER
from models.errors import ArtifactError

VERSIONS_FOLDER = Path(__file__).parent / "versions"
ACTIVE_FILE = "active.json"
RELEASED = "released"
PROMOTED, ROLLED_BACK = "promoted", "rolled back"


@dataclass(frozen=True, slots=True)
class ActiveVersion:
    """What `active.json` says.

    Attributes:
        version: Id of the version in use; None for the released models.
        previous: Id of the version before it; None for the released models.
        history: Every change, oldest first: action, version, previous, at, reason.
    """

    version: str | None = None
    previous: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()


def active_folder(versions: Path = VERSIONS_FOLDER, released: Path = TRAINED_FOLDER) -> Path:
    """Return the folder of the models in use; without a promoted version the released ones.

    Raises:
        ArtifactError: If the file that names the version is damaged, or the version not there.
    """
    version = read_active(versions).version
    return released if version is None else version_folder(version, versions, released)


def version_folder(
    version: str, versions: Path = VERSIONS_FOLDER, released: Path = TRAINED_FOLDER
) -> Path:
    """Return the folder of a version; "released" is models/trained.

    Raises:
        ArtifactError: If there is no such version.
    """
    if version == RELEASED:
        return released
    if not _is_id(version) or not (versions / version).is_dir():
        raise ArtifactError("there is no such model version in models/versions")
    return versions / version


def read_active(versions: Path = VERSIONS_FOLDER) -> ActiveVersion:
    """Read which version is in use.

    Raises:
        ArtifactError: If the file is damaged.
    """
    try:
        content = json.loads((versions / ACTIVE_FILE).read_text(encoding="utf-8"))
        active = ActiveVersion(
            content["version"], content.get("previous"), tuple(content.get("history", ()))
        )
    except FileNotFoundError:
        return ActiveVersion()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ArtifactError(f"{ACTIVE_FILE} of the model versions is damaged") from None
    if not all(_is_id(version) for version in (active.version, active.previous) if version):
        raise ArtifactError(f"{ACTIVE_FILE} of the model versions is damaged")
    return active


def activate(
    version: str,
    *,
    reason: str = "",
    versions: Path = VERSIONS_FOLDER,
    released: Path = TRAINED_FOLDER,
) -> ActiveVersion:
    """Put a version in use, at once and as a whole; "released" returns to models/trained.

    Raises:
        ArtifactError: If there is no such version, or `active.json` is damaged.
    """
    version_folder(version, versions, released)
    before = read_active(versions)
    wanted = None if version == RELEASED else version
    return _write(before, wanted, before.version, PROMOTED, reason, versions)


def roll_back(
    *, versions: Path = VERSIONS_FOLDER, released: Path = TRAINED_FOLDER
) -> ActiveVersion:
    """Return to the version that was in use before the present one.

    Raises:
        ArtifactError: If nothing was promoted, or the version before is not there any more.
    """
    before = read_active(versions)
    if before.version is None:
        raise ArtifactError("the released models are in use; there is nothing to go back to")
    if before.previous is not None:
        version_folder(before.previous, versions, released)
    return _write(
        before, before.previous, _previous_of(before.previous, before), ROLLED_BACK, "", versions
    )


def _previous_of(version: str | None, active: ActiveVersion) -> str | None:
    """Return what was in use when a version was last promoted."""
    if version is None:
        return None
    for change in reversed(active.history):
        if change["action"] == PROMOTED and change["version"] == version:
            previous: str | None = change["previous"]
            return previous
    return None


def _write(
    before: ActiveVersion,
    version: str | None,
    previous: str | None,
    action: str,
    reason: str,
    versions: Path,
) -> ActiveVersion:
    change = {
        "action": action,
        "version": version,
        "previous": previous if action == PROMOTED else before.version,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": reason,
    }
    after = ActiveVersion(version, previous, (*before.history, change))
    content = {"version": version, "previous": previous, "history": list(after.history)}
    versions.mkdir(parents=True, exist_ok=True)
    fresh = versions / f"{ACTIVE_FILE}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(versions / ACTIVE_FILE)
    return after


def _is_id(version: object) -> bool:
    """Tell whether a version may be the name of a folder, and of no other place."""
    return isinstance(version, str) and Path(version).name == version and version not in ("", "..")
