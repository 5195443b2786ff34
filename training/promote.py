"""Put a version in use, unless it is worse: `python -m training.promote VERSION`.

The candidate is compared with the version in use on dev; what speaks against it is listed and
the command ends with 1. `--force "reason"` promotes it all the same and writes the reason into
its card. `python -m training.promote --back` returns to the version before.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from models.artifacts import TRAINED_FOLDER
from models.errors import ArtifactError
from models.versions import (
    RELEASED,
    VERSIONS_FOLDER,
    ActiveVersion,
    activate,
    read_active,
    roll_back,
    version_folder,
)
from training.compare import compare_versions
from training.comparison import Comparison
from training.promotion_rules import reasons_against
from training.version_folder import add_to_card

Comparer = Callable[[str, str, str], Comparison]


class PromotionRefusedError(Exception):
    """The candidate is worse.

    Attributes:
        reasons: Why, a sentence each.
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def promote(
    version: str,
    *,
    force: str = "",
    split: str = "dev",
    comparer: Comparer = compare_versions,
    versions: Path = VERSIONS_FOLDER,
    released: Path = TRAINED_FOLDER,
) -> ActiveVersion:
    """Put a version in use.

    Args:
        version: The candidate.
        force: Why it is promoted even if it is worse; empty does not.
        split: What the versions are compared on.
        comparer: Compares two versions on a split.
        versions: Where the versions are.
        released: The models that "released" stands for.

    Raises:
        PromotionRefusedError: If it is worse than the version in use.
        ArtifactError: If it is not there, damaged, or in use already.
    """
    folder = version_folder(version, versions, released)
    in_use = read_active(versions).version or RELEASED
    if version == in_use:
        raise ArtifactError("this model version is in use already")
    # Compared in any case: loading it is also what shows that it works.
    reasons = reasons_against(comparer(in_use, version, split))
    if reasons and not force:
        raise PromotionRefusedError(reasons)
    note = [f"## Promoted at {_now()}", "", f"In place of `{in_use}`, compared on {split}."]
    if reasons:
        note += ["", "By force, though:", "", *(f"- {reason}" for reason in reasons)]
        note += ["", f"Reason given: {force}"]
    add_to_card(folder, note)
    return activate(version, reason=force if reasons else "", versions=versions, released=released)


def rollback(*, versions: Path = VERSIONS_FOLDER, released: Path = TRAINED_FOLDER) -> ActiveVersion:
    """Return to the version before, and say so in the card of the one that was left.

    Raises:
        ArtifactError: If there is none.
    """
    left = read_active(versions).version
    active = roll_back(versions=versions, released=released)
    if left is not None and (versions / left).is_dir():
        add_to_card(versions / left, [f"## Rolled back at {_now()}"])
    return active


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def main() -> None:
    """Promote or roll back; exit with 1 if it cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", nargs="?", help="name of its folder in models/versions")
    parser.add_argument("--back", action="store_true", help="return to the version before")
    parser.add_argument("--force", default="", metavar="REASON", help="promote it all the same")
    parser.add_argument("--split", default="dev", choices=["dev", "test"])
    arguments = parser.parse_args()
    if arguments.back == bool(arguments.version):
        parser.error("give a version, or --back")
    try:
        if arguments.back:
            active = rollback()
        else:
            active = promote(arguments.version, force=arguments.force, split=arguments.split)
    except PromotionRefusedError as error:
        sys.exit("\n".join(["It is worse than the version in use:", *error.reasons]))
    except ArtifactError as error:
        sys.exit(str(error))
    print(f"in use: {active.version or RELEASED}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
