"""Requests that are wrong from the ground up, each with a planted word in it."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

_JSON = {"Content-Type": b"application/json"}
# (headers, body) for a word in any script and a Latin one.
BODIES: dict[str, Callable[[str, str], tuple[dict[str, bytes], bytes]]] = {
    "no JSON": lambda word, latin: (_JSON, f'{{"text": {word}'.encode()),
    "half of a JSON text": lambda word, latin: (_JSON, json.dumps({"text": word})[:-2].encode()),
    "the same key twice": lambda word, latin: (_JSON, f'{{"{word}": 1, "{word}": 2}}'.encode()),
    "a bad escape": lambda word, latin: (_JSON, f'{{"text": "\\{latin}"}}'.encode()),
    "NaN": lambda word, latin: (_JSON, f'{{"text": "{word}", "{latin}": NaN}}'.encode()),
    "a number without end": lambda word, latin: (_JSON, b'{"%s": 1%s}' % (latin.encode(), b"0" * 5000)),
    "too deep": lambda word, latin: (_JSON, b"[" * 60_000 + f'"{word}"'.encode()),
    "too large": lambda word, latin: (_JSON, f'{{"text": "{word * 40_000}"}}'.encode()),
    "UTF-16": lambda word, latin: (_JSON, json.dumps({"text": word}, ensure_ascii=False).encode("utf-16")),
    "a broken byte": lambda word, latin: (_JSON, f'{{"text": "{word}'.encode() + b'\xff"}'),
    "a lone surrogate": lambda word, latin: (_JSON, f'{{"text": "{word} \\ud800"}}'.encode()),
    "NUL": lambda word, latin: (_JSON, f'{{"text": "{word} \\u0000"}}'.encode()),
    "a form": lambda word, latin: ({"Content-Type": b"application/x-www-form-urlencoded"}, f"text={quote(word)}".encode()),
    "a file": lambda word, latin: ({"Content-Type": f"multipart/form-data; boundary={latin}".encode()}, f"--{latin}\r\n\r\n{word}\r\n--{latin}--".encode()),
    "no type": lambda word, latin: ({}, json.dumps({"text": word}).encode()),
    "XML": lambda word, latin: ({"Content-Type": b"application/xml"}, f'<!DOCTYPE {latin} SYSTEM "{latin}"><{latin}>{word}</{latin}>'.encode()),
    "text alone": lambda word, latin: (_JSON, json.dumps(word).encode()),
    "compressed, it says": lambda word, latin: ({**_JSON, "Content-Encoding": b"gzip"}, json.dumps({"text": word}).encode()),
}  # fmt: skip
PATHS = (
    "/{word}", "/v1/{word}", "/v1/tag/{word}", "/static/{word}.js", "/static/../{word}",
    "/static/i18n/{word}.json", "/v1/cases/{word}/history", "/%00{word}", "//{word}//",
    "/v1/labels?lang={word}", "/health/ready?{word}={word}", "/metrics?{word}", "/?next={word}",
)  # fmt: skip


def raw_requests(latin: str, word: str) -> Iterator[tuple[str, bytes]]:
    """Yield what is no proper HTTP: kind and bytes."""
    host = b"Host: 127.0.0.1\r\n"
    plain, other = latin.encode(), word.encode()
    yield "a line that is no request", plain + b" " + other + b"\r\n\r\n"
    yield "a method of its own", plain.upper() + b" /v1/tag HTTP/1.1\r\n" + host + b"\r\n"
    yield "a path that is not encoded", b"GET /v1/" + other + b" HTTP/1.1\r\n" + host + b"\r\n"
    yield "a host of its own", b"GET /health/live HTTP/1.1\r\nHost: " + plain + b"\r\n\r\n"
    yield "a header without a colon", b"GET / HTTP/1.1\r\n" + host + plain + b"\r\n\r\n"
    yield "a header that is no ASCII", b"GET / HTTP/1.1\r\n" + host + b"X: " + other + b"\r\n\r\n"
    yield (
        "a length that is a word",
        (b"POST /v1/tag HTTP/1.1\r\n" + host + b"Content-Length: " + plain + b"\r\n\r\n" + other),
    )
    yield (
        "a chunk that is a word",
        (b"POST /v1/tag HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n" + plain),
    )
    yield (
        "a body that breaks off",
        (
            b"POST /v1/tag HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\n"
            b"Content-Length: 5000\r\n\r\n" + b'{"text": "' + other
        ),
    )
    yield (
        "an upgrade",
        (b"GET / HTTP/1.1\r\n" + host + b"Connection: upgrade\r\nUpgrade: " + plain + b"\r\n\r\n"),
    )
