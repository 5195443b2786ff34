"""Give memory that is no longer used back to the system."""

import ctypes
import gc
from contextlib import suppress


def give_back_memory() -> None:
    """Collect what nobody holds any more, and hand its pages back where the system can."""
    gc.collect()
    # glibc only: it keeps freed pages for itself; others give them back or cannot be told.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
