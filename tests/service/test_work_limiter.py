import asyncio

import pytest

from models.errors import OverloadedError
from service.work_limiter import WorkLimiter


def _limiter(running=1, waiting=1, timeout=5.0):
    return WorkLimiter(max_running=running, max_waiting=waiting, timeout_seconds=timeout)


def test_no_more_than_the_limit_run_at_once_and_all_get_their_turn():
    async def scenario():
        limiter, running, seen = _limiter(running=2, waiting=10), 0, []

        async def work():
            nonlocal running
            async with limiter.turn():
                running += 1
                seen.append(running)
                await asyncio.sleep(0)
                running -= 1

        await asyncio.gather(*(work() for _ in range(12)))
        return seen

    seen = asyncio.run(scenario())
    assert (len(seen), max(seen)) == (12, 2)


def test_one_too_many_is_sent_away_at_once():
    async def scenario():
        limiter = _limiter(running=1, waiting=0)
        async with limiter.turn():
            with pytest.raises(OverloadedError):
                async with limiter.turn():
                    pass
        async with limiter.turn():
            return True

    assert asyncio.run(scenario())


def test_a_turn_that_does_not_come_in_time_is_given_up():
    async def scenario():
        limiter = _limiter(running=1, waiting=1, timeout=0.01)
        async with limiter.turn():
            with pytest.raises(OverloadedError):
                async with limiter.turn():
                    pass
        async with limiter.turn(), asyncio.timeout(1):
            return True

    assert asyncio.run(scenario())


def test_a_turn_is_given_back_when_the_work_fails():
    async def scenario():
        limiter = _limiter(running=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with limiter.turn():
                    raise ZeroDivisionError

    asyncio.run(scenario())
