"""Name every fault of the corpus by file and line: `python -m training.check`.

A line with inline marks ([[PERSON|Aida]]) is checked too; --write turns the marks of a
file without faults into spans, as training needs them. Nothing printed quotes a narrative.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from models.errors import AnnotationError
from models.label_sets import load_label_sets
from training.corpus import CORPUS_FOLDER, AnnotatedNarrative, parse_narrative
from training.coverage import show_coverage
from training.inline_marks import has_marks, read_marks
from training.record_form import form_faults
from training.record_rules import Finding, RecordRules, load_rules
from training.split import near_duplicate_groups

TEXT, IDENTIFIERS = "text", "identifiers"


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding and where it is."""

    file: str
    line: int
    finding: Finding

    def __str__(self) -> str:
        kind = "warning: " if self.finding.is_warning else ""
        return f"{self.file}:{self.line}: {kind}{self.finding.message}"


@dataclass(slots=True)
class CheckedFile:
    """What one file holds.

    Attributes:
        path: The file.
        records: Its lines as they would be written, inline marks turned into spans.
        narratives: Those of them that have the right form.
        faults: What is wrong, by line.
        marked: Lines with inline marks.
    """

    path: Path
    records: list[Any] = field(default_factory=list)
    narratives: list[AnnotatedNarrative] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    marked: int = 0

    @property
    def is_faulty(self) -> bool:
        """Tell whether anything but warnings was found."""
        return any(not fault.finding.is_warning for fault in self.faults)


class _LineError(ValueError):
    """A line that cannot be read; the message has nothing of it."""


def check_file(path: Path, rules: RecordRules) -> CheckedFile:
    """Check each line of a file on its own."""
    checked = CheckedFile(path)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            messages = check_line(line, number, checked, rules)
            checked.faults += (Fault(path.name, number, finding) for finding in messages)
    return checked


def check_line(
    line: bytes, number: int, checked: CheckedFile, rules: RecordRules
) -> Iterator[Finding]:
    """Yield what is wrong with a line, and add what it holds to the file."""
    try:
        record = _read_record(line)
        is_marked = isinstance(record, dict) and has_marks(str(record.get(TEXT, "")))
        if is_marked:
            checked.marked += 1
            record = _without_marks(record)
    except (_LineError, AnnotationError) as error:
        yield Finding(str(error))
        return
    checked.records.append(record)
    wrong = [Finding(message) for message in form_faults(record)]
    yield from wrong
    if not wrong:
        narrative = parse_narrative(json.dumps(record), checked.path.name, number)
        checked.narratives.append(narrative)
        yield from rules.findings(narrative)


def _read_record(line: bytes) -> Any:  # noqa: ANN401 - whatever the line holds
    try:
        return json.loads(line, object_pairs_hook=_unique_fields)
    except json.JSONDecodeError as error:
        raise _LineError(f"no valid JSON ({error.msg}, column {error.colno})") from None
    except UnicodeDecodeError:
        raise _LineError("the line is not UTF-8") from None


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise _LineError("a field comes twice")
    return dict(pairs)


def _without_marks(record: dict[str, Any]) -> dict[str, Any]:
    if record.get(IDENTIFIERS):
        raise _LineError("text: inline marks beside identifiers; use one of them")
    text, entities = read_marks(str(record[TEXT]))
    spans = [[entity.start, entity.end, entity.label] for entity in entities]
    return record | {TEXT: text, IDENTIFIERS: spans}


def across_files(narratives: Sequence[AnnotatedNarrative]) -> list[Fault]:
    """Find ids used twice, and narratives that are nearly the same."""
    faults: list[Fault] = []
    first_by_id: dict[str, AnnotatedNarrative] = {}
    first_by_group: dict[int, AnnotatedNarrative] = {}
    groups = near_duplicate_groups([narrative.text for narrative in narratives])
    for group, narrative in zip(groups, narratives, strict=True):
        same_id = first_by_id.setdefault(narrative.id, narrative)
        same_text = first_by_group.setdefault(group, narrative)
        for other, problem in (
            (same_id, "id: already used in"),
            (same_text, "text: nearly that of"),
        ):
            if other is not narrative:
                finding = Finding(f"{problem} {other.file}:{other.line}")
                faults.append(Fault(narrative.file, narrative.line, finding))
    return faults


def write_spans(checked: CheckedFile) -> None:
    """Write a file anew with spans in place of inline marks."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in checked.records)
    partial = checked.path.with_suffix(".part")
    partial.write_text("".join(lines), encoding="utf-8")
    os.replace(partial, checked.path)  # a cut in mid-write leaves the older file whole


def check_corpus(folder: Path, console: Console, *, write: bool, coverage: bool) -> bool:
    """Check all files of a folder, print what was found, and tell whether it may be used."""
    labels = load_label_sets()
    rules, settings = load_rules(labels)
    files = [check_file(path, rules) for path in sorted(folder.glob("*.jsonl"))]
    narratives = [narrative for file in files for narrative in file.narratives]
    faults = [fault for file in files for fault in file.faults] + across_files(narratives)
    for file in files:
        if file.marked and write and not file.is_faulty:
            write_spans(file)
        elif file.marked:
            message = f"{file.marked} lines have inline marks; --write turns them into spans"
            faults.append(Fault(file.path.name, 1, Finding(message, is_warning=True)))
    for fault in sorted(faults, key=lambda fault: (fault.file, fault.line)):
        console.print(str(fault), markup=False, highlight=False, soft_wrap=True)
    if coverage:
        show_coverage(narratives, labels, console, settings.min_narratives_per_label)
    warnings = sum(fault.finding.is_warning for fault in faults)
    console.print(
        f"{len(narratives)} narratives in {len(files)} files: "
        f"{len(faults) - warnings} faults, {warnings} warnings."
    )
    return bool(narratives) and warnings == len(faults)


def main() -> None:
    """Check the corpus; exit with 1 if it has a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CORPUS_FOLDER)
    parser.add_argument("--write", action="store_true", help="turn inline marks into spans")
    parser.add_argument("--coverage", action="store_true", help="count labels and languages")
    arguments = parser.parse_args()
    is_good = check_corpus(
        arguments.folder, Console(), write=arguments.write, coverage=arguments.coverage
    )
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
