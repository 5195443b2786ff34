import contextvars
import threading

import pytest

from models.step_times import collect_steps, step


def test_steps_are_collected_in_order_also_those_that_fail():
    with collect_steps() as times:
        with step("one"):
            pass
        with pytest.raises(KeyError), step("two"):
            raise KeyError
    assert [name for name, _ in times] == ["one", "two"]
    assert all(seconds >= 0 for _, seconds in times)


def test_without_a_collector_nothing_is_kept():
    with step("one"):
        pass
    with collect_steps() as times:
        pass
    assert times == []


def test_steps_of_a_thread_reach_the_request_it_works_for_and_no_other():
    def work():
        with step("one"):
            pass

    with collect_steps() as mine:
        inside = contextvars.copy_context()
        thread = threading.Thread(target=inside.run, args=[work])
        thread.start()
        thread.join()
        stranger = threading.Thread(target=contextvars.Context().run, args=[work])
        stranger.start()
        stranger.join()
    assert [name for name, _ in mine] == ["one"]
