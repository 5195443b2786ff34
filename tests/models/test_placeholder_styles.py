import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.placeholder_styles import (
    SUBSTITUTES_ARE_INVENTED,
    PlaceholderStyle,
    restyle,
    style_warnings,
)
from models.redactor import LABELS, redact
from models.types import Entity, RedactedText
from tests.markup import parse

MARKED = (
    "<PERSON>Марфа Сомова</PERSON> ушла, <PERSON>Марфе</PERSON> звонили: "
    "<PHONE>+996 555 12 34 56</PHONE>, <PERSON>Рустам Каримов</PERSON> её ждал."
)


def restyled(marked, style, *, language="ru", seed=1):
    text, entities = parse(marked)
    return text, restyle(
        text, redact(text, entities), PlaceholderStyle(style), language=language, seed=seed
    )


def test_numbered_is_the_redaction_as_it_is():
    _, (redacted, _) = restyled(MARKED, "numbered")
    assert redacted == "[PERSON_1] ушла, [PERSON_1] звонили: [PHONE_1], [PERSON_2] её ждал."


def test_typed_says_the_kind_alone():
    _, (redacted, _) = restyled(MARKED, "typed")
    assert redacted == "[PERSON] ушла, [PERSON] звонили: [PHONE], [PERSON] её ждал."


@pytest.mark.parametrize("style", PlaceholderStyle)
def test_the_text_is_the_submitted_one_with_each_span_replaced(style):
    text, (redacted, identifiers) = restyled(MARKED, style)
    for found in reversed(identifiers):
        text = text[: found.start] + found.placeholder + text[found.end :]
    assert text == redacted


@pytest.mark.parametrize("style", ["numbered", "typed"])
def test_redacting_a_redacted_text_leaves_its_placeholders(style):
    _, (redacted, _) = restyled(MARKED, style)
    everything = [Entity(0, len(redacted), "PERSON")]
    kept = re.findall(r"\[[A-Z_]+[0-9]*\]", redacted)
    again = redact(redacted, everything).text
    assert [p for p in re.findall(r"\[[A-Z_]+[0-9]*\]", again) if p in kept] >= kept[:1]
    assert redact(redacted, [Entity(1, 5, "PERSON")]).text == redacted


def test_invented_persons_are_the_same_in_all_their_forms():
    _, (_, identifiers) = restyled(MARKED, "realistic")
    full, dative, _, other = (found.placeholder for found in identifiers)
    first = full.split()[0]
    assert dative[:3] == first[:3]
    assert dative != first
    assert other.split()[0] != first


def test_the_same_seed_invents_the_same_and_another_one_something_else():
    texts = [restyled(MARKED, "realistic", seed=seed)[1][0] for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


def test_without_a_seed_chance_decides():
    texts = {restyled(MARKED, "realistic", seed=None)[1][0] for _ in range(4)}
    assert len(texts) > 1


def test_what_is_invented_does_not_depend_on_the_real_name():
    other = MARKED.replace("Марфа Сомова", "Оксана Лаврова").replace("Марфе", "Оксане")
    assert restyled(MARKED, "realistic")[1][0] == restyled(other, "realistic")[1][0]


def test_a_name_in_a_script_without_lists_keeps_its_placeholder():
    _, (redacted, _) = restyled("<PERSON>李伟</PERSON> 离开了", "realistic", language="zh")
    assert redacted == "[PERSON_1] 离开了"


def test_only_invented_substitutes_ask_for_a_warning():
    warned = {style for style in PlaceholderStyle if style_warnings(style)}
    assert warned == {PlaceholderStyle.REALISTIC}
    assert style_warnings(PlaceholderStyle.REALISTIC) == (SUBSTITUTES_ARE_INVENTED,)


def test_a_restyled_text_is_no_redacted_text():
    """`RedactedText` is what the store takes: a text with invented persons is not of that type."""
    annotation = restyle.__annotations__["return"]
    assert RedactedText not in annotation.__args__
    assert annotation.__args__[0] is str


@st.composite
def entities_in_text(draw):
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    places = st.integers(0, len(text) - 1)
    spans = draw(
        st.lists(st.tuples(places, st.integers(1, 9), st.sampled_from(LABELS)), max_size=5)
    )
    return text, [Entity(s, min(s + n, len(text)), label) for s, n, label in spans]


@given(entities_in_text(), st.sampled_from(["ru", "en", "ka", "zh", "und"]), st.integers(0, 9))
def test_any_span_of_any_text_gets_a_substitute_or_its_placeholder(case, language, seed):
    text, entities = case
    redaction = redact(text, entities)
    style = PlaceholderStyle.REALISTIC
    redacted, identifiers = restyle(text, redaction, style, language=language, seed=seed)
    assert len(identifiers) == len(redaction.identifiers)
    assert all(found.placeholder for found in identifiers)
    for found in identifiers:
        original = text[found.start : found.end]
        letters = [c for c in original if c.isalpha()]
        assert len(letters) < 5 or found.placeholder.casefold() != original.casefold()
    assert random.Random(seed)
    assert redacted
