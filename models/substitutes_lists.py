"""The names that substitutes are drawn from, and the lists that fit a text.

They are a part of data/names (see the README there): invented by a language model, not
taken from any register.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from models.edges import APOSTROPHES
from models.name_lists import SCRIPTS, NameLists, variety_of
from models.resource_files import RESOURCES

SUBSTITUTE_NAMES_FILE = RESOURCES / "substitute_names.json"
NAME_WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")
# Where a language has no list in a script, names of its neighbours; else the script's own.
_NEIGHBOURS = MappingProxyType(
    {
        "bs-Cyrl": "sr-Cyrl",
        "cnr-Cyrl": "sr-Cyrl",
        "hr-Latn": "bs-Latn",
        "mk-Latn": "sr-Latn",
        "Cyrl": "ru-Cyrl",
        "Latn": "en-Latn",
        "Armn": "hy-Armn",
        "Geor": "ka-Geor",
    }
)


@cache
def read_substitute_names() -> Mapping[str, NameLists]:
    """Return the names by variety, such as "uz-Cyrl"."""
    contents = json.loads(SUBSTITUTE_NAMES_FILE.read_text(encoding="utf-8"))
    return {
        variety: NameLists(variety, {kind: tuple(names) for kind, names in by_kind.items()})
        for variety, by_kind in contents.items()
    }


def variety_for(language: str, words: str) -> str | None:
    """Return the variety whose names can stand for these words, None for other scripts."""
    if not any(pattern.search(words) for pattern in SCRIPTS.values()):
        return None
    variety = variety_of(language, words)
    script = variety[-4:]
    known = read_substitute_names()
    candidates = (variety, _NEIGHBOURS.get(variety, ""), _NEIGHBOURS[script])
    return next(candidate for candidate in candidates if candidate in known)
