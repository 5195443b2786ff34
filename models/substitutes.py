"""Invent something for every identifier of a narrative: same language, same form, nobody's.

For training data only. Whoever reads such a text cannot tell what is invented, so it goes
with a warning and no part of Casetag stores it as a case. What is invented depends on the
seed, on the kinds and the order of the identifiers, never on what they were.
"""

import random
from collections.abc import Sequence

from models.substitutes_persons import PersonInventor
from models.substitutes_values import invent_value
from models.types import Identifier

PERSON = "PERSON"
_SEED_BITS = 63


def invent(text: str, identifiers: Sequence[Identifier], language: str, seed: int) -> list[str]:
    """Return what to write for each identifier; its placeholder where nothing can be invented.

    Args:
        text: The text the identifiers were found in.
        identifiers: The redactor's; those with one placeholder get one substitute.
        language: Code of the text's language.
        seed: The only source of chance.
    """
    rng = random.Random(seed)
    mentions = [text[found.start : found.end] for found in identifiers]
    by_placeholder: dict[str, dict[str, str]] = {}
    for found, mention in zip(identifiers, mentions, strict=True):
        by_placeholder.setdefault(found.placeholder, {})[mention] = found.type
    persons = [p for p, found in by_placeholder.items() if PERSON in found.values()]
    invented = PersonInventor(language, rng).invent([list(by_placeholder[p]) for p in persons])
    written = dict(zip(persons, invented, strict=True))
    for placeholder, found_mentions in by_placeholder.items():
        value_seed = rng.getrandbits(_SEED_BITS)
        if placeholder not in written:
            written[placeholder] = {
                mention: invent_value(label, mention, language, value_seed)
                for mention, label in found_mentions.items()
            }
    return [
        written[found.placeholder].get(mention, found.placeholder)
        for found, mention in zip(identifiers, mentions, strict=True)
    ]
