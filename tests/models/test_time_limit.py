import threading
import time

import pytest

from models.errors import NarrativeTooSlowError
from models.time_limit import check_time, locked_in_time, time_limit


def test_within_the_limit_nothing_happens():
    check_time()
    with time_limit(60):
        check_time()
    with time_limit(None):
        check_time()


def test_after_the_limit_the_work_ends():
    with time_limit(0.001):
        time.sleep(0.005)
        with pytest.raises(NarrativeTooSlowError):
            check_time()
    check_time()


def test_whoever_waits_for_others_waits_no_longer_than_the_limit():
    lock = threading.Lock()
    with lock, time_limit(0.01), pytest.raises(NarrativeTooSlowError), locked_in_time(lock):
        pytest.fail("the lock is held by another")
    with time_limit(0.01), locked_in_time(lock):
        assert lock.locked()
    assert not lock.locked()


def test_the_limit_of_one_thread_is_none_of_another():
    problems = []

    def work():
        try:
            check_time()
        except NarrativeTooSlowError as error:
            problems.append(error)

    with time_limit(0.001):
        time.sleep(0.005)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert not problems
