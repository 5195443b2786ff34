"""Plan batches of similar length, the same for the same seed and epoch."""

import random
from collections.abc import Sequence

POOL = 64  # batches sorted by length together; keeps padding small and order random


def plan_batches(
    lengths: Sequence[int], *, max_tokens: int, max_examples: int, seed: int, epoch: int
) -> list[list[int]]:
    """Return batches of example numbers; every example comes once.

    Args:
        lengths: Tokens of each example.
        max_tokens: Padded tokens in a batch (longest times number), at most.
        max_examples: Examples in a batch, at most.
        seed: Seed of the run.
        epoch: Another epoch gives another order.
    """
    rng = random.Random(f"{seed}-{epoch}")
    order = list(range(len(lengths)))
    rng.shuffle(order)
    pool_size = POOL * max_examples
    batches: list[list[int]] = []
    for start in range(0, len(order), pool_size):
        pool = sorted(order[start : start + pool_size], key=lambda index: lengths[index])
        batch: list[int] = []
        for index in pool:
            full = len(batch) == max_examples or lengths[index] * (len(batch) + 1) > max_tokens
            if batch and full:
                batches.append(batch)
                batch = []
            batch.append(index)
        batches.append(batch)
    rng.shuffle(batches)
    return batches
