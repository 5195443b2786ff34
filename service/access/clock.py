"""The time, in one place, so that tests can let it pass."""

from datetime import UTC, datetime, timedelta

# Marks of use are written at most once in this time: not every request writes.
USE_NOTED_EVERY = timedelta(minutes=1)


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)
