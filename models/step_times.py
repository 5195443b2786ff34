"""How long the steps of a piece of work take: the core measures, whoever wants to know collects.

Only durations are kept, never what was worked on; without a collector nothing is kept at all.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REDACT, TAG, STORE = "redact", "tag", "store"

StepTimes = list[tuple[str, float]]

# A context variable: it follows a request into its thread, and no other request sees it.
_collected: ContextVar[StepTimes | None] = ContextVar("step_times", default=None)


@contextmanager
def collect_steps() -> Iterator[StepTimes]:
    """Collect the steps that are done inside, as pairs of name and seconds."""
    times: StepTimes = []
    token = _collected.set(times)
    try:
        yield times
    finally:
        _collected.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Measure one step, also one that fails."""
    times = _collected.get()
    if times is None:
        yield
        return
    started = time.perf_counter()
    try:
        yield
    finally:
        times.append((name, time.perf_counter() - started))
