"""Turn reviewed exports into training data: `python -m training.import_reviews FILE… --to OUT`.

Reads any format of `casetag export` (also what Label Studio gives back after annotation) and
writes corpus records, checked like the corpus. The texts are redacted already: placeholders stay
as they are, and nothing is left to redact. Real narratives never enter the repository: the result
belongs into data/local/, which git ignores.

The whole file is written anew each time: after a case was erased, export and import again.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from models.errors import AnnotationError
from models.export_formats.files import ExportFormat, read_file
from models.export_formats.records import ExportRecord, ExportTag
from models.label_sets import load_label_sets
from training.check import CheckedFile, check_line
from training.corpus import FACETS
from training.record_rules import NO_BASIS, RecordRules, load_rules

COUNTRY, COUNTRY_OTHER, FLAGS = "country", "country_other", "flags"
STYLE = "form"  # an export does not say how a narrative was written
STATED = "stated"
_ID_DIGITS = 15
_FORMATS = {
    ".jsonl": ExportFormat.JSONL,
    ".csv": ExportFormat.CSV,
    ".spacy": ExportFormat.DOCBIN,
    ".conll": ExportFormat.CONLL,
    ".json": ExportFormat.LABEL_STUDIO,
}


def guess_format(path: Path) -> ExportFormat:
    """Return the format that a file's name tells.

    Raises:
        AnnotationError: If it tells none.
    """
    try:
        return _FORMATS[path.suffix.casefold()]
    except KeyError:
        known = ", ".join(_FORMATS)
        raise AnnotationError(f"{path.name}: not one of {known}; say which with --format") from None


def corpus_record(record: ExportRecord) -> dict[str, Any]:
    """Return a reviewed case as a line of the corpus.

    What a person rejected does not hold; the first span of a label becomes its quote.
    """
    quotes: dict[str, str] = {}
    for tag in record.tags:
        key = COUNTRY if tag.facet == COUNTRY else tag.label
        if tag.holds and tag.evidence and tag.facet != COUNTRY_OTHER and key not in quotes:
            quotes[key] = _quote(record.text, tag)
    incident = record.labels(COUNTRY)
    return {
        "id": record_id(record.id),
        "lang": record.language,
        "style": STYLE,
        "record_type": record.record_type,
        **{facet: record.labels(facet) for facet in FACETS},
        "country_incident": incident,
        "country_other": [code for code in record.labels(COUNTRY_OTHER) if code not in incident],
        "country_basis": _basis(record) if incident else NO_BASIS,
        "flags": record.labels(FLAGS),
        "evidence": {key: quote for key, quote in quotes.items() if quote},
        "text": record.text,
        "identifiers": [],
    }


def record_id(case_id: str) -> str:
    """Return a corpus id for a case: always the same, and telling nothing of it."""
    digest = hashlib.sha256(case_id.encode()).hexdigest()
    return f"local-{int(digest[:_ID_DIGITS], 16)}"


def import_reviews(
    records: Iterable[ExportRecord], rules: RecordRules
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the corpus records that are free of faults, and what is wrong with the others.

    A case that comes again, as it does in a later export, replaces the one before.
    """
    good: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for number, record in enumerate(records, start=1):
        content = corpus_record(record)
        findings = _faults(content, rules)
        if findings:
            faults += [f"record {number}: {message}" for message in findings]
        else:
            good[content["id"]] = content
    return list(good.values()), faults


def write_records(records: Sequence[dict[str, Any]], path: Path) -> None:
    """Write a corpus file that only its owner can read; the one before stays whole until then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.touch(mode=0o600)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    partial.write_text("".join(lines), encoding="utf-8")
    os.replace(partial, path)


def _quote(text: str, tag: ExportTag) -> str:
    """Return the quote of a tag; the checker wants it without space around it."""
    span = tag.evidence[0]
    return text[span.start : span.end].strip()


def _basis(record: ExportRecord) -> str:
    bases = [tag.basis for tag in record.tags if tag.facet == COUNTRY and tag.holds]
    return next((basis for basis in bases if basis), STATED)


def _faults(content: dict[str, Any], rules: RecordRules) -> list[str]:
    line = json.dumps(content, ensure_ascii=False).encode()
    findings = check_line(line, 1, CheckedFile(Path("import.jsonl")), rules)
    return [finding.message for finding in findings if not finding.is_warning]


def main() -> None:
    """Import files; exit with 1 if a record was left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--format", choices=[x.value for x in ExportFormat], help="of all files")
    parser.add_argument("--to", type=Path, required=True, help="such as data/local/NAME.jsonl")
    arguments = parser.parse_args()
    rules, _ = load_rules(load_label_sets(), needs_quotes=False)
    try:
        records = [
            record
            for path in arguments.files
            for record in read_file(
                path,
                ExportFormat(arguments.format) if arguments.format else guess_format(path),
            )
        ]
    except (AnnotationError, OSError) as error:
        sys.exit(f"cannot be read: {error}")
    good, faults = import_reviews(records, rules)
    write_records(good, arguments.to)
    report = [*faults, f"{len(good)} of {len(records)} records written to {arguments.to}."]
    print(*report, sep="\n")  # noqa: T201 - a command
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
