import re

import pytest

from models.errors import ArtifactError, CasetagError, NarrativeTooLongError
from service.error_answers import ANSWERS, answer_to, body_of
from service.errors import RequestError


def _subclasses(kind):
    for child in kind.__subclasses__():
        # Test modules may define their own; the tree is what models and service define.
        if child.__module__.startswith(("models.", "service.")):
            yield child
            yield from _subclasses(child)


TREE = [CasetagError, *_subclasses(CasetagError)]


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_has_an_answer_of_its_own(kind):
    assert kind in ANSWERS


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=lambda a: a.code)
def test_codes_are_snake_case_and_statuses_are_errors(answer):
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", answer.code)
    assert 400 <= answer.status <= 599


def test_an_error_not_in_the_table_is_answered_as_its_parent():
    class LocalError(RequestError):
        pass

    assert answer_to(LocalError("x")) == ANSWERS[RequestError]


def test_the_servers_own_faults_keep_their_message_to_themselves():
    assert "weights" not in body_of(ArtifactError("no weights in /srv/x"))["detail"]
    assert body_of(NarrativeTooLongError("More than 5 characters.")) == {
        "error": "narrative_too_long",
        "detail": "More than 5 characters.",
    }
