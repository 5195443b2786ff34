"""How well persons are found: by mention, by narrative, and how much else is taken for one.

Pure functions on spans; a mention counts as found when all of its letters are covered.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from models.types import Entity

WORD = re.compile(r"\w+")
PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class PersonScores:
    """Counts of one group of narratives, and the rates made of them."""

    narratives_with_names: int = 0
    narratives_with_leak: int = 0
    mentions: int = 0
    mentions_found: int = 0
    predictions: int = 0
    predictions_right: int = 0
    other_words: int = 0
    other_words_covered: int = 0

    @property
    def recall(self) -> float:
        """Share of the mentions that are covered completely."""
        return _share(self.mentions_found, self.mentions)

    @property
    def precision(self) -> float:
        """Share of the predicted entities that touch an identifier of any kind."""
        return _share(self.predictions_right, self.predictions)

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0

    @property
    def leak_share(self) -> float:
        """Share of the narratives with names of which a piece of a name survives."""
        return _share(self.narratives_with_leak, self.narratives_with_names)

    @property
    def over_redaction(self) -> float:
        """Share of the words outside of identifiers that are covered all the same."""
        return _share(self.other_words_covered, self.other_words)

    def rates(self) -> dict[str, float]:
        """Return counts and rates, for a report."""
        rates = {
            "recall": self.recall,
            "precision": self.precision,
            "f1": self.f1,
            "leak_share": self.leak_share,
            "over_redaction": self.over_redaction,
        }
        return {**asdict(self), **{name: round(rate, 4) for name, rate in rates.items()}}


def score_narrative(text: str, gold: Sequence[Entity], predicted: Sequence[Entity]) -> PersonScores:
    """Score the predicted persons of one narrative against all its gold identifiers."""
    covered = _places(predicted)
    persons = [entity for entity in gold if entity.label == PERSON]
    found = [
        all(at in covered or not text[at].isalnum() for at in range(person.start, person.end))
        for person in persons
    ]
    identifiers = _places(gold)
    others = [w for w in WORD.finditer(text) if identifiers.isdisjoint(range(w.start(), w.end()))]
    return PersonScores(
        narratives_with_names=int(bool(persons)),
        narratives_with_leak=int(not all(found)),
        mentions=len(persons),
        mentions_found=sum(found),
        predictions=len(predicted),
        predictions_right=sum(
            not identifiers.isdisjoint(range(entity.start, entity.end)) for entity in predicted
        ),
        other_words=len(others),
        other_words_covered=sum(
            not covered.isdisjoint(range(word.start(), word.end())) for word in others
        ),
    )


def sum_scores(scores: Iterable[PersonScores]) -> PersonScores:
    """Add up the counts of several narratives."""
    totals: dict[str, int] = {}
    for score in scores:
        for name, count in asdict(score).items():
            totals[name] = totals.get(name, 0) + count
    return PersonScores(**totals)


def scores_by_language(scores: Sequence[tuple[str, PersonScores]]) -> Mapping[str, PersonScores]:
    """Add up the counts by language, "all" first."""
    languages = sorted({lang for lang, _ in scores})
    by_language = {lang: sum_scores(s for own, s in scores if own == lang) for lang in languages}
    return {"all": sum_scores(score for _, score in scores), **by_language}


def _places(entities: Iterable[Entity]) -> set[int]:
    return {at for entity in entities for at in range(entity.start, entity.end)}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
