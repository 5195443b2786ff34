import pytest

from service.access.attempts import AttemptLimiter, network_of
from service.errors import TooManyAttemptsError


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limiter(clock):
    return AttemptLimiter(max_failures=3, window_seconds=60, max_entries=10, clock=clock)


def fail(limiter, times, address, key_id=None):
    for _ in range(times):
        limiter.check(address, key_id)
        limiter.fail(address, key_id)


def test_an_address_that_failed_too_often_waits_for_the_end_of_the_window(limiter, clock):
    fail(limiter, 3, "192.0.2.1")
    clock.now += 20
    with pytest.raises(TooManyAttemptsError) as refused:
        limiter.check("192.0.2.1")
    assert refused.value.retry_after_seconds == 40
    limiter.check("192.0.2.2")
    clock.now += 40
    limiter.check("192.0.2.1")


def test_failures_before_the_window_are_forgotten(limiter, clock):
    fail(limiter, 2, "192.0.2.1")
    clock.now += 61
    fail(limiter, 3, "192.0.2.1")
    with pytest.raises(TooManyAttemptsError):
        limiter.check("192.0.2.1")


def test_many_addresses_share_the_limit_of_the_key_id_they_guess_at(limiter):
    for number in range(3):
        fail(limiter, 1, f"192.0.2.{number}", "key")
    with pytest.raises(TooManyAttemptsError):
        limiter.check("192.0.2.1", "key")
    limiter.check("192.0.2.1", "another")
    # A fresh address may try, but a wrong try is told the same.
    limiter.check("192.0.2.9", "key")
    with pytest.raises(TooManyAttemptsError):
        limiter.fail("192.0.2.9", "key")


def test_nobody_can_lock_out_the_holder_of_a_key(limiter):
    fail(limiter, 3, "192.0.2.1", "key")
    limiter.check("198.51.100.7", "key")


def test_memory_is_bounded_under_a_flood(limiter):
    for number in range(500):
        limiter.fail(f"10.0.{number // 250}.{number % 250}", f"key-{number}")
    assert len(limiter) == 10


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_whole_ipv6_network_is_one_caller(address, network):
    assert network_of(address) == network


def test_the_refusal_quotes_nobody(limiter):
    fail(limiter, 3, "192.0.2.1", "key")
    with pytest.raises(TooManyAttemptsError) as refused:
        limiter.check("192.0.2.1", "key")
    assert "192" not in str(refused.value)
