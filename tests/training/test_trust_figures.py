"""What zones and questions keep is counted by what holds."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from models.labels import Label, LabelSet, LabelSets
from models.types import Tag
from training.judgements import Judgement
from training.trust_figures import calibration_by_language, seen_error, zone_figures
from training.trust_tables import calibration_table, zone_table


def label_set(facet: str, *ids: str) -> LabelSet:
    labels = tuple(Label(id_, facet, None, {"en": id_}, "A definition.") for id_ in ids)
    return LabelSet(facet, {"en": facet}, labels)


LABELS = LabelSets(
    version="0.1.0",
    languages=("en",),
    facets={"violation_type": label_set("violation_type", "denial", "violence", "bribery")},
    record_types=label_set("record_type", "violation"),
    flags=label_set("flags", "urgent"),
)


def judged(
    gold: tuple[str, ...], tags: tuple[Tag, ...], questions: tuple[Tag, ...] = (), lang: str = "en"
) -> Judgement:
    given = SimpleNamespace(
        tags={"violation_type": tags}, flags=(), questions={"violation_type": questions}
    )
    narrative = SimpleNamespace(
        lang=lang,
        labels={"violation_type": gold, "flags": ()},
        outputs={f"violation_type/{label}" for label in gold},
    )
    scores = dict.fromkeys(LABELS.outputs, 0.02) | {f"violation_type/{x}": 0.9 for x in gold}
    return cast(Judgement, SimpleNamespace(tagged=given, narrative=narrative, scores=scores))


def test_each_zone_is_counted_by_itself() -> None:
    figures = zone_figures(
        LABELS["violation_type"],
        [
            judged(
                ("denial", "violence"),
                (Tag("denial", 0.95, zone="suggest"), Tag("bribery", 0.6)),
                (Tag("violence", 0.3),),
            ),
            judged(("denial",), (Tag("denial", 0.9, zone="suggest"),), (Tag("bribery", 0.2),)),
        ],
    )
    assert (figures["suggested"], figures["suggested_right"]) == (2, 1.0)
    assert (figures["doubtful"], figures["doubtful_right"]) == (1, 0.0)
    assert (figures["questions"], figures["questions_right"]) == (2, 0.5)
    assert figures["recall"] == pytest.approx(2 / 3)
    assert figures["recall_with_questions"] == 1.0
    assert "| violation_type | 2 | 1.000 (" in zone_table({"zones": {"violation_type": figures}})


def test_a_facet_without_a_border_says_so() -> None:
    figures = zone_figures(LABELS["violation_type"], [judged(("denial",), (Tag("denial", 0.6),))])
    table = zone_table({"zones": {"violation_type": figures}})
    assert "no border was shown on dev" in table
    assert zone_table({}) == calibration_table({}) == "Not measured.\n"


def test_calibration_is_told_by_language() -> None:
    found = calibration_by_language(
        [judged(("denial",), ()), judged((), ()), judged((), (), lang="ru")], LABELS
    )
    assert {lang: part["narratives"] for lang, part in found.items()} == {"en": 2, "ru": 1}
    assert found["ru"]["error"] == pytest.approx(0.02)
    assert found["ru"]["error_of_seen"] == 0.0
    assert found["en"]["error_of_seen"] == pytest.approx(0.1)
    assert "| ru | 1 | 0.020 | 0.000 |" in calibration_table({"calibration_by_language": found})


def test_scores_near_nothing_do_not_hide_the_error_of_the_others() -> None:
    scores = np.array([0.01] * 99 + [0.9])
    gold = np.zeros(100, dtype=bool)
    assert seen_error(scores, gold) == pytest.approx(0.9)
