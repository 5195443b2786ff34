import pytest

from models.types import Entity
from training.person_scores import PersonScores, score_narrative, scores_by_language, sum_scores

TEXT = "Врач Марфа Сомова и Егор, тел 0555"
GOLD = [Entity(5, 17, "PERSON"), Entity(20, 24, "PERSON"), Entity(30, 34, "PHONE")]


def persons(*spans: tuple[int, int]) -> list[Entity]:
    return [Entity(start, end, "PERSON") for start, end in spans]


def test_everything_found_is_no_leak():
    scores = score_narrative(TEXT, GOLD, persons((5, 17), (20, 24)))
    assert (scores.recall, scores.precision, scores.leak_share) == (1.0, 1.0, 0.0)


def test_two_parts_found_apart_cover_the_mention():
    scores = score_narrative(TEXT, GOLD, persons((5, 10), (11, 17), (20, 24)))
    assert scores.recall == 1.0


def test_a_surviving_piece_of_a_name_is_a_leak():
    scores = score_narrative(TEXT, GOLD, persons((5, 16), (20, 24)))
    assert (scores.recall, scores.leak_share) == (0.5, 1.0)


def test_other_words_covered_are_over_redaction_but_a_phone_is_not():
    scores = score_narrative(TEXT, GOLD, persons((0, 4), (30, 34)))
    assert scores.over_redaction == pytest.approx(1 / 3)
    assert scores.precision == 0.5


def test_a_narrative_without_names_cannot_leak():
    scores = score_narrative("Никого нет", [], [])
    assert (scores.narratives_with_names, scores.leak_share, scores.f1) == (0, 0.0, 0.0)


def test_counts_add_up_by_language_and_overall():
    one, other = PersonScores(mentions=2, mentions_found=1), PersonScores(mentions=2)
    by_language = scores_by_language([("ru", one), ("kk", other)])
    assert list(by_language) == ["all", "kk", "ru"]
    assert by_language["all"] == sum_scores([one, other])
    assert by_language["all"].recall == 0.25
    assert by_language["all"].rates()["recall"] == 0.25
