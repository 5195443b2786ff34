"""Sign messages, so that whoever receives them can tell that they are ours, and how old.

    Casetag-Signature: t=1790000000,v1=<hex HMAC-SHA256 of "1790000000.<body>" under the secret>

Receivers compute the same, compare in constant time, and refuse what is older than minutes.
"""

import hashlib
import hmac
import secrets

SIGNATURE = "Casetag-Signature"
_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret for one webhook: 256 random bits."""
    return f"whsec_{secrets.token_urlsafe(_SECRET_BYTES)}"


def signature(secret: str, body: bytes, seconds: int) -> str:
    """Return the value of the signature header.

    Args:
        secret: The webhook's.
        body: The bytes that are sent.
        seconds: The time, since 1970.
    """
    message = f"{seconds}.".encode() + body
    digest = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
