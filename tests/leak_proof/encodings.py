"""The ways in which a piece of software may write a word down."""

import base64
import html
from collections.abc import Iterator
from urllib.parse import quote

# Code pages of our scripts that old libraries fall back to.
_CODE_PAGES = ("cp1251", "koi8-r", "cp1252")


def forms(word: str) -> list[str]:
    """Return a word as it was planted, in small letters, in capitals, and with one capital."""
    shapes = (word, word.lower(), word.upper(), word[:1].upper() + word[1:].lower())
    return list(dict.fromkeys(shapes))


def encoded(word: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each encoding and the bytes that a word becomes in it."""
    for form in forms(word):
        plain = form.encode()
        yield "utf-8", plain
        yield "utf-16-le", form.encode("utf-16-le")
        yield "utf-16-be", form.encode("utf-16-be")
        for aligned in _base64_pieces(plain):
            yield "base64", aligned
            if b"+" in aligned or b"/" in aligned:
                yield "base64url", aligned.translate(bytes.maketrans(b"+/", b"-_"))
        yield "hex", plain.hex().encode()
        yield "hex", plain.hex().upper().encode()
        if form.isascii():
            continue
        escaped = form.encode("ascii", "backslashreplace")
        yield "\\uXXXX", escaped
        # JSON and JavaScript also take capitals: \u0411 has none, ჺ has \u10FA.
        yield "\\uXXXX", escaped.upper().replace(b"\\U", b"\\u")
        yield "percent", quote(form).encode()
        yield "percent", quote(form).lower().encode()
        yield "bytes as Python shows them", repr(plain)[2:-1].encode()
        yield "HTML entities", form.encode("ascii", "xmlcharrefreplace")
        yield "HTML entities", "".join(f"&#x{ord(letter):x};" for letter in form).encode()
        yield "UTF-8 read as Latin-1", plain.decode("latin-1").encode()
        yield "punycode", form.lower().encode("punycode")
        for page in _CODE_PAGES:
            if _has(page, form):
                yield page, form.encode(page)


def folded(content: bytes) -> bytes:
    """Return the text in some bytes with all letters small, entities and all, as UTF-8."""
    text = content.decode("utf-8", "ignore")
    return (html.unescape(text) if "&" in text else text).casefold().encode()


def _base64_pieces(plain: bytes) -> Iterator[bytes]:
    """Yield the digits that depend on the word alone, at each of three places it may begin."""
    for shift, dirty in ((0, 0), (1, 2), (2, 3)):
        digits = base64.b64encode(bytes(shift) + plain)
        yield digits[dirty : (shift + len(plain)) * 8 // 6]


def _has(page: str, word: str) -> bool:
    try:
        word.encode(page)
    except UnicodeEncodeError:
        return False
    return True
