"""Bound the work done at once: some narratives are worked on, some wait, the others come again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models.errors import OverloadedError

QUEUE_FULL, NO_TURN = "queue_full", "no_turn_in_time"


class WorkLimiter:
    """Hands out turns to work, first come, first served. Belongs to one event loop.

    Attributes:
        running: How many hold a turn now.
        refused: How many were sent away since the start, by reason.
    """

    def __init__(self, *, max_running: int, max_waiting: int, timeout_seconds: float) -> None:
        self._turns = asyncio.Semaphore(max_running)
        self._max_admitted = max_running + max_waiting
        self._timeout_seconds = timeout_seconds
        self._admitted = 0
        self.running = 0
        self.refused = {QUEUE_FULL: 0, NO_TURN: 0}

    @property
    def waiting(self) -> int:
        """How many wait for a turn now."""
        return self._admitted - self.running

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it.

        Raises:
            OverloadedError: If too many are waiting already, or the turn does not come in time.
        """
        if self._admitted >= self._max_admitted:
            self.refused[QUEUE_FULL] += 1
            raise OverloadedError("Too many narratives at once. Try again in a moment.")
        self._admitted += 1
        try:
            await self._wait()
            self.running += 1
            try:
                yield
            finally:
                self.running -= 1
                self._turns.release()
        finally:
            self._admitted -= 1

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._turns.acquire()
        except TimeoutError:
            self.refused[NO_TURN] += 1
            raise OverloadedError("No turn came in time. Try again in a moment.") from None
