"""A walk through all operations of a service in this process."""

import json

from service.access.roles import Role
from tests.leak_proof.in_process import FOREIGN, InProcess
from tests.leak_proof.names import NameMaker
from tests.leak_proof.operations import Planter
from tests.leak_proof.proof import Proof

JSON = {"Content-Type": b"application/json"}
WEBHOOK = {"url": "http://127.0.0.1:9/", "events": ["case.erased"]}


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
        self.path = ""
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
        if "/codings/" in self.path:
            self.review(answer.json["id"])
        return self.resources.setdefault(gap, answer.json["id"])

    def review(self, case_id):
        """Let somebody else code a case, so that it waits for a second coder."""
        headers = {"If-Match": '"1"'}
        body = {"review_state": "reviewed"}
        other = self.service.key(Role.ANNOTATOR)
        answer = self.ask("PATCH", f"/v1/cases/{case_id}", body, other, **headers)
        self.proof.own_answer("PATCH /v1/cases/{case_id}", answer, self.sent)

    def walk(self, method, path):
        """Send everything of one operation; return where its word was when it went well."""
        self.path = path
        self.resources.clear()
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
