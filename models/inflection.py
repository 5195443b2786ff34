"""Put a name into a grammatical case, by the rules of resources/inflection.yaml.

Only for making up examples: a wrong form costs little, a missing one teaches nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from models.resource_files import RESOURCES

INFLECTION_FILE = RESOURCES / "inflection.yaml"

KIND_CODES = {
    "first_male": "fm",
    "first_female": "ff",
    "last_male": "lm",
    "last_female": "lf",
    "middle_male": "mm",
    "middle_female": "mf",
}
KINDS = tuple(KIND_CODES)
NOMINATIVE = "nominative"


@dataclass(frozen=True, slots=True)
class Rule:
    """One change at a name's end: what it ends in, letters cut, endings added by harmony."""

    ending: re.Pattern[str]
    cut: int
    added: tuple[str, ...]
    kinds: re.Pattern[str]

    def fits(self, name: str, kind: str) -> bool:
        """Tell whether the rule speaks of this name."""
        return bool(self.kinds.match(KIND_CODES[kind]) and self.ending.search(name.lower()))


@dataclass(frozen=True, slots=True)
class Variety:
    """The name forms of one language in one script.

    Attributes:
        has_agreement: Every part of a full name takes the case, not only the last.
    """

    has_agreement: bool
    harmony: tuple[re.Pattern[str], ...]
    cases: Mapping[str, tuple[Rule, ...]]
    derivations: Mapping[str, tuple[str, tuple[Rule, ...]]]

    def inflect(self, name: str, case: str, kind: str) -> str:
        """Return the name in a case; unchanged where no rule fits."""
        return self._apply(self.cases.get(case, ()), name, kind)

    def derive(self, name: str, kind: str, target: str) -> str | None:
        """Make a name of another kind, such as a patronymic of a father's name.

        Returns:
            The new name, or None if this kind is not made from that one here.
        """
        source, rules = self.derivations.get(target, ("", ()))
        return self._apply(rules, name, kind) if source == kind else None

    def _apply(self, rules: Sequence[Rule], name: str, kind: str) -> str:
        rule = next((rule for rule in rules if rule.fits(name, kind)), None)
        if rule is None:
            return name
        ending = rule.added[self._harmony_class(name) % len(rule.added)]
        return name[: len(name) - rule.cut] + ending

    def _harmony_class(self, name: str) -> int:
        matches = (i for i, pattern in enumerate(self.harmony) if pattern.search(name.lower()))
        return next(matches, 0)


NO_FORMS = Variety(False, (), {}, {})


@lru_cache(maxsize=1)
def read_varieties(path: Path = INFLECTION_FILE) -> dict[str, Variety]:
    """Read the inflection rules of every language and script, such as "sr-Cyrl"."""
    contents: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {variety: _parse(record) for variety, record in contents.items()}


def _parse(record: Mapping[str, Any]) -> Variety:
    classes: dict[str, str] = record.get("classes", {})
    return Variety(
        has_agreement=record.get("agreement", False),
        harmony=tuple(_ending(pattern, classes) for pattern in record.get("harmony", ())),
        cases={case: _rules(rules, classes) for case, rules in record.get("cases", {}).items()},
        derivations={
            target: (source, _rules(rules, classes))
            for target, (source, rules) in record.get("derive", {}).items()
        },
    )


def _rules(rows: Sequence[Sequence[Any]], classes: Mapping[str, str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(_ending(pattern, classes), cut, tuple(added.split("|")), re.compile(kinds))
        for pattern, cut, added, kinds in rows
    )


def _ending(pattern: str, classes: Mapping[str, str]) -> re.Pattern[str]:
    for name, letters in classes.items():
        pattern = re.sub(rf"(?<!\[)(?<!\[\^)<{name}>(?![^\[]*\])", f"[{letters}]", pattern)
        pattern = pattern.replace(f"<{name}>", letters)
    return re.compile(f"(?:{pattern})$")
