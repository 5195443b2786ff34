"""Measure speed, start-up, memory and size: `python -m training.bench`.

Needs the trained models. Times depend on the machine and on what else it does, so the time
of a narrative is also given in matrix products done in the same run.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from models.artifacts import TRAINED_FOLDER
from models.errors import CasetagError
from models.pipeline import Pipeline
from training.bench_environment import CONSTRAINTS_FILE, Environment, measure_environment
from training.bench_narratives import bench_narratives
from training.bench_service import ServiceTimings, time_service
from training.bench_steps import StepTimings, time_steps
from training.corpus import read_corpus, read_splits, select
from training.readme_section import fill_section

SETTINGS_FILE = Path(__file__).parent / "configs" / "bench.yaml"
RESULT_FILE = Path("runs") / "bench.json"
SECTION = "speed"


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """What training/configs/bench.yaml says; each value is explained there."""

    min_words: int
    max_words: int
    narratives_per_language: int
    starts: int
    requests: int
    limits: dict[str, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and what it should stay under, if anything is asked."""

    name: str
    title: str
    value: float
    digits: int
    limit: float | None

    @property
    def shown(self) -> str:
        """The figure as people read it."""
        return f"{self.value:,.{self.digits}f}"


def read_settings(path: Path = SETTINGS_FILE) -> BenchSettings:
    """Read the settings."""
    return BenchSettings(**yaml.safe_load(path.read_text(encoding="utf-8")))


def figures(
    steps: StepTimings,
    service: ServiceTimings,
    environment: Environment | None,
    limits: Mapping[str, float],
) -> list[Figure]:
    """Return what was measured, in the order it is shown."""
    measured = [
        ("tag_median_ms", "one narrative, all steps, median (ms)", steps.median * 1000, 0),
        ("tag_p95_ms", "one narrative, all steps, 95 % under (ms)", steps.p95 * 1000, 0),
        ("tag_to_reference", "the median in 1024 x 1024 matrix products", steps.to_reference, 1),
        ("redact_median_ms", "redaction alone, median (ms)", steps.median_redaction * 1000, 0),
        ("request_median_ms", "all steps over HTTP, median (ms)", service.median_request * 1000, 0),
        ("start_to_ready_s", "start to ready (s)", service.median_start, 1),
        ("resident_mib", "resident memory after the requests (MiB)", service.resident_mib, 0),
        ("peak_mib", "resident memory at its peak (MiB)", service.peak_mib, 0),
    ]
    if environment is not None:
        title = "serving environment, installed, no torch (MiB)"
        measured.append(("environment_mib", title, environment.mib, 0))
    return [Figure(*figure, limits.get(figure[0])) for figure in measured]


def show(console: Console, shown: Sequence[Figure], shares: Mapping[str, float]) -> None:
    """Print the figures with their limits, and where the time goes."""
    table = Table(title="Speed and size", title_justify="left")
    for column in ("", "measured", "at most", ""):
        table.add_column(column, justify="left" if not column else "right")
    for figure in shown:
        limit = "" if figure.limit is None else f"{figure.limit:,.0f}"
        is_over = figure.limit is not None and figure.value > figure.limit
        table.add_row(figure.title, figure.shown, limit, "over" if is_over else "")
    console.print(table)
    steps = Table(title="Share of each step", title_justify="left", show_header=False)
    for step, share in shares.items():
        steps.add_row(step, f"{share:.0%}")
    console.print(steps)


def readme_lines(shown: Sequence[Figure], machine: Mapping[str, Any]) -> list[str]:
    """Return the table for README.md."""
    rows = [
        f"| {figure.title} | {figure.shown} |"
        + (" |" if figure.limit is None else f" {figure.limit:,.0f} |")
        for figure in shown
    ]
    head = f"| {machine['cores']} cores, {machine['processor']} | measured | at most |"
    return [head, "|---|--:|--:|", *rows]


def describe_machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "python": platform.python_version(),
    }


def _processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def bench(arguments: argparse.Namespace, console: Console) -> None:
    """Measure everything, print it and write it down."""
    settings = read_settings()
    texts_by_language = bench_narratives(
        select(read_corpus(), read_splits(), "dev"),
        min_words=settings.min_words,
        max_words=settings.max_words,
        per_language=settings.narratives_per_language,
    )
    texts = [text for texts in texts_by_language.values() for text in texts]
    pipeline = Pipeline.load(arguments.trained)
    steps = time_steps(pipeline, texts)
    service = time_service(
        texts, starts=settings.starts, requests=settings.requests, trained=arguments.trained
    )
    environment = measure_environment(arguments.constraints) if arguments.environment else None
    shown, machine = figures(steps, service, environment, settings.limits), describe_machine()
    show(console, shown, steps.shares)
    content = {
        "model_version": pipeline.version,
        "machine": machine,
        "narratives": {lang: len(texts) for lang, texts in texts_by_language.items()},
        "figures": {figure.name: round(figure.value, 3) for figure in shown},
        "step_shares": {step: round(share, 4) for step, share in steps.shares.items()},
        "largest_packages_mib": environment.largest if environment else {},
    }
    arguments.to.parent.mkdir(parents=True, exist_ok=True)
    arguments.to.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    if arguments.readme:
        fill_section(SECTION, readme_lines(shown, machine))


def main() -> None:
    """Measure; exit with 1 if something cannot be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, default=TRAINED_FOLDER)
    parser.add_argument("--to", type=Path, default=RESULT_FILE, help="where the figures go")
    parser.add_argument("--environment", action="store_true", help="install and measure the size")
    parser.add_argument("--constraints", type=Path, default=CONSTRAINTS_FILE)
    parser.add_argument("--readme", action="store_true", help="fill the section of README.md")
    try:
        bench(parser.parse_args(), Console())
    except CasetagError as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    main()
