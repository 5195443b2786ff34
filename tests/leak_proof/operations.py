"""Plant a word in every place of every operation that the API description knows.

Nothing here is a list of endpoints: a new one is planted as soon as it is described. What its
fields need to be valid is told by their names (`VALUES`).
"""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote

MissingId = "0" * 32
# What a field of this name takes; what is not named is made from its schema.
VALUES: dict[str, Any] = {
    "accept": [],
    "add": [{"facet": "violation_type", "label": "denial_of_care"}],
    "country": {"incident": ["KG"], "other": []},
    "country_query": "KG",
    "days": 3,
    "events": ["case.stored"],
    "external_id": None,
    "flags": ["urgent_risk"],
    "label_query": "violation_type/denial_of_care",
    "flag_query": "urgent_risk",
    "lang_query": "en",
    "cursor_query": None,
    "override": ["language_not_supported"],
    "record_type": "violation",
    "redact": [],
    "reject": [],
    "restore": [],
    "role": "documenter",
    "seed": 7,
}
# Read by no handler of ours, or by all: each gets the word once for every operation.
HEADERS = (
    "Accept", "Accept-Language", "Cookie", "Forwarded", "Idempotency-Key", "If-Match",
    "If-None-Match", "Origin", "Referer", "User-Agent", "X-CSRF-Token", "X-Forwarded-For",
    "X-Request-ID", "Authorization", "Content-Type",
)  # fmt: skip
# With a word in these, a request is refused: who asks, and in what language, is wrong.
_DECIDING = {"Authorization", "Content-Type"}


@dataclass(frozen=True)
class PlantedRequest:
    """A request with words planted in it.

    Attributes:
        where: In which part of it.
        is_valid: Whether the service should take it.
    """

    method: str
    path: str
    where: str
    headers: Mapping[str, bytes]
    body: bytes | None
    is_valid: bool = False


