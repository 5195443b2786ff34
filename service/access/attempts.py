"""Bound the failed tries to come in, so that guessing is slow and no flood reaches the store.

In memory only: a restart forgets it, and no address of a caller is ever written down.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from service.errors import TooManyAttemptsError

# A provider gives one customer a whole /64 of IPv6 addresses.
IPV6_PREFIX = 64


@dataclass(slots=True)
class _Window:
    failures: int
    ends_at: float


class AttemptLimiter:
    """Counts failures for each address and each key id in windows of time."""

    def __init__(
        self,
        *,
        max_failures: int,
        window_seconds: float,
        max_entries: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with no failures.

        Args:
            max_failures: Failures of one address, or with one key id, in a window.
            window_seconds: Length of a window; it begins with the first failure.
            max_entries: Addresses and ids remembered; the oldest window is forgotten first.
            clock: Seconds that never go back.
        """
        self._max_failures = max_failures
        self._window_seconds = window_seconds
        self._max_entries = max_entries
        self._clock = clock
        self._windows: OrderedDict[tuple[str, str], _Window] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str, key_id: str | None = None) -> None:
        """Refuse a caller who has failed too often.

        Failures of others with the same key id count only against callers who have failed
        themselves: who knows an id, which is no secret, cannot lock its holder out.

        Raises:
            TooManyAttemptsError: If the address or the key id has failed too often.
        """
        with self._lock:
            now = self._clock()
            own = self._current(("address", network_of(address)), now)
            if own is None:
                return
            shared = self._current(("key", key_id), now) if key_id else None
            full = [window.ends_at for window in (own, shared) if window and self._is_full(window)]
        if full:
            raise TooManyAttemptsError(math.ceil(max(full) - now))

    def fail(self, address: str, key_id: str | None = None) -> None:
        """Count a failure.

        Raises:
            TooManyAttemptsError: If tries with this key id had failed too often before, from
                whatever addresses.
        """
        with self._lock:
            now = self._clock()
            self._count(("address", network_of(address)), now)
            if key_id is None:
                return
            shared = self._current(("key", key_id), now)
            left_seconds = shared.ends_at - now if shared and self._is_full(shared) else None
            self._count(("key", key_id), now)
        if left_seconds is not None:
            raise TooManyAttemptsError(math.ceil(left_seconds))

    def __len__(self) -> int:
        return len(self._windows)

    def _is_full(self, window: _Window) -> bool:
        return window.failures >= self._max_failures

    def _current(self, who: tuple[str, str], now: float) -> _Window | None:
        window = self._windows.get(who)
        return window if window and window.ends_at > now else None

    def _count(self, who: tuple[str, str], now: float) -> None:
        window = self._current(who, now)
        if window is not None:
            window.failures += 1
            return
        self._windows.pop(who, None)
        self._windows[who] = _Window(1, now + self._window_seconds)
        while len(self._windows) > self._max_entries:
            self._windows.popitem(last=False)


def network_of(address: str) -> str:
    """Return what counts as one caller: an IPv4 address or an IPv6 network."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False))
