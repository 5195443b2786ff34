"""Every operation of the API description, with an invented name in every place of it."""

import json

import pytest

from service.access.roles import Role
from tests.leak_proof.in_process import FOREIGN, InProcess, loud_logging
from tests.leak_proof.names import NameMaker
from tests.leak_proof.operations import Planter
from tests.leak_proof.proof import Proof

JSON = {"Content-Type": b"application/json"}
WEBHOOK = {"url": "http://127.0.0.1:9/", "events": ["case.erased"]}
# Operations that no planted request can end well at, and why.
NEVER_WELL = {
    ("POST", "/v1/session"): "a token or key that is right is no planted word",
    ("GET", "/v1/session"): "asks for a cookie; the test below has one",
    ("DELETE", "/v1/session"): "asks for a cookie; the test below has one",
}


class Walk:
    """A service, a proof, and what makes the requests."""

    def __init__(self, folder):
        self.service = InProcess(folder)
        self.proof = Proof()
        self.names = NameMaker(1)
        self.admin = self.service.key()
        self.foreign = self.service.key(organisation=FOREIGN)
        self.sent = []
        self.resources = {}
        self.planter = Planter(
            document=json.loads(self.ask("GET", "/v1/openapi.json").body),
            word=self.word,
            text=self.text,
            resource=self.resource,
            authorization=self.admin,
            values={"url": "http://127.0.0.1:9/hook", "key": None, "link": None, "words": "doctor"},
        )

    def ask(self, method, path, body=None, authorization=None, **headers):
        sent = {"Authorization": authorization or self.admin} | headers
        content = None if body is None else json.dumps(body).encode()
        return self.service.ask(method, path, sent | (JSON if content else {}), content)

    def word(self, script="Latn"):
        word = self.names.core(script)
        self.proof.plant(word)
        self.sent.append(word)
        return word

    def text(self):
        """One name is found, one is missed; the parts that make tags are always there."""
        found, missed = self.word("Cyrl"), self.word()
        self.service.pipeline.known.append(found)
        return f"In Osh the doctor refused {found.capitalize()} ({missed}), who lives with HIV."

    def resource(self, gap):
        """The same one until a request has changed or ended it."""
        if gap in self.resources:
            return self.resources[gap]
        made = {
            "case_id": ("/v1/cases", {"text": self.text()}),
            "key_id": ("/v1/keys", {"name": "x", "role": "documenter"}),
            "webhook_id": ("/v1/webhooks", WEBHOOK),
        }
        if gap not in made:
            return "0" * 32
        answer = self.ask("POST", *made[gap])
        self.proof.own_answer(f"POST {made[gap][0]}", answer, self.sent)
        return self.resources.setdefault(gap, answer.json["id"])

    def walk(self, method, path):
        """Send everything of one operation; return where its word was when it went well."""
        well = set()
        for request in self.planter.requests(method, path):
            answer = self.service.send(request)
            place = f"{method} {path}, word in {request.where}"
            self.accept_kept(method, path, request.where, answer)
            self.proof.own_answer(place, answer, self.sent)
            if answer.status < 400:
                well.add(request.where)
                self.tidy(method, path, answer)
        return well

    def tidy(self, method, path, answer):
        """Forget what was changed; end webhooks, of which an organisation has few."""
        if method != "GET":
            self.resources.clear()
        if (method, path) == ("POST", "/v1/webhooks"):
            self.ask("DELETE", f"{path}/{answer.json['id']}")

    def accept_kept(self, method, path, where, answer):
        """Remember the words that a caller gave to be kept as their own."""
        if answer.status >= 400 or " of the body" not in where:
            return
        field = where.partition(" at ")[2].removesuffix(" of the body").rpartition(".")[2]
        kept = {
            ("/v1/cases", "external_id"), ("/v1/cases/batch", "external_id"),
            ("/v1/webhooks", "url"), ("/v1/webhooks/{webhook_id}", "url"),
            ("/v1/keys", "name"), ("/v1/tag/batch", "id"),
        }  # fmt: skip
        if (path, field) in kept:
            self.proof.kept[field] |= set(self.sent[-3:])


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
