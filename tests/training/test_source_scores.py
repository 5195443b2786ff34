import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, Span

from models.merging import MergeSettings
from models.recognizer import SOURCES, Recognizer
from models.token_head import SCORES
from tests.markup import parse
from training.corpus import AnnotatedNarrative
from training.source_scores import source_figures, source_scores

GOLD = "<PERSON>Zarina</PERSON> waited. The clerk sent Zarina and <PERSON>Temur</PERSON> away."


def narrative() -> AnnotatedNarrative:
    text, identifiers = parse(GOLD)
    again = text.index("Zarina", 7)
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
        identifiers=(*identifiers, type(identifiers[0])(again, again + 6, "PERSON")),
    )


@pytest.fixture
def recognizer() -> Recognizer:
    return Recognizer(spacy.blank("xx"), MergeSettings())


def read(recognizer: Recognizer) -> Doc:
    """The encoder finds the first Zarina, the CNN finds Temur, propagation the second Zarina."""
    doc = recognizer.read(narrative().text)
    doc.user_data[SCORES] = np.ones((len(doc), 1), dtype=np.float32)
    at = {token.text: token.i for token in reversed(doc)}
    for source in SOURCES:
        doc.spans[source] = []
    for source, name in (("encoder", "Zarina"), ("cnn", "Temur")):
        doc.spans[source] = [Span(doc, at[name], at[name] + 1, label="PERSON")]
    return doc


def test_each_source_is_scored_alone_and_left_out(recognizer: Recognizer):
    missed = {
        name: score.missed
        for name, score in source_scores(recognizer, narrative(), read(recognizer)).items()
    }
    assert missed["all"] == 0
    assert missed["alone encoder"] == 2
    assert missed["alone cnn"] == 2
    assert missed["without encoder"] == 2
    assert missed["without cnn"] == 1
    assert missed["without propagation"] == 1
    assert missed["without patterns"] == 0


def test_a_source_left_out_is_put_back(recognizer: Recognizer):
    doc = read(recognizer)
    first = source_scores(recognizer, narrative(), doc)
    assert source_scores(recognizer, narrative(), doc) == first
    assert set(doc.spans) == set(SOURCES)


def test_figures_add_up_narratives(recognizer: Recognizer):
    scores = source_scores(recognizer, narrative(), read(recognizer))
    figures = source_figures([scores, scores])
    assert figures["all"]["mentions"] == 6
    assert figures["without cnn"]["leak_share"] == 1
    assert figures["without cnn"]["mention_recall"] == pytest.approx(4 / 6)
