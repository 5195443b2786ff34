"""Work that goes on beside the requests: messages to webhooks, erasing what is past its time."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from service.access import clock
from service.cases.delivery import AT_ONCE, Delivery
from service.failures import describe_failure
from service.logs import get_logger
from service.settings import Settings
from service.store.expiry import purge_expired
from service.store.store import Store

# How long a message may lie before it is looked for.
DELIVERY_PAUSE_SECONDS = 2.0
_SECONDS_IN_A_MINUTE = 60
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


@contextmanager
def background_work(store: Store | None, settings: Settings) -> Iterator[None]:
    """Run the workers of a store; they are done when the block is left."""
    if store is None:
        yield
        return
    delivery = Delivery(store, settings)
    workers = _workers(store, settings, delivery)
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.wait()
        delivery.close()


def _workers(store: Store, settings: Settings, delivery: Delivery) -> Sequence[Worker]:
    def purge() -> bool:
        erased = purge_expired(store, clock.now())
        if erased:
            get_logger().info("cases_expired", cases=erased)
        return False

    pause = settings.purge_minutes * _SECONDS_IN_A_MINUTE
    return (
        Worker("webhooks", lambda: delivery.send_due() >= AT_ONCE, DELIVERY_PAUSE_SECONDS),
        Worker("retention", purge, pause),
    )
