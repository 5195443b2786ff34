"""The secrets that open the service: how they are made, written, read and compared.

Each is an id, which finds the row, and a secret of 256 random bits, of which only the SHA-256 is
stored. A slow password hash would add nothing: it protects what people choose, and nobody
can try 2^256 secrets, however fast the hash; it would only make every request slower.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

SECRET_BYTES = 32  # 256 bits
KEY_PREFIX = "casetag"
# Hexadecimal: a double click takes the whole key, and no character needs quoting anywhere.
_KEY = re.compile(r"casetag_([0-9a-f]{32})_([0-9a-f]{64})", re.ASCII)
_TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{64})", re.ASCII)
# Nobody has it: compared with when there is no row, so that an unknown id takes as long.
_NOBODYS_HASH = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """An id and its secret; without `repr`, so that no log or traceback can show it."""

    id: str
    secret: str


def new_secret() -> str:
    """Return 256 random bits as hexadecimal digits."""
    return secrets.token_hex(SECRET_BYTES)


def hash_secret(secret: str) -> str:
    """Return what is stored in place of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, stored_hash: str | None) -> bool:
    """Compare in constant time; no stored hash takes as long and is never right."""
    right = hmac.compare_digest(hash_secret(secret), stored_hash or _NOBODYS_HASH)
    return right and stored_hash is not None


def write_key(credential: Credential) -> str:
    """Return an API key as its holder keeps it."""
    return f"{KEY_PREFIX}_{credential.id}_{credential.secret}"


def read_key(text: str) -> Credential | None:
    """Read an API key; None if it is not written like one."""
    return _read(_KEY, text)


def write_token(credential: Credential) -> str:
    """Return the token of a session or a link."""
    return credential.id + credential.secret


def read_token(text: str) -> Credential | None:
    """Read the token of a session or a link; None if it is not written like one."""
    return _read(_TOKEN, text)


def csrf_token(session_secret: str) -> str:
    """Return the token that a page must send along with its cookie.

    It follows from the secret in the cookie, so that a reloaded page can be told it again though
    only its hash is stored; the cookie itself cannot be read by the page or worked out from it.
    """
    return hmac.new(session_secret.encode(), b"casetag csrf", hashlib.sha256).hexdigest()


def _read(pattern: re.Pattern[str], text: str) -> Credential | None:
    match = pattern.fullmatch(text)
    return Credential(match[1], match[2]) if match else None
