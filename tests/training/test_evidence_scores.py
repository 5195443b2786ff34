"""Evidence is tested by taking it away."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from models.classifier import Classifier
from models.decisive_evidence import without
from models.labels import Label, LabelSet, LabelSets
from models.types import Countries, RedactedText, Span, Tag, TaggedNarrative
from training.evidence_scores import check_evidence, deletion_figures
from training.trust_tables import evidence_table

TEXT = "The doctor refused her. They refused her twice."


def label_set(facet: str, *ids: str) -> LabelSet:
    labels = tuple(Label(id_, facet, None, {"en": id_}, "A definition.") for id_ in ids)
    return LabelSet(facet, {"en": facet}, labels)


LABELS = LabelSets(
    version="0.1.0",
    languages=("en",),
    facets={"violation_type": label_set("violation_type", "denial", "violence")},
    record_types=label_set("record_type", "violation"),
    flags=label_set("flags", "urgent"),
)


def reading(word: str) -> Classifier:
    """A classifier that is sure as long as a word is there."""
    return cast(
        Classifier,
        SimpleNamespace(
            decisions=SimpleNamespace(thresholds=dict.fromkeys(LABELS.outputs, 0.5)),
            scores=lambda text: dict.fromkeys(LABELS.outputs, 0.9 if word in text else 0.1),
        ),
    )


def tagged(*evidence: Span, score: float = 0.9) -> TaggedNarrative:
    return TaggedNarrative(
        language="en",
        redacted_text=RedactedText(TEXT),
        identifiers=(),
        record_type=Tag("violation", 1.0),
        tags={"violation_type": (Tag("denial", score, evidence),)},
        countries=Countries(),
        flags=(),
        warnings=(),
        model_version="1",
    )


def check(word: str, *evidence: Span, quotes: dict[str, Span] | None = None, **given: Any) -> Any:
    return check_evidence(reading(word), LABELS, tagged(*evidence, **given), quotes or {})


def test_a_tag_falls_when_all_it_hangs_on_is_cut_out() -> None:
    first, second = Span(11, 18), Span(29, 36)
    assert [found.falls for found in check("refused", first)] == [False]
    assert [found.falls for found in check("refused", first, second)] == [True]


def test_evidence_that_the_tag_does_not_hang_on_is_told() -> None:
    assert [found.falls for found in check("doctor", Span(11, 18))] == [False]


def test_a_quote_is_met_by_any_piece_of_the_evidence() -> None:
    quotes = {"violation_type/denial": Span(30, 40)}
    assert check("x", Span(11, 18), Span(29, 36), quotes=quotes)[0].meets_quote is True
    assert check("x", Span(11, 18), quotes=quotes)[0].meets_quote is False
    assert check("x", Span(11, 18))[0].meets_quote is None


def test_a_tag_under_its_threshold_cannot_fall() -> None:
    assert check("refused", Span(11, 18), score=0.4) == []


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ([Span(0, 3), Span(4, 10)], "    refused her."),
        ([Span(4, 18), Span(0, 10)], "   her."),
        ([], "The doctor refused her."),
    ],
)
def test_what_is_left_keeps_its_sides_apart(spans: list[Span], left: str) -> None:
    assert without(TEXT[:23], spans).split() == left.split()


def test_shares_are_counted_by_facet() -> None:
    checks = check("refused", Span(11, 18), Span(29, 36)) + check("doctor", Span(11, 18))
    figures = deletion_figures(checks)
    assert figures["falls"] == 0.5
    assert figures["falls_by_facet"] == {"violation_type": 0.5}
    assert "| the same, violation_type | 50.0 % |" in evidence_table({"deletion": figures})
    assert evidence_table({}) == "Not measured.\n"
