"""The run with generated narratives: sent through every door, then all there is is searched."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.store.store import Store
from tests.leak_proof.broken import BODIES, PATHS, broken_body, raw_requests
from tests.leak_proof.in_process import look_at_tables
from tests.leak_proof.names import NameMaker
from tests.leak_proof.narratives import SURE, Narrative, narratives
from tests.leak_proof.places import look_at_exports, look_at_files, look_at_messages
from tests.leak_proof.proof import Answer, Proof
from tests.leak_proof.real_service import RealService
from tests.leak_proof.receiver import Receiver

JSON = {"Content-Type": "application/json"}
# Most narratives are stored; the others go where nothing is stored.
DOORS = ("case", "case", "tag", "case", "case batch", "case", "redact", "case", "tag batch", "case")
OFTEN, SELDOM = 10, 100
STYLES = ("numbered", "typed", "realistic")


@dataclass
class GeneratedRun:
    """Sends `count` narratives to a service and looks for their names everywhere.

    Args:
        service: A real one, started.
        count: Of narratives.
        seed: The same seed sends the same.
        folders: What to search apart from the sandbox, such as PostgreSQL's own.
        minutes: No narrative is sent after so many; what was sent is searched for all the same.
    """

    service: RealService
    count: int
    seed: int
    folders: tuple[Path, ...] = ()
    minutes: float = float("inf")
    proof: Proof = field(default_factory=Proof)
    by_shape: Counter[str] = field(default_factory=Counter)
    missed_by_shape: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    refused: int = 0
    sent: int = 0
    _scripts: Iterator[str] = field(default_factory=lambda: cycle(("Latn", "Cyrl", "Geor", "Armn")))

    def __post_init__(self) -> None:
        """Make the names, the same for the same seed."""
        self.names = NameMaker(self.seed)
        self.began = time.time()
        self.receivers = [Receiver(), Receiver(500)]
        self._bodies = cycle(BODIES)
        self._paths = cycle(PATHS)
        self.cases: list[str] = []
        self._retold: list[tuple[dict[str, Any], dict[str, str]]] = []

    def run(self, tell: Callable[[str], None] = lambda _line: None) -> Proof:
        """Send everything, then search everything."""
        self._webhooks()
        self._keys()
        started = time.monotonic()
        for number, narrative in enumerate(narratives(self.count, self.seed, self.names)):
            if time.monotonic() - started > self.minutes * 60:
                tell(f"the time is over: only {number} of {self.count} were sent")
                break
            self.proof.plant(*narrative.words)
            self._send(number, narrative)
            self.sent += 1
            self._broken(number)
            if number % OFTEN == OFTEN - 1:
                self._review(number)
                self._others()
            if number % SELDOM == SELDOM - 1:
                self._lists()
                seconds = round(time.monotonic() - started)
                tell(f"{number + 1} of {self.count} in {seconds} s, {len(self.proof.leaks)} leaks")
        self._raw()
        self._lists()
        look_at_exports(self.proof, self.service)
        self._everything("while it runs")
        return self.proof

    def finish(self) -> None:
        """Search once more when the service has stopped."""
        self._everything("after its end")
        with closing(Store.open(self.service.settings)) as store:
            look_at_tables(self.proof, store)
        for receiver in self.receivers:
            receiver.close()

    def _everything(self, when: str) -> None:
        for receiver in self.receivers:
            look_at_messages(self.proof, receiver)
        exports = self.service.folder / "exports"
        for folder in (self.service.folder, *self.folders):
            look_at_files(self.proof, folder, when, since=self.began, apart_from=exports)

    def report(self) -> str:
        """Return the figures."""
        names, missed = sum(self.by_shape.values()), sum(self.missed_by_shape.values())
        sure = f"{self.missed_by_shape[SURE]} of {self.by_shape[SURE]} of those surely known"
        hard = {
            shape: f"{n} of {self.by_shape[shape]}" for shape, n in self.missed_by_shape.items()
        }
        told = sum(len(receiver.got) for receiver in self.receivers)
        seen = sum(self.proof.bytes_seen.values()) / 1e6
        return "\n".join(
            [
                f"{self.sent} narratives, {self.requests} requests, "
                f"{len(self.proof.search.words)} planted words, {len(self.cases)} cases stored, "
                f"{self.refused} refused, "
                f"{told} messages to webhooks, {seen:.0f} MB searched in "
                f"{sum(self.proof.looked_at.values())} pieces",
                f"missed by the recogniser: {missed} of {names} ({sure})",
                f"by shape: {hard}",
                f"leaks: {len(self.proof.leaks)}",
                *map(str, self.proof.leaks[:50]),
            ]
        )

    def ask(
        self, method: str, path: str, body: Any = None, caller: str = "admin", **headers: str
    ) -> Answer:
        """Send a request with a JSON body."""
        self.requests += 1
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = headers | (JSON if content else {})
        return self.service.ask(method, path, sent, content, caller)

    def _word(self, script: str | None = None, kept_as: str | None = None) -> str:
        word = self.names.core(script or next(self._scripts))
        self.proof.plant(word, kept_as=kept_as)
        return word

    def _webhooks(self) -> None:
        for receiver in self.receivers:
            url = f"{receiver.url}/{self._word('Latn', 'url')}"
            events = ["case.stored", "case.reviewed", "case.erased"]
            answer = self.ask("POST", "/v1/webhooks", {"url": url, "events": events})
            self._judge("POST /v1/webhooks", answer, 201)

    def _keys(self) -> None:
        for script in ("Latn", "Cyrl", "Geor", "Armn"):
            body = {"name": self._word(script, "name"), "role": "documenter"}
            self._judge("POST /v1/keys", self.ask("POST", "/v1/keys", body), 201)

    def _judge(self, place: str, answer: Answer, wanted: int, words: tuple[str, ...] = ()) -> None:
        # A run in which nothing gets through proves nothing.
        if answer.status != wanted:
            raise AssertionError(f"{place}: {answer.status} {answer.body[:300]!r}")
        self.proof.own_answer(place, answer, words)

    def _send(self, number: int, narrative: Narrative) -> None:
        door = DOORS[number % len(DOORS)]
        text = {"text": narrative.text}
        # Kept by hash alone, by whoever stores; ignored by the others.
        headers = {"Idempotency-Key": self._word("Latn"), "X-Note": self._word("Latn")}
        if door == "case":
            body = text | {"external_id": self._word(kept_as="external_id")}
            answer = self.ask("POST", "/v1/cases", body, "system", **headers)
            if b"redaction_unsure" in answer.body:
                self.proof.own_answer("POST /v1/cases", answer)
                self.refused += 1
                return
            self._judge("POST /v1/cases", answer, 201, narrative.words)
            case = answer.json
            self._retold.append((body, headers))
        elif door == "case batch":
            items = [text | {"external_id": self._word(kept_as="external_id")}, {"text": ""}]
            answer = self.ask("POST", "/v1/cases/batch", {"items": items}, "documenter", **headers)
            self._judge("POST /v1/cases/batch", answer, 200, narrative.words)
            case = answer.json["items"][0].get("case")
            if case is None:
                self.refused += 1
                return
        elif door == "redact":
            body = text | {"placeholders": STYLES[number // 10 % 3], "seed": number}
            case = self._unstored("/v1/redact", body, narrative)
        elif door == "tag":
            case = self._unstored("/v1/tag", text, narrative)
        else:
            items = [text | {"id": self._word(kept_as="id")}]
            case = self._unstored("/v1/tag/batch", {"items": items}, narrative)["items"][0]
        if "id" in case and door.startswith("case"):
            self.cases.append(case["id"])
        self.by_shape[narrative.shape] += 1
        missed = self.proof.search.find(case["redacted_text"].encode())
        self.missed_by_shape[narrative.shape] += bool(missed)

    def _unstored(self, path: str, body: Any, narrative: Narrative) -> dict[str, Any]:
        answer = self.ask("POST", f"{path}?{self._word('Latn')}", body)
        self._judge(f"POST {path}", answer, 200, narrative.words)
        found: dict[str, Any] = answer.json
        return found

    def _broken(self, number: int) -> None:
        kind = next(self._bodies)
        headers, body = broken_body(kind, self._word(), self._word("Latn"))
        path = ("/v1/tag", "/v1/cases", "/v1/redact", "/v1/session", "/v1/keys")[number % 5]
        self.requests += 2
        answer = self.service.ask("POST", path, headers, body, "admin")
        self.proof.own_answer(f"POST {path} with {kind}", answer)
        place = next(self._paths)
        answer = self.service.ask("GET", place.format(word=quote(self._word())), caller="admin")
        self.proof.own_answer(f"GET {place}", answer)

    def _review(self, number: int) -> None:
        """Look at the newest case, review or erase it, and submit an older one again."""
        case = self.cases[-1]
        place = f"/v1/cases/{case}"
        read = self.ask("GET", place, caller="annotator")
        self._judge("GET /v1/cases/{case_id}", read, 200)
        if number // OFTEN % 4 == 3:
            self._judge("DELETE", self.ask("DELETE", place, caller="documenter"), 204)
            self.cases.pop()
            return
        wrong = {"add": [{"facet": self._word("Latn"), "label": self._word("Latn")}]}
        refused = self.ask("PATCH", place, wrong, "annotator", **{"If-Match": '"1"'})
        self.proof.own_answer("PATCH with an unknown label", refused)
        stale = self.ask("PATCH", place, {"accept": []}, "annotator", **{"If-Match": self._word()})
        self.proof.own_answer("PATCH with a wrong If-Match", stale)
        change = {"review_state": "reviewed", "flags": ["urgent_risk"]}
        if number // OFTEN % 4 == 1:
            start, end = _first_word(read.json["redacted_text"])
            change["redact"] = [{"start": start, "end": end, "type": "PERSON"}]
        answer = self.ask("PATCH", place, change, "annotator", **{"If-Match": '"1"'})
        self._judge("PATCH /v1/cases/{case_id}", answer, 200)
        answer = self.ask("GET", f"{place}/history", caller="annotator")
        self._judge("GET history", answer, 200)
        body, headers = self._retold[-1]
        again = self.ask("POST", "/v1/cases", body, "system", **headers)
        self.proof.own_answer("POST /v1/cases again", again)
        taken = self.ask(
            "POST", "/v1/cases", body, "system", **{"Idempotency-Key": self._word("Latn")}
        )
        self.proof.own_answer("POST /v1/cases with a taken id", taken)

    def _others(self) -> None:
        """Let those ask for the newest case who may not have it."""
        for caller in ("foreign admin", "foreign annotator", "other system"):
            for end in ("", "/history"):
                answer = self.ask("GET", f"/v1/cases/{self.cases[-1]}{end}", caller=caller)
                self.proof.stranger_answer(f"GET a case by {caller}", answer)

    def _lists(self) -> None:
        """Ask for all that can be read without a case's id, as everybody."""
        document = self.ask("GET", "/v1/openapi.json").json
        paths = [p for p, methods in document["paths"].items() if "get" in methods and "{" not in p]
        for path in paths:
            for caller in self.service.keys:
                answer = self.ask("GET", path, caller=caller)
                if caller in ("foreign admin", "foreign annotator"):
                    self.proof.stranger_answer(f"GET {path} by {caller}", answer)
                else:
                    self._own_list(f"GET {path} by {caller}", answer, caller)
        self._own_list("GET csv", self.ask("GET", "/v1/export?format=csv"), "admin")

    def _own_list(self, place: str, answer: Answer, caller: str) -> None:
        if caller == "other system":
            self.proof.stranger_answer(place, answer)
        else:
            self.proof.own_answer(place, answer)

    def _raw(self) -> None:
        for script in ("Latn", "Cyrl", "Geor", "Armn"):
            kinds = [kind for kind, _ in raw_requests("", "")]
            for number, kind in enumerate(kinds):
                content = list(raw_requests(self._word("Latn"), self._word(script)))[number][1]
                self.proof.stranger_answer(f"raw: {kind}", self.service.ask_raw(content))
                self.requests += 1


def _first_word(text: str) -> tuple[int, int]:
    """Return where the first word is that is no placeholder."""
    words = re.sub(r"\[\w+\]", lambda found: "#" * len(found[0]), text)
    found = re.search(r"[^\W\d_]{4,}", words)
    assert found
    return found.span()
