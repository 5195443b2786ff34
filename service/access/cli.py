"""`casetag keys` and `casetag link`: whoever can run these can read the database anyway."""

from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from service.access.roles import PAGE_ROLES, Role
from service.errors import ForbiddenError
from service.logs import configure_logging
from service.settings import read_settings

if TYPE_CHECKING:
    from service.store.store import Store

DEFAULT_DAYS = 365
MAX_DAYS = 3650
ORGANISATION = "default"

OrganisationOption = Annotated[str, typer.Option(help="Name of the organisation.")]

keys_app = typer.Typer(
    help="Make, list and revoke the keys that open the service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@keys_app.command()
def create(
    role: Annotated[Role, typer.Option(help="What the key may be used for.")],
    name: Annotated[str, typer.Option(help="Name of the system or the place, never of a person.")],
    organisation: OrganisationOption = ORGANISATION,
    days: Annotated[
        int, typer.Option(min=1, max=MAX_DAYS, help="Days it is good for.")
    ] = DEFAULT_DAYS,
    new_organisation: Annotated[
        bool, typer.Option("--new-organisation", help="Make the organisation if there is none.")
    ] = False,
) -> None:
    """Make a key and print it, once: only its hash is stored."""
    from service.access.api_keys import NewKey, create_key
    from service.access.organisations import ensure_organisation, find_organisation
    from service.access.principals import cli_principal
    from service.access.schemas import is_key_name

    if not is_key_name(name):
        raise typer.BadParameter("1 to 100 characters, none of them a control character")
    with closing(open_store()) as store, store.session() as database:
        if new_organisation:
            ensure_organisation(database, organisation)
        maker = cli_principal(find_organisation(database, organisation))
        row, key = create_key(database, maker, NewKey(name, role, days))
        end = _day(row.expires_at)
    typer.echo(f"Keep it now, it is not shown again. Good until {end}.", err=True)
    typer.echo(key)


@keys_app.command("list")
def list_all() -> None:
    """Show all keys, without their secrets."""
    from service.access import clock
    from service.access.api_keys import end_of, list_all_keys

    # The id is what `revoke` is given: it must be whole, also on a narrow terminal.
    table = Table(Column("id", min_width=32), "organisation", "name", "role", "state")
    table.add_column("good until")
    table.add_column("last used")
    with closing(open_store()) as store, store.session() as database:
        for organisation, row in list_all_keys(database):
            state = end_of(row, clock.now()) or "good"
            used = _day(row.last_used_at) if row.last_used_at else "never"
            dates = (_day(row.expires_at), used)
            table.add_row(row.id, organisation, row.name, row.role, state, *dates)
    Console().print(table)


@keys_app.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")]) -> None:
    """End a key, and the sessions that began with it, at once."""
    from service.access.api_keys import organisation_of, revoke_key
    from service.access.principals import cli_principal

    with closing(open_store()) as store, store.session() as database:
        revoke_key(database, cli_principal(organisation_of(database, key_id)), key_id)
    typer.echo("The key is revoked.", err=True)


@keys_app.command("end-sessions")
def end_sessions(organisation: OrganisationOption = ORGANISATION) -> None:
    """Sign everybody of an organisation out of the page, at once."""
    from service.access.organisations import find_organisation
    from service.access.sessions import close_all_sessions

    with closing(open_store()) as store, store.session() as database:
        ended = close_all_sessions(database, find_organisation(database, organisation))
    typer.echo(f"{ended} sessions ended.", err=True)


def link(
    role: Annotated[Role, typer.Option(help="Role of the session.")] = Role.ADMIN,
    organisation: OrganisationOption = ORGANISATION,
    address: Annotated[
        str | None, typer.Option(help="Address of the page, such as https://casetag.example/.")
    ] = None,
) -> None:
    """Print a link that opens the page signed in, once."""
    from service.access.first_start import make_link, page_address

    if role not in PAGE_ROLES:
        raise ForbiddenError("A case system has no page: make it a key.")
    settings = read_settings()
    with closing(open_store()) as store:
        where = address or page_address(settings.host, settings.port)
        typer.echo(make_link(store, settings, where, role, organisation))


def open_store() -> "Store":
    """Open the store that the settings name, with its default organisation."""
    # Imported late: `casetag --help` and `casetag tag` need no database.
    from service.access.first_start import prepare
    from service.store.store import Store

    configure_logging("warning")
    store = Store.open(read_settings())
    prepare(store)
    return store


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
