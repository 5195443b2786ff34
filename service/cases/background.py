"""Work that goes on beside the requests: messages to webhooks, erasing what is past its time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from service.access import clock
from service.cases.delivery import AT_ONCE, Delivery
from service.logs import get_logger
from service.settings import Settings
from service.store.expiry import purge_expired
from service.store.store import Store
from service.worker import Worker

# How long a message may lie before it is looked for.
DELIVERY_PAUSE_SECONDS = 2.0
_SECONDS_IN_A_MINUTE = 60


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
