import re
import time

import pytest
from hypothesis import given, settings, strategies

from models.errors import SpanError
from models.redactor import LABELS, merge, redact
from models.types import Entity
from tests.markup import parse


def redacted(markup):
    return redact(*parse(markup)).text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<PERSON>Айгуль</PERSON>-эже пришла", "[PERSON_1]-эже пришла"),
        ("<PERSON>Айгул</PERSON>ь пришла", "[PERSON_1] пришла"),
        ("для Зар<PERSON>ино</PERSON>й.", "для [PERSON_1]."),
        ("<PERSON>Nargiz</PERSON>'s brother", "[PERSON_1]'s brother"),
        ("<PERSON>Besa</PERSON>-s i thanë", "[PERSON_1]-s i thanë"),
        ("<PERSON>Дем</PERSON>'ян прийшов", "[PERSON_1] прийшов"),
        ("Анна-<PERSON>Мария</PERSON> ушла", "[PERSON_1] ушла"),
        ("<PERSON>Анна</PERSON>-Мария ушла", "[PERSON_1] ушла"),
        ("<PERSON>анна</PERSON>-мария ушла", "[PERSON_1] ушла"),
        ("O'<PERSON>Brien</PERSON> left", "[PERSON_1] left"),
        ("участк.<PERSON>Иванов</PERSON>", "участк.[PERSON_1]"),
        ("сказал <PERSON> «Мурка», </PERSON>что", "сказал  «[PERSON_1]», что"),
        ("<PERSON>Амина К.</PERSON> пришла", "[PERSON_1] пришла"),
        ("был <PERSON>Иван.</PERSON> Потом", "был [PERSON_1]. Потом"),
        ("тел. <PHONE>(+992) 900-00-12</PHONE>", "тел. [PHONE_1]"),
        ("номер (<PHONE>+992 900-00-12</PHONE>)", "номер ([PHONE_1])"),
        ("пишите <HANDLE>@kot_</HANDLE>", "пишите [HANDLE_1]"),
        ("имя <PERSON>Մերի</PERSON>ին ասել", "имя [PERSON_1] ասել"),
        ("<PERSON>ანა</PERSON>-ს უთხრა", "[PERSON_1]-ს უთხრა"),
    ],
)
def test_edges_stand_at_word_ends(markup, expected):
    assert redacted(markup) == expected


def test_same_person_keeps_the_placeholder():
    text = "<PERSON>Зарина</PERSON> и <PERSON>Иван</PERSON>. С <PERSON>Зариной</PERSON>"
    assert redacted(text) == "[PERSON_1] и [PERSON_2]. С [PERSON_1]"


def test_same_number_keeps_the_placeholder_however_it_is_written():
    text = "<PHONE>+7 (700) 000-45-67</PHONE>, <PHONE>87000004567</PHONE>, <PHONE>112 00</PHONE>"
    assert redacted(text) == "[PHONE_1], [PHONE_1], [PHONE_2]"


def test_words_of_one_name_found_apart_become_one_placeholder():
    assert redacted("<PERSON>Айгуль</PERSON> <PERSON>К.</PERSON> тут") == "[PERSON_1] тут"


def test_the_longest_entity_gives_the_label():
    entities = [Entity(0, 4, "PERSON"), Entity(0, 12, "EMAIL")]
    assert redact("ivan@post.uz", entities).text == "[EMAIL_1]"


def test_person_wins_over_an_equal_span():
    entities = [Entity(0, 4, "HANDLE"), Entity(0, 4, "PERSON")]
    assert redact("Ivan", entities).text == "[PERSON_1]"


def test_everything_that_overlapping_entities_cover_is_hidden():
    entities = [Entity(0, 12, "PERSON"), Entity(5, 18, "ADDRESS")]
    assert redact("Иван Петров, дом 5", entities).text == "[ADDRESS_1]"


def test_numbers_start_after_placeholders_already_in_the_text():
    assert redacted("[PERSON_3] и <PERSON>Иван</PERSON>") == "[PERSON_3] и [PERSON_4]"


def test_an_entity_over_a_placeholder_hides_only_what_is_around_it():
    assert redacted("<PERSON>[PERSON_1] Иван</PERSON> и") == "[PERSON_1] [PERSON_2] и"


