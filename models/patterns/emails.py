"""Find e-mail addresses, also those written with (at) or [собака]."""

import re
from collections.abc import Iterator
from functools import cache

from models.resource_files import read_words
from models.types import Entity

EMAIL = "EMAIL"
_NAME = r"(?<![\w.+-])[\w.+\-]{1,64}"
_HOST = r"[^\W_](?:[\w\-]*[^\W_])?(?:\.[^\W_](?:[\w\-]*[^\W_])?)+"
_LABEL = r"[^\W_][\w\-]{0,62}"
_EMAIL = re.compile(rf"{_NAME}@{_HOST}")


def find_emails(text: str) -> Iterator[Entity]:
    """Yield e-mail addresses; a suffix behind a hyphen may be taken with the host."""
    for pattern in (_EMAIL, _spelled_pattern()):
        for match in pattern.finditer(text):
            yield Entity(match.start(), match.end(), EMAIL, "patterns")


@cache
def _spelled_pattern() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in read_words("emails", "at_signs"))
    dots = "|".join(re.escape(dot) for dot in read_words("emails", "dots"))
    host = rf"{_LABEL}(?:\s?(?:{dots})\s?{_LABEL}){{1,3}}"
    return re.compile(rf"{_NAME}\s?(?:(?:{signs}|@)\s?{host}|(?:{signs})\s?{_HOST})", re.IGNORECASE)
