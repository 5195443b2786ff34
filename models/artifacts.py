"""A trained folder: its files, their SHA-256, and the labels it was trained on.

    models/trained/
    ├── tagger/       model.onnx, tokenizer.json, thresholds.json, labels.json, training.yaml,
    │                 metrics.json, README.md (the model card), manifest.json
    ├── recognizer/   a spaCy pipeline with a token head beside it, same papers
    └── countries/    the gazetteer, same papers

A folder is used only when every file of its manifest is there and unchanged.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ArtifactError

TRAINED_FOLDER = Path(__file__).parent / "trained"
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a trained folder says of itself.

    Attributes:
        name: "tagger", "recognizer" or "countries".
        version: Changes with every promoted model.
        files: Relative path to SHA-256 in hex.
        facts: Anything else the part needs at start, such as the labels' fingerprint.
    """

    name: str
    version: str
    files: Mapping[str, str]
    facts: Mapping[str, Any]


def verify(folder: Path) -> Manifest:
    """Check every file of a trained folder against its manifest.

    Raises:
        ArtifactError: If the folder or a file is missing or a file has changed.
    """
    try:
        content = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        manifest = Manifest(content["name"], content["version"], content["files"], content["facts"])
    except OSError:
        raise ArtifactError(f"{folder.name}: there is no {MANIFEST_FILE}; restore it") from None
    except (ValueError, KeyError, TypeError):
        raise ArtifactError(f"{folder.name}: {MANIFEST_FILE} is damaged") from None
    if not isinstance(manifest.files, dict) or not manifest.files:
        raise ArtifactError(f"{folder.name}: {MANIFEST_FILE} names no files")
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ArtifactError(f"{folder.name}: {name} is missing")
        if sha256(path) != expected:
            raise ArtifactError(f"{folder.name}: {name} is damaged (its SHA-256 differs)")
    return manifest


def write_manifest(folder: Path, *, name: str, version: str, facts: Mapping[str, Any]) -> Manifest:
    """Record the present files of a folder, the manifest itself and the card left out."""
    files = {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in _UNHASHED
    }
    content = {"name": name, "version": version, "facts": dict(facts), "files": files}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")
    return Manifest(name, version, files, dict(facts))


# Read by people only: evaluation rewrites them without changing what the service loads.
_UNHASHED = frozenset({MANIFEST_FILE, "README.md", "metrics.json"})


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