def test_marks_of_other_kinds_in_brackets_are_not_taken_for_placeholders():
    assert redacted("[ИМЯ_1] <PERSON>[PERSON_X]</PERSON>") == "[ИМЯ_1] [PERSON_1]"


def test_identifiers_are_offsets_in_the_submitted_text():
    text, entities = parse("🙂 <PERSON>Амина</PERSON>, <EMAIL>a@b.example</EMAIL>")
    found = redact(text, entities).identifiers
    assert [(text[i.start : i.end], i.type, i.placeholder) for i in found] == [
        ("Амина", "PERSON", "[PERSON_1]"),
        ("a@b.example", "EMAIL", "[EMAIL_1]"),
    ]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 5), (2, 2), (3, 1)])
def test_a_span_that_does_not_fit_is_refused_without_quoting_the_text(start, end):
    with pytest.raises(SpanError) as raised:
        redact("Анна", [Entity(start, end, "PERSON")])
    assert "Анна" not in str(raised.value)


ALPHABET = "аАбnN1 .,-'’_@+()[]«»\nქանPERSON_"


@strategies.composite
def texts_with_entities(draw):
    words = strategies.sampled_from(["[PERSON_1]", "[PHONE_2]", "Анна", "Anna-Maria", "+7 700"])
    piece = strategies.one_of(strategies.text(ALPHABET, max_size=8), words, strategies.text())
    text = "".join(draw(strategies.lists(piece, min_size=1, max_size=6)))
    if not text:
        return text, []
    start = strategies.integers(0, len(text) - 1)
    pairs = draw(strategies.lists(strategies.tuples(start, strategies.integers(1, 9)), max_size=5))
    label = strategies.sampled_from(LABELS)
    return text, [Entity(s, min(s + n, len(text)), draw(label)) for s, n in pairs]


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(texts_with_entities())
def test_redacting_never_raises_on_valid_spans_and_covers_every_letter(example):
    text, entities = example
    covered = {i for e in merge(text, entities) for i in range(e.start, e.end)}
    placeholder = re.compile(rf"\[(?:{'|'.join(LABELS)})_[0-9]{{1,6}}\]")
    kept = {i for m in placeholder.finditer(text) for i in range(*m.span())}
    wanted = {i for e in entities for i in range(e.start, e.end) if text[i].isalnum()}
    assert wanted <= covered | kept
    assert not covered & kept


@settings(deadline=None)
@given(texts_with_entities())
def test_putting_the_identifiers_back_gives_the_text(example):
    text, entities = example
    redaction = redact(text, entities)
    rebuilt, position, rest = "", 0, str(redaction.text)
    for found in redaction.identifiers:
        gap = found.start - position
        assert rest[:gap] == text[position : found.start]
        assert rest[gap:].startswith(found.placeholder)
        rest, position = rest[gap + len(found.placeholder) :], found.end
        rebuilt += found.placeholder
    assert rest == text[position:]


@settings(deadline=None)
@given(texts_with_entities(), strategies.data())
def test_redacting_twice_changes_nothing(example, data):
    once = redact(*example).text
    assert redact(once, []).text == once
    spans = [m.span() for m in re.finditer(rf"\[({'|'.join(LABELS)})_[0-9]+\]", once)]
    if spans:
        start, end = data.draw(strategies.sampled_from(spans))
        cut = data.draw(strategies.integers(0, 3))
        assert redact(once, [Entity(start + cut, end - cut, "PERSON")]).text == once


def test_masked_phone_numbers_are_not_taken_for_one():
    text = "+7 9XX и +7 8XX"
    entities = [Entity(0, 6, "PHONE"), Entity(9, 15, "PHONE")]
    assert redact(text, entities).text == "[PHONE_1] и [PHONE_2]"


def test_many_entities_in_one_endless_word_take_no_time():
    text = "AB1234CD_" * 2000
    entities = [Entity(start, start + 8, "ID_NUMBER") for start in range(0, len(text), 9)]
    began = time.perf_counter()
    assert redact(text, entities).text == "[ID_NUMBER_1]"
    assert time.perf_counter() - began < 5
