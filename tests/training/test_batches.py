from hypothesis import given
from hypothesis import strategies as st

from training.batches import plan_batches

LENGTHS = st.lists(st.integers(1, 600), max_size=300)
EXAMPLE = [length * 7 % 97 + 3 for length in range(200)]


def plan(lengths: list[int], *, seed: int = 1, epoch: int = 0) -> list[list[int]]:
    return plan_batches(lengths, max_tokens=512, max_examples=6, seed=seed, epoch=epoch)


@given(LENGTHS)
def test_every_example_comes_exactly_once(lengths: list[int]):
    numbers = [number for batch in plan(lengths) for number in batch]
    assert sorted(numbers) == list(range(len(lengths)))


@given(LENGTHS)
def test_no_batch_is_over_its_limits_unless_one_example_is(lengths: list[int]):
    for batch in plan(lengths):
        assert 0 < len(batch) <= 6
        padded = max(lengths[number] for number in batch) * len(batch)
        assert padded <= 512 or len(batch) == 1


def test_the_same_seed_and_epoch_give_the_same_plan():
    assert plan(EXAMPLE) == plan(EXAMPLE)


def test_another_epoch_or_seed_gives_another_plan():
    assert plan(EXAMPLE) != plan(EXAMPLE, epoch=1)
    assert plan(EXAMPLE) != plan(EXAMPLE, seed=2)


def test_batches_hold_examples_of_like_length():
    padded = sum(max(EXAMPLE[n] for n in batch) * len(batch) for batch in plan(EXAMPLE))
    assert padded < 1.15 * sum(EXAMPLE)


def test_batches_do_not_come_in_order_of_length():
    longest = [max(EXAMPLE[number] for number in batch) for batch in plan(EXAMPLE)]
    assert longest != sorted(longest)


def test_no_examples_give_no_batches():
    assert plan([]) == []
