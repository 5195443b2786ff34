"""The command line: serve, tag one narrative, tag a file of them."""

import json
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from models.errors import CasetagError, NarrativeEncodingError
from models.placeholder_styles import PlaceholderStyle
from service.access.cli import keys_app, link
from service.batch import (
    Answer,
    BatchJob,
    BatchSummary,
    check_output,
    count_rows,
    run_batch,
    tag_row,
)
from service.cases.cli import export
from service.logs import configure_logging
from service.outcomes import is_error
from service.pipeline_loading import NarrativeTagger, load_pipeline
from service.redact_cli import redact_row, write_redaction
from service.rendering import show
from service.schemas import to_body
from service.settings import read_settings
from service.store.cli import audit_app, db_app
from service.table_readers import Columns, Row

STDIN = Path("-")
EXIT_SOME_FAILED = 1
EXIT_INTERRUPTED = 130

# Typer's own tracebacks print local variables: the narrative would be among them.
app = typer.Typer(
    name="casetag",
    help="Takes the names out of narratives of violations and suggests their labels.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(keys_app, name="keys")
app.add_typer(db_app, name="db")
app.add_typer(audit_app, name="audit")
app.command()(link)
app.command()(export)


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address; CASETAG_HOST or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; CASETAG_PORT or 8000.")] = None,
) -> None:
    """Run the web page and the HTTP service."""
    # Imported late: the other commands need no web framework.
    from service.access.first_start import link_to_print, prepare
    from service.app import create_app
    from service.server import listen, run_server, url_of
    from service.store.store import Store

    settings = read_settings(host=host, port=port)
    configure_logging(settings.log_level)
    # The store before the models: a wrong key is told at once, the models take seconds.
    with listen(settings) as listener, closing(Store.open(settings)) as store:
        # Not held here by a name: models that are changed for others must be freed.
        web_app = create_app(settings, load_pipeline(settings), store, reload=load_pipeline)
        is_shown = prepare(store) or is_terminal()
        typer.echo(f"Casetag is at {url_of(listener, settings.host)} (Ctrl+C stops it)")
        if is_shown:
            typer.echo(link_to_print(store, settings, listener.getsockname()[1]))
        run_server(web_app, settings, listener)


@app.command()
def tag(
    file: Annotated[Path, typer.Argument(help="A UTF-8 text file; - is standard input.")] = STDIN,
    output_format: Annotated[
        Format, typer.Option("--format", help="For people or for programs.")
    ] = Format.TEXT,
    lang: Annotated[str, typer.Option(help="Language of the label names in text form.")] = "en",
) -> None:
    """Redact and tag one narrative."""
    text = _read_narrative(file)
    pipeline = _load_pipeline()
    if lang not in pipeline.labels.languages:
        known = ", ".join(pipeline.labels.languages)
        raise typer.BadParameter(f"known languages are {known}", param_hint="--lang")
    body = to_body(pipeline.tag(text))
    if output_format is Format.JSON:
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        show(Console(), pipeline.labels, body, lang)


@app.command()
def redact(
    file: Annotated[Path, typer.Argument(help="A UTF-8 text file; - is standard input.")] = STDIN,
    placeholders: Annotated[
        PlaceholderStyle, typer.Option(help="[PERSON_1], [PERSON], or invented substitutes.")
    ] = PlaceholderStyle.NUMBERED,
    output_format: Annotated[
        Format, typer.Option("--format", help="The text alone, or all that is known.")
    ] = Format.TEXT,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Invent the same substitutes again.")
    ] = None,
) -> None:
    """Redact one narrative, and nothing else."""
    text = _read_narrative(file)
    is_json = output_format is Format.JSON
    write_redaction(_load_pipeline(), text, placeholders, seed, as_json=is_json)


@app.command()
def redact_batch(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A .jsonl, .csv or .xlsx file.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A .jsonl, .csv or .xlsx file.")],
    placeholders: Annotated[
        PlaceholderStyle, typer.Option(help="[PERSON_1], [PERSON], or invented substitutes.")
    ] = PlaceholderStyle.NUMBERED,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Invent the same substitutes again.")
    ] = None,
    text_column: Annotated[str, typer.Option(help="Where the narratives are.")] = "text",
    id_column: Annotated[
        str | None, typer.Option(help="Where the ids are; else id, else the row number.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on after the last row of an interrupted run.")
    ] = False,
) -> None:
    """Redact a file of narratives in its order; bad rows are reported, the rest done."""
    job = BatchJob(source, target, Columns(text_column, id_column), resume)
    _run_batch(job, redact_row(placeholders, seed))


@app.command()
def batch(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A .jsonl, .csv or .xlsx file.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A .jsonl, .csv or .xlsx file.")],
    text_column: Annotated[str, typer.Option(help="Where the narratives are.")] = "text",
    id_column: Annotated[
        str | None, typer.Option(help="Where the ids are; else id, else the row number.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on after the last row of an interrupted run.")
    ] = False,
) -> None:
    """Redact and tag a file of narratives in its order; bad rows are reported, the rest done."""
    _run_batch(BatchJob(source, target, Columns(text_column, id_column), resume), tag_row)


def _run_batch(job: BatchJob, answer: Answer) -> None:
    """Do a batch job and say how it ended."""
    done = check_output(job)
    total = count_rows(job)
    try:
        pipeline = _load_pipeline()
        summary = _run_with_progress(pipeline, job, answer, total=total, completed=done.rows)
    except KeyboardInterrupt:
        typer.echo("Stopped. Rows done so far are kept for --resume (not for .xlsx).", err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    typer.echo(f"{summary.rows} rows in {job.target}, {summary.errors} of them errors.", err=True)
    if summary.errors:
        raise typer.Exit(EXIT_SOME_FAILED)


def _run_with_progress(
    pipeline: NarrativeTagger, job: BatchJob, answer: Answer, *, total: int, completed: int
) -> BatchSummary:
    """Run a batch with a bar, and a line for each bad row, on standard error."""
    console = Console(stderr=True)
    columns = (TextColumn("narratives"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=total, completed=completed)

        def report(_row: Row, body: dict[str, Any]) -> None:
            progress.advance(task)
            if is_error(body):
                console.print(f"{body['detail']} ({body['error']})", markup=False, highlight=False)

        return run_batch(pipeline, job, report, answer)


def is_terminal() -> bool:
    """Tell whether a person reads what is printed."""
    return sys.stdout.isatty()


def _load_pipeline() -> NarrativeTagger:
    settings = read_settings()
    configure_logging("warning")
    return load_pipeline(settings)


def _read_narrative(file: Path) -> str:
    """Read a narrative; bytes that are not UTF-8 are refused, a byte order mark is left out."""
    try:
        content = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NarrativeEncodingError("The input is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise CasetagError(f"The input cannot be read: {error.strerror}.") from None
