"""Ids that sort by time, so that the newest rows of an index stand together."""

import secrets
import time

_RANDOM_BITS = 80


def new_id() -> str:
    """Return 32 hex digits: 48 bits of milliseconds since 1970, then 80 random bits.

    The layout is UUID version 7's (RFC 9562) without its fixed version bits.
    """
    milliseconds = time.time_ns() // 1_000_000
    return f"{milliseconds:012x}{secrets.randbits(_RANDOM_BITS):020x}"
