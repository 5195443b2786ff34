"""The trained gazetteer: keys of place names, and the endings that may follow them.

A reference such as "KGp3CL" says country, kind of word, how sure it is alone, and the scripts
in which the name is written. `training.build_gazetteer` makes the files; nothing here is learned.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ArtifactError
from models.folding import Folding

GAZETTEER_FILE = "gazetteer.json.gz"
RULES_FILE = "rules.json"
_LONGEST_ENDING = 9
_SHORTEST_INFLECTED_STEM = 4
_ADJECTIVE_ENDINGS = ("aia", "oe")
CHAIN_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """What a word can stand for.

    Attributes:
        code: The country.
        kind: n name, d demonym, e people, p place, i institution, c currency, w weak clue.
        level: 3 hand-written or a country, 2 a large town, 1 a small one.
        scripts: Scripts the name is written in, out of L, C, G, A.
    """

    code: str
    kind: str
    level: int
    scripts: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word: the stem's length in the key, the case its ending shows."""

    reference: Reference
    stem: int
    case: str
    is_exact: bool


class Gazetteer:
    """Look up folded words, whole or inflected, alone or in a row."""

    def __init__(self, data: Mapping[str, Any], rules: Mapping[str, Any]) -> None:
        self.rules = rules
        self.folding = Folding(rules["folding"]["sequences"], rules["folding"]["letters"])
        self.countries: Mapping[str, str] = data["countries"]
        self.core: frozenset[str] = frozenset(data["core"])
        self.common: frozenset[str] = frozenset(data["common"])
        self._full: Mapping[str, str] = data["full"]
        self._cut: Mapping[str, str] = data["cut"]
        self.exact: Mapping[str, str] = data["exact"]
        self._chains: Mapping[str, list[list[str]]] = data["chains"]
        self._endings: Mapping[str, Mapping[str, Mapping[str, str]]] = rules["endings"]

    @classmethod
    def load(cls, folder: Path) -> "Gazetteer":
        """Read a built folder.

        Raises:
            ArtifactError: If a file is missing or damaged.
        """
        try:
            packed = gzip.decompress((folder / GAZETTEER_FILE).read_bytes())
            rules = json.loads((folder / RULES_FILE).read_text(encoding="utf-8"))
            return cls(json.loads(packed), rules)
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise ArtifactError(
                f"The gazetteer in {folder.name}/ is missing or damaged."
            ) from error

    def endings(self, script: str, language: str) -> Mapping[str, Mapping[str, str]]:
        """Return the endings of a token's script, and of the language where that helps."""
        name = f"{script}-{language}" if script == "L" else script
        return self._endings.get(name) or self._endings["other"]

    def readings(self, key: str, script: str, language: str) -> Iterator[Reading]:
        """Yield every reading of one folded word, the longest stem first."""
        for reference in references(self._full.get(key, "")):
            yield Reading(reference, len(key), "", is_exact=True)
        endings = self.endings(script, language)
        shortest = max(_SHORTEST_INFLECTED_STEM, len(key) - _LONGEST_ENDING)
        for length in range(len(key), shortest - 1, -1):
            yield from self._inflected(key, length, endings)

    def _inflected(
        self, key: str, length: int, endings: Mapping[str, Mapping[str, str]]
    ) -> Iterator[Reading]:
        stem, ending = key[:length], key[length:]
        for table, group in ((self._full, "full"), (self._cut, "cut")):
            packed = table.get(stem)
            if packed is None or (group == "full" and not ending):
                continue
            case = _case(endings[group], stem, ending)
            if case is not None:
                for reference in references(packed):
                    yield Reading(reference, length, case, is_exact=False)

    def chains(self, key: str) -> list[list[str]]:
        """Return the rows of words that may start with this one; the reference comes last."""
        return self._chains.get(key[:CHAIN_PREFIX], [])

    def inflects(self, word: str, key: str, script: str, language: str) -> str | None:
        """Tell whether a folded word is a form of a name's word, and the case it shows."""
        if word == key:
            return ""
        if len(word) < CHAIN_PREFIX or key[:2] != word[:2]:
            return None
        endings = self.endings(script, language)
        if key.startswith(word):
            case = _case(endings["full"], word, key[len(word) :])
            if case is not None:
                return case
        stem = cut_stem(word)
        if len(stem) >= CHAIN_PREFIX - 1 and stem != word and key.startswith(stem):
            return _case(endings["cut"], stem, key[len(stem) :])
        return None


def references(packed: str) -> Iterator[Reference]:
    """Unpack references such as "KGp3CL RUp2C"."""
    for reference in packed.split():
        yield Reference(reference[:2], reference[2], int(reference[3]), reference[4:])


def cut_stem(key: str) -> str:
    """Return a key without its last vowel, or without the ending of a long adjective."""
    for ending in _ADJECTIVE_ENDINGS:
        if key.endswith(ending):
            return key.removesuffix(ending)
    return key[:-1] if key.endswith(tuple("aeiou")) else key


def _case(endings: Mapping[str, str], stem: str, ending: str) -> str | None:
    """Return the case an ending shows, None when it is no ending.

    Folding merges doubled letters, so the ending may have lost its first one to the stem.
    """
    case = endings.get(ending)
    return endings.get(stem[-1] + ending) if case is None and ending else case
