"""What must hold of a redaction by the committed models, whatever the text."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import ArtifactError, NarrativeError
from models.pipeline import Pipeline
from models.placeholder_styles import PlaceholderStyle

FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SHORTEST_NAME = 3  # of two letters or fewer, another word may well be spelled the same
# Sentences with one person in several case forms and spellings; all names are invented.
SENTENCES = [
    "Врач отказался принять Зарину Каримову. Муж Зарины кричал на врача, но Зариной не занялись.",
    "Медсестра сказала при всех, что у Рустама Шаймерденова ВИЧ. Рустаму стыдно, ШАЙМЕРДЕНОВ ушёл.",
    "У Олени Коваленко забрали ліки. Олена просила повернути, Олені відмовили.",
    "Дәрігер Аружанды қабылдамады. Аружанға дәрі бермеді, Аружан жылап кетті.",
    "Gulnoraning eri Sherzod uni urdi. Gulnora militsiyaga bordi, Gulnorani eshitishmadi.",
    "ექიმმა ნინო ბერიძე არ მიიღო. ნინოს უთხრეს, რომ წავიდეს.",
    "Policia e ndaloi Besa Hoxhën. Besës i morën barnat.",
    "Policija je zaustavila Jovana Petrovića. Jovan kaže da su ga tukli, Jovanu su uzeli lek.",
    "The officer hit Daniel Karimov. Daniel's mother rang +996 555 12 34 56, wrote to d.k@mail.ru.",
    "Тел. 8 (705) 123-45-67, ИИН 880101300123, ул. Мира, дом 12, кв. 3, @zarina_kar.",
]
# Where one sentence ends and what may be typed around it.
JOINTS = [" ", "\n", "\r\n", "  ", " — ", "\u200b ", " 😡 ", "\n- "]


@pytest.fixture(scope="module")
def pipeline():
    try:
        return Pipeline.load(threads=1)
    except ArtifactError:
        pytest.skip("there are no trained models")


@st.composite
def narratives(draw):
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True))
    change = draw(st.sampled_from([str, str, str.lower, str.upper]))
    return change("".join(s + draw(st.sampled_from(JOINTS)) for s in sentences))


any_text = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("АБВабвәіңґ ABCabcışž აბგ ԱԲա 0123456789+@[]_.,-\n\u200b\u0301"),
    ),
    max_size=200,
)


@given(any_text, st.sampled_from(PlaceholderStyle))
@FEW
def test_any_text_is_redacted_or_refused_by_an_error_of_ours(pipeline, text, style):
    try:
        redacted = pipeline.redact(text, style, seed=1)
    except NarrativeError:
        return
    assert_spans_lie_in(text, redacted.identifiers)


@given(narratives(), st.sampled_from(PlaceholderStyle))
@FEW
def test_offsets_lead_back_to_the_submitted_text(pipeline, text, style):
    redacted = pipeline.redact(text, style, seed=1)
    assert redacted.identifiers
    assert_spans_lie_in(text, redacted.identifiers)
    rebuilt, position = "", 0
    for found in redacted.identifiers:
        rebuilt += text[position : found.start] + found.placeholder
        position = found.end
    rebuilt += text[position:]
    assert redacted.text == rebuilt.replace("\u200b", "").replace("\r\n", "\n")


def assert_spans_lie_in(text, identifiers):
    position = 0
    for found in identifiers:
        assert position <= found.start < found.end <= len(text)
        position = found.end


@given(narratives())
@FEW
def test_no_form_of_a_name_that_was_found_is_left(pipeline, text):
    redacted = pipeline.redact(text)
    left = set(re.findall(r"[^\W\d_]+", re.sub(r"\[[A-Z_]+_\d+\]", " ", redacted.text)))
    names = {
        word
        for found in redacted.identifiers
        if found.type == "PERSON"
        for word in re.findall(r"[^\W\d_]+", text[found.start : found.end])
        if len(word) >= SHORTEST_NAME
    }
    assert not names & left


@given(narratives())
@FEW
def test_realistic_substitutes_leave_no_name_either(pipeline, text):
    redacted = pipeline.redact(text, PlaceholderStyle.REALISTIC, seed=1)
    for found in redacted.identifiers:
        original = text[found.start : found.end]
        if len(original) >= SHORTEST_NAME:
            assert original.casefold() not in found.placeholder.casefold()


@given(narratives(), st.sampled_from(["numbered", "typed"]))
@FEW
def test_redacting_twice_keeps_every_placeholder(pipeline, text, style):
    once = pipeline.redact(text, PlaceholderStyle(style))
    twice = pipeline.redact(once.text, PlaceholderStyle(style))
    written = [found.placeholder for found in once.identifiers]
    position = 0
    for placeholder in written:
        position = twice.text.index(placeholder, position) + len(placeholder)


@given(narratives())
@FEW
def test_redacting_a_settled_text_changes_nothing(pipeline, text):
    settled = replace(pipeline, max_passes=8)
    once = settled.redact(text).text
    assert settled.redact(once).text == once
