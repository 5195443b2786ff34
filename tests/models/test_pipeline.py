import time
import unicodedata
from dataclasses import replace

import pytest

from models.errors import (
    ArtifactError,
    NarrativeEmptyError,
    NarrativeEncodingError,
    NarrativeTooLongError,
    NarrativeTooSlowError,
)
from models.label_sets import load_label_sets
from models.pipeline import Pipeline
from models.types import (
    Classification,
    Combination,
    CombinationSpan,
    Countries,
    CountryTag,
    Entity,
    Span,
    Tag,
)


class NameFinder:
    """Finds one name wherever it stands."""

    def __init__(self, name):
        self.name = name

    def recognize(self, text):
        starts = [i for i in range(len(text)) if text.startswith(self.name, i)]
        return [Entity(start, start + len(self.name), "PERSON", "fake") for start in starts]


class RecordingClassifier:
    def __init__(self):
        self.texts = []

    def classify(self, text):
        self.texts.append(text)
        tags = {"violation_type": (Tag("denial_of_care", 0.9, (Span(0, 3),)),)}
        return Classification(Tag("violation", 0.99), tags, (), {})


class RecordingResolver:
    def __init__(self):
        self.calls = []

    def resolve(self, text, language):
        self.calls.append((text, language))
        return Countries((CountryTag("KG", "stated"),))


@pytest.fixture
def pipeline():
    return Pipeline(
        NameFinder("Айгуль"),
        RecordingClassifier(),
        RecordingResolver(),
        load_label_sets(),
        version="test",
    )


TEXT = "Врач в поликлинике отказался принять клиентку. Айгуль ушла, к Айгуль никто не вышел."


def test_workers_after_the_redactor_never_see_a_name(pipeline):
    pipeline.tag(TEXT)
    (resolved, language), seen = pipeline.resolver.calls[0], pipeline.classifier.texts[0]
    assert "Айгуль" not in seen + resolved
    assert seen == resolved == TEXT.replace("Айгуль", "[PERSON_1]")
    assert language == "ru"


def test_identifiers_point_into_the_submitted_text(pipeline):
    submitted = unicodedata.normalize("NFD", "Врач — й. ") + "\r\n" + TEXT
    tagged = pipeline.tag(submitted)
    assert [submitted[i.start : i.end] for i in tagged.identifiers] == ["Айгуль"] * 2
    assert {i.placeholder for i in tagged.identifiers} == {"[PERSON_1]"}


def test_name_with_an_invisible_character_inside_is_found(pipeline):
    tagged = pipeline.tag(TEXT.replace("Айгуль", "Ай\u200bгуль"))
    assert tagged.redacted_text == TEXT.replace("Айгуль", "[PERSON_1]")
    assert tagged.identifiers[0].end - tagged.identifiers[0].start == 7


def test_text_in_another_language_is_answered_with_a_warning(pipeline):
    tagged = pipeline.tag("医生拒绝给她看病，因为她感染了艾滋病毒。她很害怕，不敢再去医院。")
    assert tagged.warnings == ("language_not_supported",)


def test_text_in_our_language_has_no_warning(pipeline):
    assert pipeline.tag(TEXT).warnings == ()


class OneCombination:
    """Sees a combination in every text."""

    def __init__(self):
        self.calls = []

    def find(self, text, language, countries):
        self.calls.append((text, language, countries))
        return (Combination((CombinationSpan(0, 4, "occupation"),)),)


def test_details_that_point_to_one_person_are_warned_of_and_stay_in_the_text(pipeline):
    combiner = OneCombination()
    tagged = replace(pipeline, combiner=combiner).tag(TEXT)
    assert tagged.warnings == ("identifying_combination",)
    assert [span.kind for span in tagged.combinations[0].spans] == ["occupation"]
    assert tagged.redacted_text == pipeline.tag(TEXT).redacted_text
    ((text, language, countries),) = combiner.calls
    assert (text, language) == (tagged.redacted_text, "ru")
    assert countries == tagged.countries


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NarrativeEmptyError),
        (" \n\t ", NarrativeEmptyError),
        ("😡😡😡", NarrativeEmptyError),
        ("12 34", NarrativeEmptyError),
        ("а" * 20_001, NarrativeTooLongError),
        ("врач\x00", NarrativeEncodingError),
        ("врач \ud800", NarrativeEncodingError),
    ],
)
def test_text_that_cannot_be_worked_on_is_refused(pipeline, text, error):
    with pytest.raises(error) as caught:
        pipeline.tag(text)
    assert "врач" not in str(caught.value)
    assert not pipeline.classifier.texts


def test_empty_trained_folder_is_refused(tmp_path):
    with pytest.raises(ArtifactError):
        Pipeline.load(tmp_path)


def test_work_that_takes_too_long_ends_and_the_next_narrative_is_read(pipeline):
    class SlowFinder(NameFinder):
        def recognize(self, text):
            time.sleep(0.05)
            return super().recognize(text)

    slow = replace(pipeline, recognizer=SlowFinder("Айгуль"), max_seconds=0.01)
    for work in (slow.tag, slow.redact):
        with pytest.raises(NarrativeTooSlowError):
            work("Айгуль пришла в клинику.")
    assert slow.classifier.texts == []
    assert replace(slow, max_seconds=60.0).tag("Айгуль пришла в клинику.").identifiers
