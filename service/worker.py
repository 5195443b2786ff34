"""A thread that does a piece of work again and again beside the requests."""

import threading
from collections.abc import Callable

from service.failures import describe_failure
from service.logs import get_logger

_JOIN_SECONDS = 15


class Worker:
    """A thread that does a piece of work again and again, until told to stop.

    Args:
        name: For the log.
        work: Does one piece; tells whether more is waiting.
        pause_seconds: Between two pieces when nothing is waiting.
    """

    def __init__(self, name: str, work: Callable[[], bool], pause_seconds: float) -> None:
        self._name = name
        self._work = work
        self._pause_seconds = pause_seconds
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Tell it to finish the piece that is being done, and to begin no other."""
        self._is_stopping.set()

    def wait(self) -> None:
        """Wait until it has stopped."""
        self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            if not self._do_one():
                self._is_stopping.wait(self._pause_seconds)

    def _do_one(self) -> bool:
        try:
            return self._work()
        except Exception as error:
            # The store may be locked or full now, and not later: the thread must live on.
            get_logger().error("background_failed", worker=self._name, **describe_failure(error))
            return False
