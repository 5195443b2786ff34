"""Look for known weaknesses of what is installed: `python .ci/audit_dependencies.py`.

First what needs no network: that the environment holds the pinned versions. Then pip-audit asks
the advisory database of the package index; where it cannot be reached, nothing was audited, and
this says so and fails: silence must not look like safety.

Exit codes: 0 nothing known; 1 weaknesses, or other versions than the pinned ones; 2 not audited.
"""

import json
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 300
FOUND, NOT_AUDITED = 1, 2
COMMAND = (
    sys.executable, "-m", "pip_audit", "--local", "--skip-editable", "--progress-spinner", "off",
    "--format", "json", "--timeout", "10",
)  # fmt: skip


def main() -> int:
    """Audit, and return the exit code."""
    odd = odd_versions(pinned(), installed())
    for line in odd:
        say(line)
    if not odd:
        say("All installed packages that are pinned have the version of constraints.txt.")
    answer = ask()
    if answer is None:
        say("NOT AUDITED: the advisory database cannot be reached. Run this where it can.")
        return NOT_AUDITED
    weak = weaknesses(answer)
    for line in weak:
        say(line)
    if not weak:
        say("No known weakness, as of now, in the advisory database.")
    return FOUND if weak or odd else 0


def ask(command: tuple[str, ...] = COMMAND, seconds: float = SECONDS) -> str | None:
    """Return what pip-audit writes; None if it could not ask."""
    try:
        result = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return None
    # It ends with 1 both when it finds something and when it fails: only its answer tells.
    return result.stdout if result.stdout.lstrip().startswith("{") else None


def weaknesses(answer: str) -> list[str]:
    """Return a line for each known weakness."""
    return [
        f"{package['name']} {package['version']}: {found['id']}, "
        f"fixed in {', '.join(found['fix_versions']) or 'no version yet'}"
        for package in json.loads(answer)["dependencies"]
        for found in package.get("vulns", ())
    ]


def pinned() -> dict[str, str]:
    """Return the versions of constraints.txt."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return {normal(name): version for name, version in re.findall(r"^([\w.-]+)==(.+)$", text, re.M)}


def installed() -> dict[str, str]:
    """Return the versions of this environment."""
    return {normal(one.metadata["Name"]): one.version for one in distributions()}


def odd_versions(wanted: dict[str, str], present: dict[str, str]) -> list[str]:
    """Return a line for each installed package that has another version than the pinned one."""
    return [
        f"{name} is {present[name]}, pinned is {version}"
        for name, version in sorted(wanted.items())
        if name in present and present[name].partition("+")[0] != version.partition("+")[0]
    ]


def normal(name: str) -> str:
    """Return the name of a package as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
