"""A time after which work on one narrative ends: long work looks at the clock between its pieces.

No single piece takes long (tests/models/test_reading_time.py), so that whoever waits is told
soon after the limit, and the thread is free for the next narrative.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from models.errors import NarrativeTooSlowError

# A context variable: it follows a request into its thread, and no other request sees it.
_last: ContextVar[float | None] = ContextVar("last_moment", default=None)
_MESSAGE = "The narrative took too long. Nothing was kept of it."


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Let the work inside take so long at most, by the clock; None sets no limit."""
    token = _last.set(None if seconds is None else time.monotonic() + seconds)
    try:
        yield
    finally:
        _last.reset(token)


def check_time() -> None:
    """Do nothing before the limit.

    Raises:
        NarrativeTooSlowError: After it.
    """
    last = _last.get()
    if last is not None and time.monotonic() > last:
        raise NarrativeTooSlowError(_MESSAGE)


@contextmanager
def locked_in_time(lock: threading.Lock) -> Iterator[None]:
    """Hold a lock, waiting for it until the limit.

    Raises:
        NarrativeTooSlowError: If others held it until then.
    """
    last = _last.get()
    # -1 waits for ever.
    timeout = -1.0 if last is None else max(0.0, last - time.monotonic())
    if not lock.acquire(timeout=timeout):
        raise NarrativeTooSlowError(_MESSAGE)
    try:
        yield
    finally:
        lock.release()
