"""Show an answer to a person at a terminal."""

from typing import Any
from unicodedata import category

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.labels import LabelSets

PLACEHOLDER = r"\[[A-Z_]+_\d+\]"
RECORD_TYPE = "record_type"
FLAGS = "flags"
CUT = 80


def show(console: Console, labels: LabelSets, body: dict[str, Any], language: str) -> None:
    """Print the redacted text, then the tags with score, words and reason."""
    text = body["redacted_text"]
    redacted = Text(printable(text))
    redacted.highlight_regex(PLACEHOLDER, "bold magenta")
    console.print(redacted, soft_wrap=True)
    console.print()
    console.print(_table(labels, body, language))
    for warning in body["warnings"]:
        sentence = labels.warnings.get(warning, {}).get(language, warning)
        console.print(Text(f"! {sentence}", style="yellow"), soft_wrap=True)
    summary = f"language: {body['language']} · model: {body['model']['version']}"
    console.print(Text(summary, style="dim"), soft_wrap=True)


def printable(text: str) -> str:
    """Return text without characters that would command the terminal."""
    # C: control, format and unassigned characters, lone surrogates.
    return "".join("\ufffd" if category(c).startswith("C") and c not in "\n\t" else c for c in text)


def _table(labels: LabelSets, body: dict[str, Any], language: str) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("facet", "label", "score", "evidence"):
        table.add_column(
            heading, overflow="fold", justify="right" if heading == "score" else "left"
        )
    rows = [(RECORD_TYPE, body["record_type"])]
    rows += [(facet, tag) for facet, tags in body["tags"].items() for tag in tags]
    rows += [(FLAGS, flag) for flag in body["flags"]]
    for facet, tag in rows:
        name = labels.name(f"{facet}/{tag['label']}", language)
        quotes = _quotes(body["redacted_text"], tag.get("evidence", []))
        table.add_row(labels[facet].names[language], Text(name), f"{tag['score']:.0%}", quotes)
    for heading, countries in body["country"].items():
        for country in countries:
            grounds = Text(printable(country["reason"]))
            basis = country.get("basis", "")
            table.add_row(f"country: {heading}", Text(country["code"]), basis, grounds)
    return table


def _quotes(text: str, evidence: list[dict[str, int]]) -> Text:
    quotes = [printable(text[span["start"] : span["end"]]) for span in evidence]
    return Text(" · ".join(f"“{quote[:CUT]}”" for quote in quotes))
