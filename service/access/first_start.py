"""What the first start makes, and the link that a start on a terminal prints."""

from service.access.cookies import is_wildcard
from service.access.login_links import create_link, link_address
from service.access.organisations import (
    DEFAULT_ORGANISATION,
    ensure_organisation,
    find_organisation,
)
from service.access.principals import cli_principal
from service.access.roles import Role
from service.settings import Settings
from service.store.store import Store


def prepare(store: Store) -> bool:
    """Make the default organisation; tell whether this is the first start."""
    with store.session() as database:
        return ensure_organisation(database, DEFAULT_ORGANISATION)


def link_to_print(store: Store, settings: Settings, port: int) -> str:
    """Return the sentence that the first start, and each on a terminal, shows its operator."""
    link = make_link(store, settings, page_address(settings.host, port))
    return f"To sign in, open this within {settings.link_minutes} minutes, once:\n{link}"


def make_link(
    store: Store,
    settings: Settings,
    address: str,
    role: Role = Role.ADMIN,
    organisation: str = DEFAULT_ORGANISATION,
) -> str:
    """Make a one-time link to the page at an address.

    Raises:
        OrganisationUnknownError: If there is no organisation of this name.
    """
    with store.session() as database:
        maker = cli_principal(find_organisation(database, organisation))
        token = create_link(database, maker, role, settings.link_minutes)
    return link_address(address, token)


def page_address(host: str, port: int) -> str:
    """Return where a browser on this machine finds the page."""
    # 0.0.0.0 is for listening; no browser keeps a session there.
    host = "127.0.0.1" if is_wildcard(host) else host
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
