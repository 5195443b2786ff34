import io

import pytest
from rich.console import Console

from service.rendering import printable, show
from service.schemas import to_body


@pytest.fixture
def rendered(pipeline):
    def render(text, language="en"):
        stream = io.StringIO()
        body = to_body(pipeline.tag(text))
        show(Console(file=stream, width=120), pipeline.labels, body, language)
        return stream.getvalue()

    return render


def test_text_tags_scores_words_and_reasons_are_shown(rendered, narrative, known_name):
    shown = rendered(narrative)
    assert "[PERSON_1]" in shown
    assert known_name not in shown
    assert "97%" in shown
    assert "“refused”" in shown
    assert "Osh → Kyrgyzstan" in shown
    assert "fake-1" in shown


def test_label_names_come_in_the_language_asked_for(rendered, pipeline, narrative):
    assert pipeline.labels.name("violation_type/denial_of_care", "ru") in rendered(narrative, "ru")


def test_warnings_are_whole_sentences(rendered, pipeline):
    sentence = pipeline.labels.warnings["no_letters"]["en"]
    assert sentence in rendered("no known name")


def test_square_brackets_of_the_narrative_are_no_markup(rendered):
    assert "[bold]loud[/bold] [/nothing]" in rendered("[bold]loud[/bold] [/nothing]")


def test_the_narrative_cannot_command_the_terminal(rendered):
    shown = rendered("before \x1b]0;owned\x07 \x1b[2J \u202e after")
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_letters_spaces_and_line_ends_stay():
    text = "Ўқув\u00a0маркази\n\tқўшни"
    assert printable(text) == text
