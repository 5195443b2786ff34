"""What goes over the wire about sessions and keys."""

import re
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.access.roles import Role
from service.schemas import AnswerBody

MAX_NAME_CHARACTERS = 100
NAME_PATTERN = r"^[^\x00-\x1f\x7f]+$"
MAX_DAYS = 3650
DEFAULT_DAYS = 365
# Longer than any key or token; what is longer need not be looked at.
MAX_SECRET_CHARACTERS = 200

KeyName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_NAME_CHARACTERS,
        pattern=NAME_PATTERN,
        description="Name of the system or the place, never of a person: it is not encrypted.",
    ),
]
KeyDays = Annotated[int, Field(ge=1, le=MAX_DAYS, strict=True, description="Days it is good for.")]


def is_key_name(name: str) -> bool:
    """Tell whether a key may be called so; the command line asks, the types of requests know."""
    return len(name) <= MAX_NAME_CHARACTERS and re.search(NAME_PATTERN, name) is not None


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SignInRequest(_Request):
    """The token of a one-time link, or a key: one of the two."""

    link: str | None = Field(None, max_length=MAX_SECRET_CHARACTERS)
    key: str | None = Field(None, max_length=MAX_SECRET_CHARACTERS)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.link is None) == (self.key is None):
            raise ValueError("Give a link or a key.")
        return self


class KeyRequest(_Request):
    """A key to be made, in the organisation of the admin who asks."""

    name: KeyName
    role: Role
    days: KeyDays = DEFAULT_DAYS


class SessionBody(AnswerBody):
    """Who is signed in on the page; the secret itself is in a cookie only."""

    role: Role
    organisation: str
    csrf_token: str = Field(description="To be sent as X-CSRF-Token with all but GET and HEAD.")
    expires_at: datetime = Field(description="The latest end; an unused session ends earlier.")


class KeyBody(AnswerBody):
    """A key without its secret."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute.")


class NewKeyBody(KeyBody):
    """A key that was just made."""

    key: str = Field(description="Told this once; only its hash is stored.")


class KeysBody(AnswerBody):
    """All keys of the organisation, the newest first."""

    items: list[KeyBody]
