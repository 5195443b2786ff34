"""What is counted of the service since its start, for Prometheus: requests, durations, languages.

No label has a value that a caller made up, and none names an organisation, a system or a case.
"""

from collections.abc import Iterable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from models.language_profiles import load_language_profiles
from models.step_times import StepTimes

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TOTAL = "total"
OTHER_LANGUAGE = "other"
NO_STATUS = "none"
# From the fastest read of the store to the longest wait that a setting allows, in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counts of one app. Safe to use from several threads."""

    def __init__(self) -> None:
        # A registry of its own: the library's default one tells about the process and its machine.
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "casetag_requests",
            "Requests by the template of their route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "casetag_step_seconds",
            "Time of a step: redact and tag for each narrative, store for each transaction, "
            "total for each request.",
            ["step"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._narratives = Counter(
            "casetag_narratives",
            "Narratives worked on, by the language found; those not supported are one.",
            ["language"],
            registry=self.registry,
        )
        self._reloads = Counter(
            "casetag_model_reloads",
            "Models loaded while the service ran: done, or failed and the old ones kept.",
            ["outcome"],
            registry=self.registry,
        )

    def count_request(
        self, *, route: str, method: str, status: int | None, seconds: float, steps: StepTimes
    ) -> None:
        """Count one request.

        Args:
            route: Its template, never its address.
            method: One that HTTP knows.
            status: None if the caller left before there was one.
            seconds: How long it took.
            steps: What it was made of.
        """
        code = NO_STATUS if status is None else str(status)
        self._requests.labels(route=route, method=method, status=code).inc()
        self._seconds.labels(step=TOTAL).observe(seconds)
        for name, duration in steps:
            self._seconds.labels(step=name).observe(duration)

    def count_languages(self, languages: Iterable[str]) -> None:
        """Count narratives by their language."""
        for language in languages:
            known = language if language in _languages() else OTHER_LANGUAGE
            self._narratives.labels(language=known).inc()

    def count_reload(self, outcome: str) -> None:
        """Count an attempt to take new models into use."""
        self._reloads.labels(outcome=outcome).inc()

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self.registry)


@cache
def _languages() -> frozenset[str]:
    return frozenset(load_language_profiles().names)
