"""Columns, one token a line: token, offsets, placeholder, evidence; records parted by a line.

    # id = 01ab…
    # text = "Refused [PERSON_1]."
    # record = {"language": "en", …}
    Refused⇥0⇥7⇥O⇥B-violation_type/denial_of_care#0
    [PERSON_1]⇥8⇥18⇥B-PERSON⇥O
    .⇥18⇥19⇥O⇥O

Tokens are cut where evidence begins or ends. Evidence is read back from its column: "#0" is the
first span of that label, and several labels on one token have "|" between them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TextIO

from models.errors import AnnotationError
from models.export_formats.records import ExportRecord, from_json, to_json
from models.placeholders import PLACEHOLDER

NOTHING = "O"
_TOKEN = re.compile(rf"{PLACEHOLDER.pattern}|\w+|[^\w\s]|\s+")
_BETWEEN = "|"
# White space has a line only where evidence begins or ends in it.
_SPACE = "␣"
_COLUMNS = 5


def write(records: Iterable[ExportRecord], stream: TextIO) -> None:
    """Write records, with an empty line after each."""
    for record in records:
        content = to_json(record)
        text = content.pop("text")
        for tag in content["tags"]:
            tag["evidence"] = len(tag["evidence"])
        stream.write(f"# id = {content['id']}\n# text = {json.dumps(text, ensure_ascii=False)}\n")
        stream.write(f"# record = {json.dumps(content, ensure_ascii=False)}\n")
        stream.writelines(_token_lines(record))
        stream.write("\n")


def read(stream: TextIO) -> Iterator[ExportRecord]:
    """Read records; evidence comes from the last column.

    Raises:
        AnnotationError: If something is none of an export; the message has the line's number.
    """
    lines: list[str] = []
    number = 0
    for number, line in enumerate(stream, start=1):
        if line.strip("\n"):
            lines.append(line.rstrip("\n"))
        elif lines:
            yield _record(lines, number)
            lines = []
    if lines:
        yield _record(lines, number)


def _token_lines(record: ExportRecord) -> Iterator[str]:
    spans = [
        (span.start, span.end, f"{tag.name}#{number}")
        for tag in record.tags
        for number, span in enumerate(tag.evidence)
    ]
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    for start, end in _pieces(record.text, edges):
        covering = [(s, name) for s, e, name in spans if s <= start and end <= e]
        piece = record.text[start:end]
        if piece.isspace():
            if not edges & {start, end} or not covering:
                continue
            piece = _SPACE
        kind = record.placeholders.get(piece)
        evidence = _BETWEEN.join(f"{'B' if s == start else 'I'}-{name}" for s, name in covering)
        cells = (piece, str(start), str(end), f"B-{kind}" if kind else NOTHING)
        yield "\t".join((*cells, evidence or NOTHING)) + "\n"


def _pieces(text: str, edges: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the tokens of a text, cut at some places."""
    for match in _TOKEN.finditer(text):
        cuts = sorted(edge for edge in edges if match.start() < edge < match.end())
        places = [match.start(), *cuts, match.end()]
        yield from pairwise(places)


def _record(lines: list[str], number: int) -> ExportRecord:
    try:
        notes = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("# "))
        content: dict[str, Any] = json.loads(notes["record"])
        content["text"] = json.loads(notes["text"])
        evidence = _evidence([line for line in lines if not line.startswith("# ")])
        for tag in content["tags"]:
            name = f"{tag['facet']}/{tag['label']}"
            tag["evidence"] = evidence.get(name, [])
        return from_json(content)
    except (AnnotationError, ValueError, KeyError, TypeError):
        raise AnnotationError(f"the record before line {number} is wrong") from None


def _evidence(lines: Iterable[str]) -> dict[str, list[dict[str, int]]]:
    """Return the spans of each label, in their order."""
    found: dict[str, dict[int, dict[str, int]]] = {}
    for line in lines:
        cells = line.split("\t")
        if len(cells) != _COLUMNS:
            raise ValueError("a line has other columns")
        if cells[4] == NOTHING:
            continue
        for mark in cells[4].split(_BETWEEN):
            name, _, number = mark[2:].rpartition("#")
            spans = found.setdefault(name, {})
            span = spans.setdefault(int(number), {"start": int(cells[1]), "end": int(cells[2])})
            span["end"] = int(cells[2])
    return {name: [spans[number] for number in sorted(spans)] for name, spans in found.items()}
