"""What is true of the service at the moment it is asked: queue, models, messages that wait."""

import platform
from collections.abc import Iterator

from fastapi import FastAPI
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from service.errors import StoreError
from service.store.store import Store
from service.store.tables import OutboxMessage


class StateCollector(Collector):
    """Reads the state of an app when the metrics are asked for."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def describe(self) -> list[Metric]:
        """Return nothing: the registry would otherwise read the store when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give the metrics of this moment."""
        yield _info(
            "casetag_build_info",
            "The program.",
            {"version": self._app.version, "python": platform.python_version()},
        )
        yield from self._queue()
        pipeline = self._app.state.pipeline
        if pipeline is not None:
            version = {"version": pipeline.version}
            yield _info("casetag_model_info", "The models that answer new requests.", version)
        store = self._app.state.store
        if store is not None:
            yield from _outbox(store)

    def _queue(self) -> Iterator[Metric]:
        limiter = self._app.state.limiter
        yield GaugeMetricFamily(
            "casetag_work_running", "Requests that models work on.", limiter.running
        )
        yield GaugeMetricFamily(
            "casetag_work_waiting", "Requests that wait for their turn.", limiter.waiting
        )
        refused = CounterMetricFamily(
            "casetag_work_refused", "Requests sent away with 429.", labels=["reason"]
        )
        for reason, count in limiter.refused.items():
            refused.add_metric([reason], count)
        yield refused


def _outbox(store: Store) -> Iterator[Metric]:
    """Give how many messages wait; without an answer of the database, that it does not answer."""
    waiting = select(func.count()).where(
        OutboxMessage.delivered_at.is_(None), OutboxMessage.failed_at.is_(None)
    )
    given_up = select(func.count()).where(OutboxMessage.failed_at.is_not(None))
    try:
        with store.reading() as session:
            depth, failed = session.scalar(waiting), session.scalar(given_up)
    except StoreError:
        yield GaugeMetricFamily("casetag_store_up", "1 if the database answers.", 0)
        return
    yield GaugeMetricFamily("casetag_store_up", "1 if the database answers.", 1)
    yield GaugeMetricFamily(
        "casetag_outbox_waiting", "Messages to webhooks that are not delivered yet.", depth
    )
    yield GaugeMetricFamily(
        "casetag_outbox_given_up", "Messages to webhooks that nobody took.", failed
    )


def _info(name: str, documentation: str, values: dict[str, str]) -> Metric:
    metric = GaugeMetricFamily(name, documentation, labels=list(values))
    metric.add_metric(list(values.values()), 1)
    return metric
