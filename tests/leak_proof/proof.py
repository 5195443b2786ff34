"""The bookkeeping of the proof: what was planted, where it may stand, and where it was found.

A name that the recogniser found may stand nowhere. One that it missed may stand in the redacted
text of its own case, and nowhere else. Some fields are the caller's own words and are given back
to that caller (`KEPT`); each is looked for everywhere else like a name.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.leak_proof.search import Search

# Fields that hold what the caller sent as their own: field of an answer -> why it may come back.
KEPT = {
    "external_id": "the id of a case in the system that sent it, told to that system only",
    "url": "the address of a webhook, told to admins of its organisation",
    "name": "the name of a key, told to admins of its organisation; SECURITY.md: not encrypted",
    "id": "the caller's id of a narrative in a batch, given back in the same answer",
}
_TEXTS = ("redacted_text", "text")


@dataclass(frozen=True)
class Answer:
    """What came back for a request, as bytes."""

    status: int
    head: bytes
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Leak:
    """A planted word where it must not be."""

    place: str
    word: str
    encoding: str

    def __str__(self) -> str:
        """Return a line for the report; the names are invented, so they may be told."""
        return f"{self.word} in {self.place} ({self.encoding})"


@dataclass
class Proof:
    """One run: words are planted, answers and places are looked through."""

    search: Search = field(default_factory=Search)
    leaks: list[Leak] = field(default_factory=list)
    looked_at: Counter[str] = field(default_factory=Counter)
    bytes_seen: Counter[str] = field(default_factory=Counter)
    missed: dict[str, set[str]] = field(default_factory=dict)
    kept: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in KEPT})

    def plant(self, *words: str, kept_as: str | None = None) -> None:
        """Look for words from now on.

        Args:
            *words: What no place may hold.
            kept_as: The field of `KEPT` in which the caller gets them back.
        """
        for word in words:
            self.search.add(word)
            if kept_as is not None:
                self.kept[kept_as].add(word)

    def look(self, place: str, content: bytes | str, allowed: Collection[str] = ()) -> None:
        """Look through one place; `allowed` are the words that may stand in it."""
        content = _bytes(content)
        self.looked_at[place] += 1
        self.bytes_seen[place] += len(content)
        self.leaks += [
            Leak(place, hit.word, hit.encoding)
            for hit in self.search.find(content)
            if hit.word not in allowed
        ]

    def stranger_answer(self, place: str, answer: Answer) -> None:
        """Look through an answer to somebody who may see nothing of what was planted."""
        self.look(f"{place}: head", answer.head)
        self.look(f"{place}: body", answer.body)

    def own_answer(self, place: str, answer: Answer, words: Collection[str] = ()) -> None:
        """Look through an answer to the caller whose names were planted.

        Args:
            place: What was asked.
            answer: What came back.
            words: The names of the narrative sent: what stands in its redacted text was missed.
        """
        self.look(f"{place}: head", answer.head)
        if answer.status >= 400:
            self.look(f"{place}: error body", answer.body)
            return
        for part in _parts(answer):
            rest = self._without_kept(place, part, words)
            self.look(f"{place}: body", json.dumps(rest, ensure_ascii=False))

    def rows(self, place: str, rows: Sequence[Mapping[str, Any]], *, is_raw: bool) -> None:
        """Look through the rows of a table, as they lie there (raw) or decrypted."""
        kind = "rows as stored" if is_raw else "rows decrypted"
        for column in rows[0] if rows else ():
            name = f"{place}.{column}"
            values = [_bytes(row[column]) for row in rows]
            if name == "cases.redacted_text" and not is_raw:
                for row, value in zip(rows, values, strict=True):
                    self.look(f"{kind}: {name}", value, self.missed.get(row["id"], set()))
            else:
                self.look(f"{kind}: {name}", b"\n".join(values), self._kept_in(name, is_raw=is_raw))

    @property
    def all_missed(self) -> set[str]:
        """Return every name that the recogniser missed."""
        return set().union(*self.missed.values()) if self.missed else set()

    def _kept_in(self, column: str, *, is_raw: bool) -> Collection[str]:
        """Return the callers' own words that a column of the database may hold."""
        if column == "api_keys.name":
            return self.kept["name"]
        encrypted = {"cases.external_id": "external_id", "webhooks.url": "url"}
        return self.kept[encrypted[column]] if column in encrypted and not is_raw else ()

    def _without_kept(self, place: str, value: Any, words: Collection[str]) -> Any:
        if isinstance(value, list):
            return [self._without_kept(place, item, words) for item in value]
        if not isinstance(value, dict):
            return value
        rest: dict[str, Any] = {}
        for name, inner in value.items():
            if name in _TEXTS and isinstance(inner, str):
                self._redacted(f"{place}: {name}", inner, value.get("id"), words)
            elif name in KEPT and isinstance(inner, str):
                self.look(f"{place}: {name}", inner, self.kept[name])
            else:
                rest[name] = self._without_kept(place, inner, words)
        return rest

    def _redacted(self, place: str, text: str, case_id: object, words: Collection[str]) -> None:
        missed = {hit.word for hit in self.search.find(text.encode())} & set(words)
        known = self.missed.setdefault(case_id if isinstance(case_id, str) else "", set())
        known |= missed
        self.look(place, text, known)


def _parts(answer: Answer) -> list[Any]:
    """Return what an answer holds as JSON: a body, its lines, or the rows of a table."""
    head, body = answer.head.lower(), answer.body.decode()
    if not body:
        return []
    if b"application/jsonl" in head:
        return [json.loads(line) for line in body.splitlines()]
    if b"text/csv" in head:
        return list(csv.DictReader(io.StringIO(body)))
    if b"application/json" in head:
        return [json.loads(body)]
    return [body]


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
