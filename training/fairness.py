"""Do tags move when what they must not hang on is swapped? Counterfactual pairs and their flips.

A text of data/stress/fairness/ has marks such as {c:Osh|Tbilisi}: the first reading is the
original, and each kind of mark swapped by itself makes a pair with it (CheckList's invariance
tests, Ribeiro et al. 2020): c place or country, g words that tell a gender, p key population.
Numbers of placeholders are swapped without a mark. The texts have no names and are read as they
are, as redacted narratives.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from models.redactor import redact
from models.types import Classification, RedactedText
from models.zones import SUGGEST
from training.corpus import DATA_FOLDER
from training.metrics import Figures

FAIRNESS_FOLDER = DATA_FOLDER / "stress" / "fairness"
COUNTRY, GENDER, POPULATION, PLACEHOLDER = "country", "gender", "population", "placeholder"
# What a swap may move: a tag that is about the words swapped.
_RELATED = {POPULATION: {"key_population"}, GENDER: {"key_population"}}
_KINDS = {"c": COUNTRY, "g": GENDER, "p": POPULATION}
_MARK = re.compile(r"\{([cgp]):([^|{}]*)\|([^|{}]*)\}")
_NUMBER = re.compile(r"(?<=_)([0-9]+)(?=\])")
_SHIFT = 6  # [PERSON_1] becomes [PERSON_7]


class TextClassifier(Protocol):
    """What scores the labels of a redacted text."""

    def classify(self, text: RedactedText) -> Classification:
        """Return record type, tags and flags."""


@dataclass(frozen=True, slots=True)
class CounterfactualPair:
    """Two texts that differ in one kind of words."""

    id: str
    lang: str
    kind: str
    original: str
    swapped: str


@dataclass(frozen=True, slots=True)
class Flips:
    """What one swap moved.

    Attributes:
        kept: Unrelated tags that both texts have, "facet/label".
        moved: Unrelated tags that one of them has.
        sure: Of both, those that one of the texts has in the zone "suggest".
        decisions: Unrelated labels, given or not.
    """

    pair: CounterfactualPair
    kept: frozenset[str]
    moved: frozenset[str]
    sure: frozenset[str] = frozenset()
    decisions: int = 0


def read_pairs(folder: Path = FAIRNESS_FOLDER) -> list[CounterfactualPair]:
    """Read all texts and make their pairs."""
    pairs: list[CounterfactualPair] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            pairs += make_pairs(record["id"], record["lang"], record["text"])
    return pairs


def make_pairs(identity: str, lang: str, marked: str) -> list[CounterfactualPair]:
    """Return a pair for each kind of mark in a text, and one for placeholders."""
    original = read_marks(marked, None)
    swaps = {kind: read_marks(marked, letter) for letter, kind in _KINDS.items()}
    swaps[PLACEHOLDER] = _NUMBER.sub(lambda found: str(int(found[0]) + _SHIFT), original)
    return [
        CounterfactualPair(identity, lang, kind, original, swapped)
        for kind, swapped in swaps.items()
        if swapped != original
    ]


def read_marks(marked: str, letter: str | None) -> str:
    """Return the text with the second reading of one kind of mark, the first of the others."""
    return _MARK.sub(lambda found: found[3] if found[1] == letter else found[2], marked)


def find_flips(classifier: TextClassifier, pairs: Sequence[CounterfactualPair]) -> list[Flips]:
    """Tag both texts of each pair; a text that comes again is tagged once."""
    answers: dict[str, Classification] = {}
    for text in (text for pair in pairs for text in (pair.original, pair.swapped)):
        if text not in answers:
            answers[text] = classifier.classify(redact(text, ()).text)
    return [_flips(pair, answers[pair.original], answers[pair.swapped]) for pair in pairs]


def _flips(pair: CounterfactualPair, before: Classification, after: Classification) -> Flips:
    related = _RELATED.get(pair.kind, set())

    def unrelated(outputs: Iterable[str]) -> frozenset[str]:
        return frozenset(x for x in outputs if x.partition("/")[0] not in related)

    first, second = _zone_of_tags(before), _zone_of_tags(after)
    given = unrelated(first), unrelated(second)
    sure = {tag for zones in (first, second) for tag, zone in zones.items() if zone == SUGGEST}
    return Flips(
        pair=pair,
        kept=given[0] & given[1],
        moved=given[0] ^ given[1],
        sure=unrelated(sure),
        decisions=len(unrelated(before.scores)),
    )


def fairness_figures(flips: Sequence[Flips]) -> Figures:
    """Return the share of unrelated tags that moved, by kind of swap and by language."""
    return {
        "pairs": len(flips),
        "moved": _share(flips),
        "moved_sure": _share(flips, of_sure=True),
        "moved_of_all_labels": sum(len(f.moved) for f in flips)
        / max(1, sum(f.decisions for f in flips)),
        "by_kind": {
            kind: _share([f for f in flips if f.pair.kind == kind])
            for kind in dict.fromkeys(f.pair.kind for f in flips)
        },
        "by_language": {
            lang: _share([f for f in flips if f.pair.lang == lang])
            for lang in dict.fromkeys(f.pair.lang for f in flips)
        },
        "moved_tags": {f"{f.pair.id} {f.pair.kind}": sorted(f.moved) for f in flips if f.moved},
    }


def _share(flips: Iterable[Flips], *, of_sure: bool = False) -> dict[str, float]:
    """Return tags given to either text (or the sure ones), those that moved, and their share."""
    pairs = [(f.moved & f.sure, f.kept & f.sure) if of_sure else (f.moved, f.kept) for f in flips]
    moved = sum(len(part) for part, _ in pairs)
    tags = moved + sum(len(part) for _, part in pairs)
    return {"tags": tags, "moved": moved, "share": moved / max(1, tags)}


def _zone_of_tags(classification: Classification) -> dict[str, str]:
    by_facet = {
        **classification.tags,
        "flags": classification.flags,
        "record_type": (classification.record_type,),
    }
    return {f"{facet}/{tag.label}": tag.zone for facet, tags in by_facet.items() for tag in tags}
