"""Measure the country resolver: `python -m training.evaluate_countries [SPLIT]`."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.countries import CountryResolver
from models.types import Countries

CORPUS = Path("data/corpus")
SPLITS = Path("data/splits.json")
FOLDER = Path("models/trained/countries")


@dataclass(frozen=True, slots=True)
class Narrative:
    """A redacted narrative with the countries a reader found."""

    id: str
    language: str
    text: str
    incident: frozenset[str]
    other: frozenset[str]
    basis: str
    record_type: str


def redacted(record: Mapping[str, Any]) -> str:
    """Return the text of a corpus record with its identifiers replaced."""
    text: str = record["text"]
    cursor, pieces = 0, list[str]()
    numbers: dict[str, int] = {}
    for start, end, kind in sorted(record["identifiers"]):
        if start >= cursor:
            number = numbers.setdefault(text[start:end], len(numbers) + 1)
            pieces += [text[cursor:start], f"[{kind}_{number}]"]
            cursor = end
    return "".join(pieces) + text[cursor:]


def read_split(name: str) -> list[Narrative]:
    """Read the narratives of one split, in its order."""
    wanted = json.loads(SPLITS.read_text(encoding="utf-8"))[name]
    records = {}
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            records[record["id"]] = record
    return [_narrative(records[id_]) for id_ in wanted]


def _narrative(record: Mapping[str, Any]) -> Narrative:
    return Narrative(
        record["id"],
        record["lang"],
        redacted(record),
        frozenset(record["country_incident"]),
        frozenset(record["country_other"]),
        record["country_basis"],
        record["record_type"],
    )


def measure(pairs: Iterable[tuple[Narrative, Countries]]) -> dict[str, Any]:
    """Return the report of gold narratives and what the resolver said."""
    right, seen, tally = Counter[str](), Counter[str](), Counter[str]()
    for narrative, found in pairs:
        incident = {tag.code for tag in found.incident}
        other = {tag.code for tag in found.other}
        exact = incident == narrative.incident
        seen.update({"all": 1, narrative.language: 1})
        right.update({"all": exact, narrative.language: exact})
        if narrative.incident and exact:
            tally["basis"] += 1
            tally["basis_right"] += all(tag.basis == narrative.basis for tag in found.incident)
        if not narrative.incident:
            tally["none"] += 1
            tally["false_country"] += bool(incident)
        tally["other_found"] += len(other)
        tally["other_gold"] += len(narrative.other)
        tally["other_right"] += len(other & narrative.other)
    return {
        "narratives": seen["all"],
        "incident_exact": _share(right["all"], seen["all"]),
        "by_language": {code: _share(right[code], seen[code]) for code in sorted(seen)[1:]},
        "basis_accuracy": _share(tally["basis_right"], tally["basis"]),
        "false_country_on_none": _share(tally["false_country"], tally["none"]),
        "other_f1": _share(2 * tally["other_right"], tally["other_found"] + tally["other_gold"]),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def main(arguments: list[str]) -> None:
    """Write the report of the splits named, by default of all three, to standard output."""
    resolver = CountryResolver.load(FOLDER)
    for name in arguments or ["train", "dev", "test"]:
        pairs = [(n, resolver.resolve(n.text, n.language)) for n in read_split(name)]
        sys.stdout.write(json.dumps({name: measure(pairs)}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
