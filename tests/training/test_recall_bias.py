import pytest
from spacy.language import Language
from spacy.util import load_config, load_model_from_config
from thinc.api import fix_random_seed

from training.person_scores import PersonScores
from training.recall_bias import choose_shift, f_measure, shift_outside_score
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


def test_the_shift_with_the_best_score_is_chosen_and_nothing_is_changed(nlp):
    before = outside_bias(nlp)
    found_by_shift = iter([2, 8, 5])
    scored = lambda _: PersonScores(  # noqa: E731
        mentions=10, mentions_found=next(found_by_shift), predictions=10, predictions_right=5
    )
    assert choose_shift(nlp, [0, 1, 2], scored) == 1
    assert outside_bias(nlp) == pytest.approx(before, abs=1e-6)


def test_recall_weighs_more_than_precision():
    bold = PersonScores(mentions=10, mentions_found=9, predictions=10, predictions_right=5)
    shy = PersonScores(mentions=10, mentions_found=5, predictions=10, predictions_right=9)
    assert f_measure(bold, 2.0) > f_measure(shy, 2.0)
    assert f_measure(bold, 1.0) == pytest.approx(f_measure(shy, 1.0))
    assert f_measure(PersonScores(), 2.0) == 0.0
