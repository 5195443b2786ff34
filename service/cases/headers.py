"""The two headers by which a caller makes sure: Idempotency-Key and If-Match."""

import re
from typing import Annotated

from fastapi import Header

from service.errors import CaseChangedError, IfMatchMissingError

IDEMPOTENCY_KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_ETAG = re.compile(r'"([0-9]{1,9})"')

IdempotencyKeyDep = Annotated[
    str | None,
    Header(
        alias=IDEMPOTENCY_KEY,
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any word of the caller's own for this submission, such as a UUID: sent "
        "again with the same body, it gives the same case.",
    ),
]
IfMatchDep = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description="The ETag of the version that the change is made from.",
    ),
]


def version_of(if_match: str | None) -> int:
    """Return the version that a caller saw.

    Raises:
        IfMatchMissingError: If they do not say.
        CaseChangedError: If it is none of ours.
    """
    if if_match is None:
        raise IfMatchMissingError("Send If-Match with the ETag of the case as you read it.")
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise CaseChangedError("The If-Match is no ETag of this case. Read the case again.")
    return int(found.group(1))
