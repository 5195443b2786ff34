"""`casetag db` and `casetag audit`: upgrade, back up, restore, change keys, purge, check."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.logs import configure_logging
from service.settings import read_settings

if TYPE_CHECKING:
    from service.store.store import Store

EXIT_BROKEN = 1

db_app = typer.Typer(
    help="Look after the store of cases.", no_args_is_help=True, pretty_exceptions_enable=False
)
audit_app = typer.Typer(
    help="Look at the audit.", no_args_is_help=True, pretty_exceptions_enable=False
)


@db_app.command()
def upgrade() -> None:
    """Bring the tables to this version; `casetag serve` does it too."""
    from service.store.schema import revision_of

    with closing(_open()) as store:
        typer.echo(f"The store is at revision {revision_of(store.engine)}.")


@db_app.command()
def backup(target: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")]) -> None:
    """Copy the database into a file, also while the service runs; the key is not in it."""
    from service.store.backup import backup as back_up

    with closing(_open()) as store:
        back_up(store, target)
    typer.echo("Backed up. Without the encryption key it cannot be read: keep both, apart.")


@db_app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A file of `casetag db backup`.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite the store that is there.")
    ] = False,
) -> None:
    """Put a backup in the place of the store; stop the service first."""
    from service.store.backup import restore as put_back

    configure_logging("warning")
    erased = put_back(read_settings(), source, datetime.now(UTC), replace=replace)
    typer.echo(f"Restored. {erased} cases erased since the backup were erased again.")


@db_app.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt everything under the first of the encryption keys."""
    from service.store.rotation import rotate

    with closing(_open()) as store:
        values = rotate(store)
    typer.echo(f"{values} values are under the first key; the others are no longer needed.")


@db_app.command()
def purge(
    vacuum: Annotated[
        bool, typer.Option("--vacuum", help="Also overwrite what was deleted, in the files.")
    ] = False,
) -> None:
    """Erase cases past their time, as the running service does by itself."""
    from service.store.expiry import purge_expired
    from service.store.vacuum import vacuum as rewrite

    with closing(_open()) as store:
        erased = purge_expired(store, datetime.now(UTC))
        if vacuum:
            rewrite(store)
    typer.echo(f"{erased} cases erased.")


@db_app.command()
def check() -> None:
    """Decrypt every value and follow the audit."""
    from service.store.rotation import check_values

    with closing(_open()) as store:
        typer.echo(f"{check_values(store)} values can be decrypted.")
        _verify(store)


@audit_app.command()
def verify() -> None:
    """Follow the chain of the audit and name the first row that breaks it."""
    with closing(_open()) as store:
        _verify(store)


def _verify(store: "Store") -> None:
    from service.store.audit import newest, verify

    with store.reading() as session:
        broken, last = verify(session), newest(session)
    if broken is not None:
        typer.echo(f"The audit is broken at row {broken}.", err=True)
        raise typer.Exit(EXIT_BROKEN)
    if last is None:
        typer.echo("The audit is empty.")
    else:
        typer.echo(f"The audit is whole: {last.sequence} rows, the last is {last.hash}.")


def _open() -> "Store":
    # Imported late: `casetag --help` needs no database.
    from service.store.store import Store

    configure_logging("warning")
    return Store.open(read_settings())
