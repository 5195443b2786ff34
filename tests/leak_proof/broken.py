"""Requests that are wrong from the ground up, each with a planted word in it."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

_JSON = {"Content-Type": b"application/json"}
_FORM = {"Content-Type": b"application/x-www-form-urlencoded"}
_XML = {"Content-Type": b"application/xml"}
_Parts = tuple[dict[str, bytes], bytes | str]
# Headers and body, with a word in any script and a Latin one.
_MAKERS: dict[str, Callable[[str, str], _Parts]] = {
    "no JSON": lambda word, latin: (_JSON, f'{{"text": {word}'),
    "half of a JSON text": lambda word, latin: (_JSON, json.dumps({"text": word})[:-2]),
    "the same key twice": lambda word, latin: (_JSON, f'{{"{word}": 1, "{word}": 2}}'),
    "a bad escape": lambda word, latin: (_JSON, f'{{"text": "\\{latin}"}}'),
    "NaN": lambda word, latin: (_JSON, f'{{"text": "{word}", "{latin}": NaN}}'),
    "a number without end": lambda word, latin: (_JSON, f'{{"{latin}": 1{"0" * 5000}}}'),
    "too deep": lambda word, latin: (_JSON, "[" * 60_000 + f'"{word}"'),
    "too large": lambda word, latin: (_JSON, f'{{"text": "{word * 40_000}"}}'),
    "UTF-16": lambda word, latin: (_JSON, f'{{"text": "{word}"}}'.encode("utf-16")),
    "a broken byte": lambda word, latin: (_JSON, f'{{"text": "{word}'.encode() + b'\xff"}'),
    "a lone surrogate": lambda word, latin: (_JSON, f'{{"text": "{word} \\ud800"}}'),
    "NUL": lambda word, latin: (_JSON, f'{{"text": "{word} \\u0000"}}'),
    "a form": lambda word, latin: (_FORM, f"text={quote(word)}"),
    "a file": lambda word, latin: (_multipart(latin), f"--{latin}\r\n\r\n{word}\r\n--{latin}--"),
    "no type": lambda word, latin: ({}, json.dumps({"text": word})),
    "XML": lambda word, latin: (_XML, f'<!DOCTYPE {latin} SYSTEM "{latin}"><a>{word}</a>'),
    "text alone": lambda word, latin: (_JSON, json.dumps(word)),
    "compressed, it says": lambda word, latin: (_JSON | {"Content-Encoding": b"gzip"}, word),
}
BODIES = tuple(_MAKERS)
PATHS = (
    "/{word}", "/v1/{word}", "/v1/tag/{word}", "/static/{word}.js", "/static/../{word}",
    "/static/i18n/{word}.json", "/v1/cases/{word}/history", "/%00{word}", "//{word}//",
    "/v1/labels?lang={word}", "/health/ready?{word}={word}", "/metrics?{word}", "/?next={word}",
)  # fmt: skip


def broken_body(kind: str, word: str, latin: str) -> tuple[dict[str, bytes], bytes]:
    """Return headers and body of one of `BODIES`."""
    headers, body = _MAKERS[kind](word, latin)
    return headers, body.encode() if isinstance(body, str) else body


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


def _multipart(boundary: str) -> dict[str, bytes]:
    return {"Content-Type": f"multipart/form-data; boundary={boundary}".encode()}
