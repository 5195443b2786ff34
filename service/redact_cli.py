"""What the command line does for those who want redactions and nothing else."""

import json
import sys
from typing import Any

import typer

from models.placeholder_styles import PlaceholderStyle
from service.batch import Answer
from service.outcomes import body_or_error
from service.pipeline_loading import NarrativeTagger
from service.redact_schemas import to_redacted_body
from service.rendering import printable
from service.table_readers import Row


def write_redaction(
    pipeline: NarrativeTagger,
    text: str,
    style: PlaceholderStyle,
    seed: int | None,
    *,
    as_json: bool,
) -> None:
    """Redact one narrative; the text goes to standard output, warnings to standard error."""
    body = to_redacted_body(pipeline.redact(text, style, seed), style)
    if as_json:
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    redacted = body["redacted_text"]
    # A program that reads it gets every character; a terminal none that commands it.
    typer.echo(printable(redacted) if sys.stdout.isatty() else redacted)
    for warning in body["warnings"]:
        typer.echo(f"! {pipeline.labels.warnings.get(warning, {}).get('en', warning)}", err=True)


def redact_row(style: PlaceholderStyle, seed: int | None) -> Answer:
    """Return what a batch asks for each row: a redaction.

    With a seed, each row gets another one made of it, so that two narratives do not get the
    same invented persons, and the same file gets the same ones again.
    """

    def answer(pipeline: NarrativeTagger, row: Row) -> dict[str, Any]:
        row_seed = None if seed is None else seed + row.number
        return body_or_error(
            lambda: to_redacted_body(pipeline.redact(row.text, style, row_seed), style)
        )

    return answer
