import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.types import Entity
from tests.markup import parse
from training.corpus import AnnotatedNarrative
from training.metrics import RedactionScore
from training.redaction_scores import (
    covered_characters,
    leak_share,
    mention_recall,
    over_redaction,
    person_figures,
    score_redaction,
)


def narrative(markup: str) -> AnnotatedNarrative:
    text, identifiers = parse(markup)
    return AnnotatedNarrative(
        id="x-1",
        lang="en",
        style="note",
        text=text,
        labels={},
        country_incident=(),
        country_other=(),
        country_basis="none",
        evidence={},
        identifiers=tuple(identifiers),
    )


GOLD = (
    "<PERSON>Aida Karimova</PERSON> was sent away by <PERSON>Dr Lee</PERSON>, "
    "call <PHONE>555</PHONE>."
)


def score(found: str, gold: str = GOLD) -> RedactionScore:
    text, entities = parse(found)
    wanted = narrative(gold)
    assert text == wanted.text
    return score_redaction(wanted, entities)


def test_what_is_found_as_marked_is_perfect():
    assert score(GOLD) == RedactionScore(mentions=2, missed=0, other_words=5, over_redacted=0)


def test_a_mention_of_which_a_piece_survives_is_missed():
    found = "Aida <PERSON>Karimova</PERSON> was sent away by <PERSON>Dr Lee</PERSON>, call 555."
    result = score(found)
    assert (result.mentions, result.missed, result.leaks) == (2, 1, True)


def test_a_name_hidden_under_another_label_is_hidden():
    found = "<ADDRESS>Aida Karimova</ADDRESS> was sent away by <HANDLE>Dr Lee</HANDLE>, call 555."
    assert score(found).missed == 0


def test_two_entities_that_cover_a_mention_together_hide_it():
    found = (
        "<PERSON>Aida</PERSON> <PERSON>Karimova</PERSON> was sent away by "
        "<PERSON>Dr Lee</PERSON>, call 555."
    )
    assert score(found).missed == 0


def test_half_a_word_found_hides_the_word_as_the_redactor_would():
    found = "<PERSON>Aida Kari</PERSON>mova was sent away by <PERSON>Dr Lee</PERSON>, call 555."
    assert score(found).missed == 0


def test_words_of_no_identifier_that_are_covered_are_over_redacted():
    found = (
        "<PERSON>Aida Karimova was</PERSON> sent <PERSON>away</PERSON> by "
        "<PERSON>Dr Lee</PERSON>, call 555."
    )
    assert (score(found).over_redacted, score(found).other_words) == (2, 5)


def test_a_phone_is_no_mention_and_no_other_word():
    found = "<PERSON>Aida Karimova</PERSON> was sent away by <PERSON>Dr Lee</PERSON>, call 555."
    result = score(found)
    assert (result.missed, result.other_words, result.over_redacted) == (0, 5, 0)


def test_another_label_can_be_scored():
    wanted = narrative(GOLD)
    result = score_redaction(wanted, [], label="PHONE")
    assert (result.mentions, result.missed) == (1, 1)


def test_shares_count_narratives_with_names_mentions_and_words():
    scores = [
        RedactionScore(mentions=3, missed=1, other_words=10, over_redacted=1),
        RedactionScore(mentions=1, missed=0, other_words=10, over_redacted=0),
        RedactionScore(mentions=0, missed=0, other_words=20, over_redacted=3),
    ]
    assert leak_share(scores) == 0.5
    assert mention_recall(scores) == 0.75
    assert over_redaction(scores) == pytest.approx(0.1)


def test_shares_of_nothing():
    assert (leak_share([]), mention_recall([]), over_redaction([])) == (0.0, 1.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=6))
def test_a_character_is_covered_when_an_entity_is_over_it(pairs: list[tuple[int, int]]):
    entities = [Entity(start, min(30, start + width), "PERSON") for start, width in pairs]
    covered = covered_characters("x" * 30, entities)
    assert len(covered) == 30
    for index, is_covered in enumerate(covered):
        assert is_covered == any(e.start <= index < e.end for e in entities)


def test_figures_of_persons_lie_within_their_intervals():
    scores = [RedactionScore(2, missed, 10, over) for missed, over in ((0, 1), (1, 0), (0, 0))]
    figures = person_figures(scores)
    for name, share in (("leak", "leak_share"), ("recall", "mention_recall"),
                        ("over", "over_redaction")):  # fmt: skip
        low, high = figures[f"{name}_interval"]
        assert low < figures[share] < high


def test_an_interval_stays_open_where_nothing_was_missed():
    low, high = person_figures([RedactionScore(2, 0, 10, 0)] * 5)["recall_interval"]
    assert 0.5 < low < high == pytest.approx(1)
