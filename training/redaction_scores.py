"""Score redaction against gold identifiers: what survives, and what is lost for nothing.

Labels are ignored: a name hidden as an address is hidden. A mention counts as missed when
any letter or digit of it survives.
"""

import re
from collections.abc import Iterable, Sequence

from models.redactor import merge
from models.types import Entity
from training.corpus import AnnotatedNarrative
from training.metrics import Figures, RedactionScore, ratio_interval, wilson_interval

PERSON = "PERSON"
SEED = 20261125  # of the bootstrap
_WORD = re.compile(r"\w+")


def score_redaction(
    narrative: AnnotatedNarrative, entities: Iterable[Entity], *, label: str = PERSON
) -> RedactionScore:
    """Score what the redactor would cover, for the gold identifiers of one label."""
    covered = covered_characters(narrative.text, merge(narrative.text, entities))
    gold = covered_characters(narrative.text, narrative.identifiers)
    mentions = [entity for entity in narrative.identifiers if entity.label == label]
    missed = [mention for mention in mentions if survives(narrative.text, mention, covered)]
    words = [match.span() for match in _WORD.finditer(narrative.text)]
    others = [(start, end) for start, end in words if not any(gold[start:end])]
    return RedactionScore(
        mentions=len(mentions),
        missed=len(missed),
        other_words=len(others),
        over_redacted=sum(any(covered[start:end]) for start, end in others),
    )


def survives(text: str, mention: Entity, covered: Sequence[bool]) -> bool:
    """Tell whether a letter or digit of a mention is not covered."""
    return any(
        text[index].isalnum() and not covered[index] for index in range(mention.start, mention.end)
    )


def covered_characters(text: str, entities: Iterable[Entity]) -> list[bool]:
    """Return for each code point of a text whether an entity covers it."""
    covered = [False] * len(text)
    for entity in entities:
        covered[entity.start : entity.end] = [True] * (entity.end - entity.start)
    return covered


def leak_share(scores: Sequence[RedactionScore]) -> float:
    """Return the share of narratives with names in which a piece of a name survives."""
    named = [score for score in scores if score.mentions]
    return sum(score.leaks for score in named) / len(named) if named else 0.0


def mention_recall(scores: Sequence[RedactionScore]) -> float:
    """Return the share of mentions of which nothing survives."""
    mentions = sum(score.mentions for score in scores)
    return 1 - sum(score.missed for score in scores) / mentions if mentions else 1.0


def over_redaction(scores: Sequence[RedactionScore]) -> float:
    """Return the share of other words that were redacted."""
    words = sum(score.other_words for score in scores)
    return sum(score.over_redacted for score in scores) / words if words else 0.0


def person_figures(scores: Sequence[RedactionScore]) -> Figures:
    """Return how names fared in some narratives, with 95 % intervals.

    Wilson's for the share of narratives; for shares of mentions and words a bootstrap over
    narratives.
    """
    named = [score for score in scores if score.mentions]
    mentions = [score.mentions for score in scores]
    found = [score.mentions - score.missed for score in scores]
    words = [score.other_words for score in scores]
    return {
        "narratives_with_names": len(named),
        "mentions": sum(mentions),
        "leak_share": leak_share(scores),
        "leak_interval": wilson_interval(sum(score.leaks for score in named), len(named)),
        "mention_recall": mention_recall(scores),
        "recall_interval": ratio_interval(found, mentions, seed=SEED),
        "over_redaction": over_redaction(scores),
        "over_interval": ratio_interval(
            [score.over_redacted for score in scores], words, seed=SEED
        ),
    }
