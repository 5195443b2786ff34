import pytest
from spacy.language import Language
from spacy.util import load_config, load_model_from_config
from thinc.api import fix_random_seed

from training.person_scores import PersonScores
from training.recall_bias import choose_shift, shift_outside_score
from training.recognizer_config import PIPELINE_FILE

TEXT = "Звонила Оксана и сказала, что врач Егор отказал ей в лечении."


@pytest.fixture
def nlp() -> Language:
    fix_random_seed(1)
    nlp = load_model_from_config(load_config(PIPELINE_FILE), auto_fill=True)
    nlp.get_pipe("ner").add_label("PERSON")
    nlp.initialize()
    return nlp


def outside_bias(nlp):
    return nlp.get_pipe("ner").model.get_ref("upper").get_param("b").tolist()


def test_a_bold_recogniser_takes_every_word_and_a_shy_one_none(nlp):
    shift_outside_score(nlp, 100)
    assert sum(len(ent) for ent in nlp(TEXT).ents) == len(nlp(TEXT))
    shift_outside_score(nlp, -200)
    assert nlp(TEXT).ents == ()


def test_the_largest_shift_that_is_cheap_enough_is_chosen_and_nothing_is_changed(nlp):
    before = outside_bias(nlp)
    covered = iter([0, 5, 9, 20])
    scored = lambda _: PersonScores(other_words=1000, other_words_covered=next(covered))  # noqa: E731
    assert choose_shift(nlp, [0, 1, 2, 3], 0.01, scored) == 2
    assert outside_bias(nlp) == pytest.approx(before, abs=1e-5)


def test_the_smallest_shift_is_chosen_if_all_cost_too_much(nlp):
    scored = lambda _: PersonScores(other_words=10, other_words_covered=9)  # noqa: E731
    assert choose_shift(nlp, [0, 1], 0.01, scored) == 0
