"""Where the encryption key comes from: the environment, a file, or a first start.

A first start on an empty data folder makes a key file, so that nothing has to be set up;
afterwards a key that is missing or wrong stops the start, and nothing is overwritten.
"""

import json
import logging
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet

from service.errors import StoreKeyError
from service.logs import LOGGER
from service.settings import Settings

KEY_FILE = "encryption.key"
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_keys(settings: Settings, *, has_data: bool) -> list[str]:
    """Return the keys, the one that encrypts first.

    Args:
        settings: Name a key or a file; else the data folder's own key file is taken.
        has_data: Whether a store is there already: then no key is made.

    Raises:
        StoreKeyError: If there is none, or others can read the file.
    """
    if settings.encryption_key is not None:
        return _split(settings.encryption_key.get_secret_value())
    path = settings.encryption_key_file or settings.data_folder / KEY_FILE
    if not path.exists():
        if has_data or settings.encryption_key_file is not None:
            raise StoreKeyError(
                "There is stored data but no encryption key. Restore the key file, or set "
                "CASETAG_ENCRYPTION_KEY or CASETAG_ENCRYPTION_KEY_FILE."
                if has_data
                else "The file of CASETAG_ENCRYPTION_KEY_FILE is not there."
            )
        make_key_file(path)
        # Whoever loses this file loses the data. Not through structlog: until it is set up it
        # would write to standard output, where a command prints what was asked for.
        event = {"event": "encryption_key_made", "file": path.name, "level": "warning"}
        logging.getLogger(LOGGER).warning(json.dumps(event))
    return _split(_read_private(path))


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can enter, where it is not there yet."""
    path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)


def make_key_file(path: Path) -> None:
    """Write a new key into a file that only its owner can read; an older file stays.

    The file appears at once and whole: two services that start together take the same key.
    """
    make_folder(path.parent)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    """Keep the name of a new file over a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_private(path: Path) -> str:
    try:
        if path.stat().st_mode & _OTHERS:
            raise StoreKeyError(
                "The encryption key file can be read by others. Run: chmod 600 on it."
            )
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise StoreKeyError("The encryption key file cannot be read.") from None


def _split(text: str) -> list[str]:
    keys = [key for key in text.replace(",", "\n").split() if key]
    if not keys:
        raise StoreKeyError("The encryption key is empty.")
    return keys
