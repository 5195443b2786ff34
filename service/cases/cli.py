"""`casetag export`: reviewed cases into a file."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from models.export_formats.files import ExportFormat
from service.logs import configure_logging
from service.settings import read_settings


def export(
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A new file.")],
    chosen: Annotated[
        ExportFormat, typer.Option("--format", help="What the file is for.")
    ] = ExportFormat.JSONL,
    organisation: Annotated[str, typer.Option(help="Whose cases.")] = "default",
) -> None:
    """Write the reviewed cases, redacted, into a file; erasing one of them deletes the file."""
    # Imported late: `casetag --help` needs no database.
    from service.access.organisations import find_organisation
    from service.access.principals import cli_principal
    from service.cases.export import CaseExport
    from service.store.store import Store

    configure_logging("warning")
    with closing(Store.open(read_settings())) as store:
        with store.reading() as session:
            who = cli_principal(find_organisation(session, organisation))
        cases = CaseExport(store, who, chosen).write(target)
    typer.echo(f"{cases} cases in {target}.", err=True)