@dataclass
class Planter:
    """Makes the requests.

    Args:
        document: The API description.
        word: Makes and plants a new word; the argument is the script.
        text: Makes a narrative that holds a new planted name.
        resource: Gives the id that stands for a path parameter, such as of a fresh case.
        values: Win over `VALUES`.
    """

    document: Mapping[str, Any]
    word: Callable[[str], str]
    text: Callable[[], str]
    resource: Callable[[str], str]
    authorization: str
    values: Mapping[str, Any] = field(default_factory=dict)
    _scripts: Iterator[str] = field(default_factory=lambda: cycle(("Latn", "Cyrl", "Geor", "Armn")))

    def operations(self) -> list[tuple[str, str]]:
        """Return method and path of all operations, those that end something last."""
        found = [
            (method.upper(), path)
            for path, methods in self.document["paths"].items()
            for method in methods
        ]
        return sorted(found, key=lambda one: one[0] == "DELETE")

    def requests(self, method: str, path: str) -> Iterator[PlantedRequest]:
        """Yield the requests of one operation, each with its word in another place."""
        yield self._request(method, path, "a header nobody reads", is_valid=True)
        yield from self._in_headers(method, path)
        yield from self._in_query(method, path)
        yield from self._in_path(method, path)
        if self._schema(method, path) is not None:
            yield from self._in_body(method, path)

    def _next(self) -> str:
        return self.word(next(self._scripts))

    def _request(
        self,
        method: str,
        path: str,
        where: str,
        *,
        headers: Mapping[str, bytes] | None = None,
        query: str = "",
        places: Mapping[str, str] | None = None,
        body: Any = None,
        is_valid: bool = False,
    ) -> PlantedRequest:
        schema = self._schema(method, path)
        sent = {"Authorization": self.authorization.encode(), "X-Nobody": self._next().encode()}
        if schema is not None:
            sent["Content-Type"] = b"application/json"
            body = self._sample(schema, "") if body is None else body
        content = None if schema is None else json.dumps(body).encode()
        if method == "PATCH":
            sent["If-Match"] = b'"1"'
        filled = path.format_map(
            {name: (places or {}).get(name) or self.resource(name) for name in _gaps(path)}
        )
        # No other value of a header may hide the planted one.
        sent |= headers or {}
        return PlantedRequest(method, filled + query, where, sent, content, is_valid)

    def _in_headers(self, method: str, path: str) -> Iterator[PlantedRequest]:
        for header in HEADERS:
            word = self._next() if header != "Idempotency-Key" else self.word("Latn")
            value = {
                "Authorization": f"Bearer {word}",
                "Content-Type": f"text/{word}; charset={word}",
                "Cookie": f"__Host-casetag={word}; casetag={word}; {word}={word}",
            }.get(header, word)
            where = f"the header {header}"
            yield self._request(method, path, where, headers={header: value.encode()})

    def _in_query(self, method: str, path: str) -> Iterator[PlantedRequest]:
        declared = [
            parameter["name"]
            for parameter in self._operation(method, path).get("parameters", ())
            if parameter["in"] == "query"
        ]
        for name in declared:
            for script in ("Latn", "Cyrl"):
                query = f"?{name}={quote(self.word(script))}"
                yield self._request(method, path, f"the query {name}", query=query)
        word = quote(self._next())
        yield self._request(method, path, "a query nobody knows", query=f"?{word}={word}")
        yield self._request(method, path, "a query without a value", query=f"?{word}")

    def _in_path(self, method: str, path: str) -> Iterator[PlantedRequest]:
        for name in _gaps(path):
            for script in ("Latn", "Geor"):
                places = {name: quote(self.word(script))}
                yield self._request(method, path, f"the path at {name}", places=places)
        word = quote(self._next())
        request = self._request(method, path, "the path behind it")
        yield PlantedRequest(
            method, f"{request.path}/{word}", request.where, request.headers, request.body
        )

    def _in_body(self, method: str, path: str) -> Iterator[PlantedRequest]:
        schema = self._schema(method, path) or {}
        sample = self._sample(schema, "")
        for pointer in _pointers(sample):
            shown = ".".join(map(str, pointer)) or "all of it"
            for kind, make in _WRONG.items():
                body = _put(sample, pointer, make(self._next(), self.word("Latn")))
                yield self._request(method, path, f"{kind} at {shown} of the body", body=body)
            if isinstance(_get(sample, pointer), dict):
                body = _put(sample, (*pointer, self._next()), 1)
                yield self._request(
                    method, path, f"an unknown field at {shown} of the body", body=body
                )
        missing = {"a": self._next()}
        yield self._request(method, path, "a body without its fields", body=missing)

    def _operation(self, method: str, path: str) -> Mapping[str, Any]:
        operation: Mapping[str, Any] = self.document["paths"][path][method.lower()]
        return operation

    def _schema(self, method: str, path: str) -> Mapping[str, Any] | None:
        body = self._operation(method, path).get("requestBody")
        if body is None:
            return None
        schema: Mapping[str, Any] = body["content"]["application/json"]["schema"]
        return schema

    def _sample(self, schema: Mapping[str, Any], name: str) -> Any:
        """Return a valid value of a schema; a narrative is one with a planted name."""
        values = VALUES | dict(self.values)
        if name == "text":
            return self.text()
        if name in values:
            return copy.deepcopy(values[name])
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for choices in ("anyOf", "oneOf"):
            if choices in schema:
                return self._sample(schema[choices][0], name)
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if kind == "object":
            inner = schema.get("properties", {})
            return {name: self._sample(one, name) for name, one in inner.items()}
        if kind == "array":
            return [self._sample(schema["items"], name)]
        if kind == "integer":
            return int(schema.get("minimum", 1))
        return {"boolean": True, "number": 0.5, "null": None}.get(str(kind), "word")


_WRONG: dict[str, Callable[[str, str], Any]] = {
    "a word": lambda word, latin: word,
    "a Latin word": lambda word, latin: latin,
    "an object": lambda word, latin: {word: latin},
    "a list": lambda word, latin: [word, {"text": latin}],
    "a lone surrogate": lambda word, latin: f"{word}\ud800",
    "a control character": lambda word, latin: f"{word}\0{latin}",
    "a long word": lambda word, latin: f"{word} " * 2500,
}


def _gaps(path: str) -> list[str]:
    return [piece.partition("}")[0] for piece in path.split("{")[1:]]


def _pointers(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from _pointers(inner, (*above, key))


def _get(value: Any, pointer: tuple[Any, ...]) -> Any:
    for key in pointer:
        value = value[key]
    return value


def _put(value: Any, pointer: tuple[Any, ...], new: Any) -> Any:
    if not pointer:
        return new
    changed = copy.deepcopy(value)
    _get(changed, pointer[:-1])[pointer[-1]] = new
    return changed
