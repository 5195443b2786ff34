import numpy as np
import pytest
from spacy.tokens import Span

from models import tokenization
from models.merging import MergeSettings, merge_sources
from models.token_head import SCORES


@pytest.fixture
def doc():
    doc = tokenization.create_blank()("Nurse Amina wrote to Dakar on 31.")
    scores = np.zeros((len(doc), 2), dtype=np.float32)
    scores[1, 0] = 0.9
    scores[4, 0] = 0.01
    doc.user_data[SCORES] = scores
    doc.spans["encoder"] = [Span(doc, 1, 2, label="PERSON")]
    doc.spans["cnn"] = [Span(doc, 4, 5, label="PERSON")]
    doc.spans["patterns"] = [Span(doc, 6, 7, label="ID_NUMBER")]
    return doc


def found(doc, settings):
    return {(doc.text[e.start : e.end], e.label, e.source) for e in merge_sources(doc, settings)}


def test_without_settings_everything_a_source_found_is_taken(doc):
    assert found(doc, MergeSettings()) == {
        ("Amina", "PERSON", "encoder"),
        ("Dakar", "PERSON", "cnn"),
        ("31", "ID_NUMBER", "patterns"),
    }


def test_candidate_that_the_encoder_denies_is_left_out(doc):
    words = {word for word, _, _ in found(doc, MergeSettings({"cnn": 0.05}))}
    assert words == {"Amina", "31"}


def test_floor_concerns_persons_only(doc):
    assert ("31", "ID_NUMBER", "patterns") in found(doc, MergeSettings({"patterns": 0.5}))
