"""The base of all tables, and the column types: UTC times, encrypted text and JSON.

An engine carries its cipher at its dialect (`bind_cipher`), so that a column can only be
read or written through an engine that has the keys.
"""

import json
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Engine, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from service.errors import StoreKeyError
from service.store.cipher import Cipher

_CIPHER = "casetag_cipher"
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table is made from; constraints have names, so that migrations find them."""

    metadata = MetaData(naming_convention=_NAMES)


def bind_cipher(engine: Engine, cipher: Cipher) -> None:
    """Let an engine read and write encrypted columns."""
    setattr(engine.dialect, _CIPHER, cipher)


def cipher_of(dialect: Dialect) -> Cipher:
    """Return the cipher of an engine.

    Raises:
        StoreKeyError: If it has none.
    """
    cipher: Cipher | None = getattr(dialect, _CIPHER, None)
    if cipher is None:
        raise StoreKeyError("The store is opened without its key.")
    return cipher


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: given and read with a time zone, stored in UTC (SQLite knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment to UTC; one without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give a moment its zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        return None if value is None else cipher_of(dialect).encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return None if value is None else cipher_of(dialect).decrypt(bytes(value)).decode()


class EncryptedJson(TypeDecorator[object]):
    """A JSON value that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        if value is None:
            return None
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return cipher_of(dialect).encrypt(content.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> object:
        """Decrypt."""
        return None if value is None else json.loads(cipher_of(dialect).decrypt(bytes(value)))
