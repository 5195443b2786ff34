"""Make a local version of the models: a folder that `make compare` and `make promote` read.

    models/versions/<id>/
    ├── tagger/, recognizer/, countries/   what is unchanged is linked to the parent, or copied
    ├── weights.pt                         the tagger's network in fp32, for the next update
    ├── version.json                       the manifest: id, parent, time, what it was trained on
    ├── README.md                          the card
    └── evaluation/<split>/                metrics.json, judgements.jsonl

Written beside its place and renamed: a version is there whole or not at all.
"""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from models.artifacts import TRAINED_FOLDER
from models.pipeline import COUNTRIES, RECOGNIZER, TAGGER, trained_version
from models.versions import RELEASED, VERSIONS_FOLDER, version_folder

PARTS = (TAGGER, RECOGNIZER, COUNTRIES)
VERSION_FILE, CARD_FILE = "version.json", "README.md"
EVALUATION_FOLDER = "evaluation"


def make_version(
    parts: Mapping[str, Path],
    *,
    parent: str = RELEASED,
    facts: Mapping[str, Any] | None = None,
    extra: Mapping[str, Path] | None = None,
    versions: Path = VERSIONS_FOLDER,
    released: Path = TRAINED_FOLDER,
) -> str:
    """Put trained parts together with the unchanged ones of a parent, and return the id.

    Args:
        parts: Part ("tagger", "recognizer", "countries") to the folder it was trained into.
        parent: The version whose other parts are kept.
        facts: What the card says of the training: narratives, seconds, epochs.
        extra: Further files, by their name in the version's folder.
        versions: Where the versions are.
        released: The models that "released" stands for.

    Raises:
        ArtifactError: If there is no such parent.
    """
    base = version_folder(parent, versions, released)
    versions.mkdir(parents=True, exist_ok=True)
    partial = versions / f".new-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    for part in PARTS:
        _link_tree(parts.get(part, base / part), partial / part, versions)
    for name, path in (extra or {}).items():
        _link(path, partial / name, versions)
    moment = datetime.now(UTC)
    version = _free_id(f"{moment:%Y%m%d-%H%M%S}-{trained_version(partial)}", versions)
    content = {
        "version": version,
        "parent": parent,
        "made_at": moment.isoformat(timespec="seconds"),
        "changed": sorted(parts),
        "training": dict(facts or {}),
    }
    write_json(partial / VERSION_FILE, content)
    (partial / CARD_FILE).write_text(card_text(content), encoding="utf-8")
    partial.rename(versions / version)
    return version


def _free_id(wanted: str, versions: Path) -> str:
    """Return an id, numbered if the same was made in the same second."""
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(version for version in numbered if not (versions / version).exists())


def card_text(content: Mapping[str, Any]) -> str:
    """Return the card of a version as it is before it was compared or promoted."""
    training = content["training"]
    lines = [
        f"# Casetag models {content['version']}",
        "",
        "A local version, made on this installation; it never leaves it with the repository.",
        "What the models may and must not be used for is in the cards of its parts "
        "(tagger/README.md, recognizer/README.md).",
        "",
        f"- Made at {content['made_at']} from `{content['parent']}`; "
        f"changed: {', '.join(content['changed']) or 'nothing'}.",
        *(f"- {name.replace('_', ' ')}: {value}" for name, value in training.items()),
    ]
    return "\n".join(lines) + "\n"


def add_to_card(folder: Path, lines: list[str]) -> None:
    """Write what happened to a version at the end of its card, if it has one of its own."""
    card = folder / CARD_FILE
    if not card.exists():
        return
    partial = card.with_suffix(".part")
    text = card.read_text(encoding="utf-8") + "\n" + "\n".join(lines) + "\n"
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, card)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file that people can read."""
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


def _link_tree(source: Path, target: Path, versions: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            _link(path, target / path.relative_to(source), versions)


def _link(source: Path, target: Path, versions: Path) -> None:
    """Hard-link a file of another version, copy any other.

    Nobody writes into a version; runs and released models are written anew in place, and a link
    would change with them.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if versions in source.parents:
        try:
            os.link(source, target)
        except OSError:  # the file system has none
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)
