"""Divide the corpus into train, dev and test: `python -m training.split`.

Stratified by language, label and country; near-duplicates stay on one side. Test and dev
are drawn from the files of part 1 and part 1 and 2: later parts favour rare labels and weak
languages. Existing splits are kept, so that figures of different versions stay comparable:
new narratives go to train, unless one is a near-duplicate of a narrative in dev or test.
"""

import argparse
import json
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit

from training.corpus import SPLITS_FILE, AnnotatedNarrative, read_corpus, read_splits

TEST_SHARE_OF_PART_1 = 0.31  # about a fifth of the whole corpus
DEV_SHARE = 0.17  # of what is left
LAST_PART_OF_DEV = 2
SEED = 20261125
SHINGLE_CHARACTERS = 8
NEAR_DUPLICATE_JACCARD = 0.25  # invented narratives share far less; found by eye on the corpus


def near_duplicate_groups(texts: Sequence[str]) -> list[int]:
    """Number the texts so that near-duplicates have the same number.

    Two texts are near-duplicates when the Jaccard index of their character 8-grams
    reaches `NEAR_DUPLICATE_JACCARD`.
    """
    shingles = [_shingles(text) for text in texts]
    places: dict[int, list[int]] = {}
    groups = list(range(len(texts)))
    for index, own in enumerate(shingles):
        counts: dict[int, int] = {}
        for shingle in own:
            for other in places.get(shingle, ()):
                counts[other] = counts.get(other, 0) + 1
            places.setdefault(shingle, []).append(index)
        for other, shared in counts.items():
            if shared / (len(own) + len(shingles[other]) - shared) >= NEAR_DUPLICATE_JACCARD:
                old, new = groups[index], groups[other]
                groups = [new if group == old else group for group in groups]
    return groups


def _shingles(text: str) -> set[int]:
    plain = " ".join(text.casefold().split())
    last = max(1, len(plain) - SHINGLE_CHARACTERS + 1)
    return {zlib.crc32(plain[at : at + SHINGLE_CHARACTERS].encode()) for at in range(last)}


def split_corpus(
    narratives: Sequence[AnnotatedNarrative],
    kept: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    seed: int = SEED,
) -> dict[str, list[str]]:
    """Return the narrative ids of train, dev and test, each in corpus order.

    Args:
        narratives: The whole corpus.
        kept: Ids of "test" and "dev" to keep; what is not there is drawn.
        seed: Of the drawing.
    """
    groups = near_duplicate_groups([narrative.text for narrative in narratives])
    known = {n.id for n in narratives}
    test = known & set(kept.get("test", ()))
    if not test:
        test = _draw([n for n in narratives if n.part == 1], TEST_SHARE_OF_PART_1, seed)
    test_groups = {groups[i] for i, n in enumerate(narratives) if n.id in test}
    rest = [n for i, n in enumerate(narratives) if groups[i] not in test_groups]
    dev = known & set(kept.get("dev", ()))
    if not dev:
        dev = _draw([n for n in rest if n.part <= LAST_PART_OF_DEV], DEV_SHARE, seed)
    dev_groups = {groups[i] for i, n in enumerate(narratives) if n.id in dev}
    splits: dict[str, list[str]] = {"train": [], "dev": [], "test": []}
    for group, narrative in zip(groups, narratives, strict=True):
        if narrative.id in test:
            splits["test"].append(narrative.id)
        elif narrative.id in dev:
            splits["dev"].append(narrative.id)
        elif group not in test_groups | dev_groups:
            splits["train"].append(narrative.id)
    return splits


def _draw(narratives: Sequence[AnnotatedNarrative], share: float, seed: int) -> set[str]:
    names = sorted({name for narrative in narratives for name in _strata(narrative)})
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(narratives), len(names)), dtype=np.int8)
    for row, narrative in enumerate(narratives):
        matrix[row, [column[name] for name in _strata(narrative)]] = 1
    splitter = MultilabelStratifiedShuffleSplit(n_splits=1, test_size=share, random_state=seed)
    _, drawn = next(splitter.split(np.zeros(len(narratives)), matrix))
    return {narratives[index].id for index in drawn}


def _strata(narrative: AnnotatedNarrative) -> set[str]:
    country = narrative.country_incident[0] if narrative.country_incident else "none"
    has_names = any(entity.label == "PERSON" for entity in narrative.identifiers)
    return {
        *narrative.outputs,
        f"lang/{narrative.lang}",
        f"country/{country}",
        f"names/{has_names}",
    }


def main() -> None:
    """Write data/splits.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redraw", action="store_true", help="forget the present dev and test")
    arguments = parser.parse_args()
    keep = SPLITS_FILE.exists() and not arguments.redraw
    splits = split_corpus(read_corpus(), read_splits() if keep else {})
    SPLITS_FILE.write_text(json.dumps(splits, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
