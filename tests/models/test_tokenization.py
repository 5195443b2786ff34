import time

import pytest

from models.tokenization import create_blank


@pytest.fixture(scope="module")
def nlp():
    return create_blank()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("участк.Иванов", ["участк", ".", "Иванов"]),
        ("врач:Иванов", ["врач", ":", "Иванов"]),
        ("(Иванов),", ["(", "Иванов", ")", ","]),
        ("Саша98", ["Саша", "98"]),
        ("Иванов…", ["Иванов", "…"]),
    ],
)
def test_names_get_tokens_of_their_own(nlp, text, words):
    assert [token.text for token in nlp(text)] == words


@pytest.mark.parametrize("mark", ["_", ".", "-", "("])
def test_a_long_line_of_marks_takes_no_time(nlp, mark):
    began = time.perf_counter()
    nlp("ФИО: " + mark * 2_000)
    assert time.perf_counter() - began < 10


def test_every_character_stays(nlp):
    text = "«Айгүл-эже» (т.0555/12), d.ivanov_1 ... ____ Nargiz's"
    assert "".join(token.text_with_ws for token in nlp(text)) == text
