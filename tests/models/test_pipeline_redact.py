import pytest

from models.errors import NarrativeEmptyError, NarrativeEncodingError, NarrativeTooLongError
from models.label_sets import load_label_sets
from models.pipeline import Pipeline
from models.placeholder_styles import PlaceholderStyle
from models.types import Countries, Entity

TEXT = "Врач в поликлинике отказался принять клиентку. Айгуль ушла, к Айгуль никто не вышел."


class NameFinder:
    def recognize(self, text):
        starts = [i for i in range(len(text)) if text.startswith("Айгуль", i)]
        return [Entity(start, start + len("Айгуль"), "PERSON", "fake") for start in starts]


class NoClassifier:
    def classify(self, text):
        raise AssertionError("a redaction asks no classifier")


class Resolver:
    def resolve(self, text, language):
        assert "Айгуль" not in text
        return Countries()


@pytest.fixture
def pipeline():
    return Pipeline(NameFinder(), NoClassifier(), Resolver(), load_label_sets(), version="test")


@pytest.mark.parametrize(
    ("style", "placeholder"), [("numbered", "[PERSON_1]"), ("typed", "[PERSON]")]
)
def test_names_are_replaced_and_found_in_the_submitted_text(pipeline, style, placeholder):
    submitted = "\u200b" + TEXT
    redacted = pipeline.redact(submitted, PlaceholderStyle(style))
    assert redacted.text == TEXT.replace("Айгуль", placeholder)
    assert [submitted[i.start : i.end] for i in redacted.identifiers] == ["Айгуль"] * 2
    assert (redacted.language, redacted.warnings, redacted.model_version) == ("ru", (), "test")


def test_invented_names_are_said_to_be_so(pipeline):
    redacted = pipeline.redact(TEXT, PlaceholderStyle.REALISTIC, seed=1)
    assert redacted.warnings == ("substitutes_are_invented",)
    assert "Айгуль" not in redacted.text
    assert "[" not in redacted.text
    assert pipeline.redact(TEXT, PlaceholderStyle.REALISTIC, seed=1) == redacted


def test_another_language_is_warned_of(pipeline):
    redacted = pipeline.redact("医生拒绝给她看病，因为她感染了艾滋病毒。她很害怕，不敢再去医院。")
    assert redacted.warnings == ("language_not_supported",)


@pytest.mark.parametrize("text", ["12 34", "😡😡😡", "+996 555 12 34 56"])
def test_a_text_without_letters_is_redacted_with_a_warning(pipeline, text):
    redacted = pipeline.redact(text)
    assert (redacted.text, redacted.language) == (text, "und")
    assert redacted.warnings == ("no_letters",)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NarrativeEmptyError),
        (" \n\u200b", NarrativeEmptyError),
        ("а" * 20_001, NarrativeTooLongError),
        ("врач\x00", NarrativeEncodingError),
        ("врач \ud800", NarrativeEncodingError),
    ],
)
def test_what_is_no_text_is_refused(pipeline, text, error):
    with pytest.raises(error):
        pipeline.redact(text)
