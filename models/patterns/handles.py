"""Find account names: @name, links to profiles, and names announced by a word."""

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from models.patterns.keywords import fold, keyword_pattern
from models.resource_files import read_resource
from models.types import Entity

HANDLE = "HANDLE"
_AT_NAME = re.compile(r"(?<![\w.@])@\w(?:[\w.\-]*\w)?_*")
_ANNOUNCED = re.compile(
    r"\s?(?:[:=՝–—-]\s?)?[«\"'„“(]?(?P<name>(?=[\w.]*[a-zA-Z])[a-zA-Z0-9_.]{3,40}(?<![.])_*)"
)
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_PATH = r"/(?:@|joinchat/|in/|profile\.php\?id=|people/)?[\w.\-+@]+(?:/\d{5,})?"
_QUERY = r"(?:/?[?&#][\w=&%+@./-]*[\w=])?"
# Links that open an app, and names as Skype gives them.
_APP_LINK = re.compile(
    r"(?<!\w)(?:(?:tg|viber|whatsapp|skype)://[^\s,;)»\"]{2,200}|live:[\w.]{3,60}\w)"
)


def find_handles(text: str) -> Iterator[Entity]:
    """Yield account names with their @, or the whole link to a profile."""
    for match in _AT_NAME.finditer(text):
        yield Entity(match.start(), match.end(), HANDLE, "patterns")
    for match in _APP_LINK.finditer(text):
        yield Entity(match.start(), match.end(), HANDLE, "patterns")
    for match in _link_pattern().finditer(text):
        yield Entity(match.start(), match.end(), HANDLE, "patterns")
    for keyword in keyword_pattern("handles", "keywords").finditer(fold(text)):
        name = _ANNOUNCED.match(text, keyword.end())
        if name and not _PLAIN_WORD.fullmatch(name["name"]):
            yield Entity(name.start("name"), name.end("name"), HANDLE, "patterns")


@cache
def _link_pattern() -> re.Pattern[str]:
    hosts = "|".join(re.escape(host) for host in cast(list[str], read_resource("handles")["hosts"]))
    return re.compile(
        rf"(?<![\w@.])(?:https?://)?(?:www\.|m\.)?(?:{hosts}){_PATH}{_QUERY}", re.IGNORECASE
    )
