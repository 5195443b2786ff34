"""Every operation of the API description, with an invented name in every place of it."""

import pytest

from service.access.roles import Role
from tests.leak_proof.in_process import loud_logging
from tests.leak_proof.walk import Walk

# Operations that no planted request can end well at, and why.
NEVER_WELL = {
    ("POST", "/v1/session"): "a token or key that is right is no planted word",
    ("GET", "/v1/session"): "asks for a cookie; the test below has one",
    ("DELETE", "/v1/session"): "asks for a cookie; the test below has one",
}


@pytest.fixture
def walk(tmp_path):
    with loud_logging() as loud:
        made = Walk(tmp_path)
        made.loud = loud
        yield made
        made.service.close()


def test_a_name_in_any_place_of_any_operation_is_nowhere_else(walk):
    went_well = {}
    for method, path in walk.planter.operations():
        went_well[method, path] = walk.walk(method, path)
    strangers = [walk.foreign, walk.service.key(Role.CASE_SYSTEM, name="elsewhere"), "Bearer x"]
    for authorization in strangers:
        for method, path in walk.planter.operations():
            if method == "GET":
                place = path.replace("{case_id}", walk.resource("case_id"))
                answer = walk.ask("GET", place, authorization=authorization)
                walk.proof.stranger_answer(f"GET {path} by a stranger", answer)
    walk.service.look_everywhere(walk.proof, walk.loud)
    assert not walk.proof.leaks, "\n".join(map(str, walk.proof.leaks[:20]))
    never = {one for one, well in went_well.items() if not well}
    assert never == set(NEVER_WELL), "tell operations.VALUES what makes these requests valid"
