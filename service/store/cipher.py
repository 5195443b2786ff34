"""Encrypt text columns, and make the keyed hashes that stand in for what is looked up.

Fernet (AES-128-CBC with HMAC-SHA256) of the `cryptography` package; several keys may be
given: the first encrypts, all decrypt, so that keys can be changed without a stop.
"""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.errors import StoreKeyError

_INDEX_PURPOSE = b"casetag blind index 1"
_WRONG_KEY = "The encryption key does not fit the stored data."


class Cipher:
    """Encrypts and decrypts with the keys given; never logs either.

    Args:
        keys: Fernet keys, 32 bytes in URL-safe base64; the first encrypts.
        index_secret: 32 random bytes, kept encrypted in the store: keyed hashes must stay
            the same when keys change.
    """

    def __init__(self, keys: Sequence[str], index_secret: bytes = b"") -> None:
        if not keys:
            raise StoreKeyError("There is no encryption key.")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except (ValueError, TypeError):
            raise StoreKeyError(
                "The encryption key is no Fernet key: 32 bytes in URL-safe base64."
            ) from None
        self._index_key = _derive(index_secret) if index_secret else b""

    def with_index_secret(self, secret: bytes) -> "Cipher":
        """Return a cipher that can also make keyed hashes."""
        cipher = Cipher.__new__(Cipher)
        cipher._fernet = self._fernet
        cipher._index_key = _derive(secret)
        return cipher

    def encrypt(self, content: bytes) -> bytes:
        """Return the token of some bytes; each call gives another one."""
        return self._fernet.encrypt(content)

    def decrypt(self, token: bytes) -> bytes:
        """Return the bytes of a token.

        Raises:
            StoreKeyError: If none of the keys made it.
        """
        try:
            return self._fernet.decrypt(token)
        except InvalidToken:
            raise StoreKeyError(_WRONG_KEY) from None

    def rotate(self, token: bytes) -> bytes:
        """Return a token of the same content under the first key."""
        try:
            return self._fernet.rotate(token)
        except InvalidToken:
            raise StoreKeyError(_WRONG_KEY) from None

    def index(self, purpose: str, value: str) -> str:
        """Return a keyed hash by which a value is found again without being stored.

        HMAC-SHA256: without the key nobody can try values until one fits.

        Args:
            purpose: Keeps equal values of different columns apart.
            value: What is looked up.
        """
        if not self._index_key:
            raise StoreKeyError("The store is not open yet.")
        message = f"{purpose}\x00{value}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).hexdigest()


def _derive(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_INDEX_PURPOSE).derive(secret)
