"""Read JSON that means one thing only: UTF-8, no key said twice, no NaN."""

import json
from typing import NoReturn

from service.errors import DuplicateKeyError, InvalidJsonError, NotUtf8Error


def read_json(content: bytes) -> object:
    """Read a JSON text.

    Raises:
        NotUtf8Error: If the bytes are not UTF-8.
        InvalidJsonError: If the text is not JSON, or too deep or too large a number to read.
        DuplicateKeyError: If an object says the same key twice.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8Error(f"Byte {error.start} is not UTF-8. Send the text as UTF-8.") from None
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        # error.msg may quote a character, error.doc is the whole text.
        raise InvalidJsonError(f"Not JSON at character {error.pos}.") from None
    except RecursionError:
        raise InvalidJsonError("The JSON is nested too deeply.") from None
    except ValueError:
        raise InvalidJsonError("The JSON has a number that cannot be read.") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise DuplicateKeyError("A JSON object says the same key twice.")
    return values


def _refuse_constant(_constant: str) -> NoReturn:
    raise InvalidJsonError("NaN and Infinity are not JSON.")
