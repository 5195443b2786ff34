"""How large an installation that only serves is: made anew in a temporary folder."""

import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.errors import CasetagError

ROOT = Path(__file__).parent.parent
PROJECT_FILE = ROOT / "pyproject.toml"
CONSTRAINTS_FILE = ROOT / "constraints.txt"
TRAINERS = frozenset({"torch", "transformers", "sklearn"})
BYTES_PER_MIB = 1024 * 1024
BYTES_PER_BLOCK = 512  # what st_blocks counts in


@dataclass(frozen=True, slots=True)
class Environment:
    """What an installation takes on disk; `largest` are its largest packages."""

    mib: float
    largest: dict[str, float]


def serving_dependencies(project: Path = PROJECT_FILE) -> list[str]:
    """Return what `make serve` installs."""
    content = tomllib.loads(project.read_text(encoding="utf-8"))
    return [str(dependency) for dependency in content["project"]["dependencies"]]


def measure_environment(constraints: Path = CONSTRAINTS_FILE) -> Environment:
    """Install the serving dependencies and measure; needs the package index.

    Raises:
        CasetagError: If the installation fails or brings a trainer along.
    """
    with tempfile.TemporaryDirectory(prefix="casetag-bench-") as folder:
        environment = Path(folder) / "venv"
        _run(sys.executable, "-m", "venv", str(environment))
        pip = [str(environment / "bin" / "python"), "-m", "pip", "--quiet"]
        _run(*pip, "install", "-c", str(constraints), *serving_dependencies())
        (packages,) = environment.glob("lib/python*/site-packages")
        refuse_trainers(packages)
        sizes = {path.name: disk_mib(path) for path in packages.iterdir() if path.is_dir()}
        largest = sorted(sizes, key=lambda name: -sizes[name])[:6]
        return Environment(disk_mib(environment), {name: sizes[name] for name in largest})


def refuse_trainers(packages: Path) -> None:
    """Raise an error if a folder of packages has one that only training needs."""
    found = TRAINERS & {path.name for path in packages.iterdir()}
    if found:
        raise CasetagError(f"The serving environment has {', '.join(sorted(found))}.")


def disk_mib(folder: Path) -> float:
    """Return what a folder takes on disk, as `du` counts it."""
    blocks: dict[tuple[int, int], int] = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            status = os.lstat(Path(place) / name)
            blocks[status.st_dev, status.st_ino] = status.st_blocks  # hard links count once
    return sum(blocks.values()) * BYTES_PER_BLOCK / BYTES_PER_MIB


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as error:
        raise CasetagError(f"Installing failed with exit code {error.returncode}.") from None
