"""Who is asking, as far as the service knows: never a person's name."""

from dataclasses import dataclass

from service.access.roles import Role

CLI_ACTOR = "cli"
ANONYMOUS_ACTOR = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """What a valid key or session stands for; every query is limited to its organisation."""

    organisation_id: str
    role: Role
    actor: str
    """`key:<id>`, `session:<id>` or `cli`: what audit rows and histories are signed with."""
    key_id: str | None = None
    system: str = ""
    """The name of the key: two keys of one name are one case system. Empty for the page."""


def key_actor(key_id: str) -> str:
    """Return how a key signs."""
    return f"key:{key_id}"


def session_actor(session_id: str) -> str:
    """Return how a session of the page signs."""
    return f"session:{session_id}"


def cli_principal(organisation_id: str) -> Principal:
    """Return who works at the command line: whoever can run it can read the database anyway."""
    return Principal(organisation_id, Role.ADMIN, CLI_ACTOR)
