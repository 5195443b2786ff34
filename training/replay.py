"""Which old narratives are read again beside new ones, so that nothing is forgotten."""

import random
from collections import Counter
from collections.abc import Sequence

from training.corpus import AnnotatedNarrative

LEAST_OF_A_LABEL = 3


def choose_replay(
    old: Sequence[AnnotatedNarrative], size: int, *, seed: int
) -> list[AnnotatedNarrative]:
    """Draw old narratives; every label comes a few times before any comes often.

    Args:
        old: What was trained on before.
        size: How many to draw, at most.
        seed: The only source of chance.
    """
    shuffled = list(old)
    random.Random(seed).shuffle(shuffled)
    rarity = Counter(output for narrative in old for output in narrative.outputs)
    chosen: dict[str, AnnotatedNarrative] = {}
    seen: Counter[str] = Counter()
    for output, _ in sorted(rarity.items(), key=lambda pair: (pair[1], pair[0])):
        for narrative in shuffled:
            if seen[output] >= LEAST_OF_A_LABEL or len(chosen) >= size:
                break
            if output in narrative.outputs and narrative.id not in chosen:
                chosen[narrative.id] = narrative
                seen.update(narrative.outputs)
    for narrative in shuffled:
        if len(chosen) >= size:
            break
        chosen.setdefault(narrative.id, narrative)
    return list(chosen.values())
