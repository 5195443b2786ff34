"""Read the word lists that lie beside the code in models/resources/."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

import yaml

# The C loader is ten times faster and reads the same; not every build of yaml has it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
RESOURCES = Path(__file__).parent / "resources"


@cache
def read_resource(name: str) -> Mapping[str, object]:
    """Return the content of models/resources/<name>.yaml, read once per process.

    Every value is a string: plain YAML would make a truth value of the word "on".
    """
    with (RESOURCES / f"{name}.yaml").open(encoding="utf-8") as stream:
        return cast(Mapping[str, object], yaml.load(stream, _LOADER))


def read_words(name: str, section: str) -> tuple[str, ...]:
    """Return all words of one section, whichever languages they are listed under."""
    words_by_language = cast(Mapping[str, list[str]], read_resource(name)[section])
    return tuple(dict.fromkeys(w for words in words_by_language.values() for w in words))
