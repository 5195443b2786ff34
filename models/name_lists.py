"""Names to draw from, by language, script and kind, and the forms they take.

A variety is a language in one script, such as "uz-Cyrl".
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.inflection import NO_FORMS, NOMINATIVE, read_varieties

# Script of a text by its first letter that is in one of these.
SCRIPTS = {
    "Cyrl": re.compile(r"[Ѐ-ԯ]"),
    "Armn": re.compile(r"[԰-֏]"),
    "Geor": re.compile(r"[Ⴀ-ჿ]"),
    "Latn": re.compile(r"[A-Za-zÀ-ɏ]"),
}


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as found in a text: its kind, and the case it stands in."""

    name: str
    kind: str
    case: str


@dataclass(frozen=True, slots=True)
class NameLists:
    """Names of one variety by kind, and every form they take."""

    variety: str
    names: Mapping[str, tuple[str, ...]]
    common_words: frozenset[str] = frozenset()
    _forms: dict[str, NameForm] = field(default_factory=dict, repr=False)

    def draw(self, kind: str, rng: random.Random) -> str | None:
        """Return a name of a kind, or None if there is none."""
        names = self.names.get(kind, ())
        return rng.choice(names) if names else None

    def draw_common_word(self, kind: str, rng: random.Random) -> str | None:
        """Return a name of a kind that is a common word too, or None if there is none."""
        names = [name for name in self.names.get(kind, ()) if name in self.common_words]
        return rng.choice(names) if names else None

    def find(self, form: str) -> NameForm | None:
        """Return the name that has this form, the nominative before other cases."""
        if not self._forms:
            self._forms.update(_index(self))
        return self._forms.get(form.casefold())


def _index(lists: NameLists) -> dict[str, NameForm]:
    variety = read_varieties().get(lists.variety, NO_FORMS)
    forms: dict[str, NameForm] = {}
    for case in (NOMINATIVE, *variety.cases):
        for kind, names in lists.names.items():
            for name in names:
                form = variety.inflect(name, case, kind).casefold()
                forms.setdefault(form, NameForm(name, kind, case))
    return forms


def variety_of(lang: str, text: str) -> str:
    """Name the language and the script most letters of a text are in."""
    counts = {script: len(pattern.findall(text)) for script, pattern in SCRIPTS.items()}
    return f"{lang}-{max(counts, key=lambda script: counts[script])}"
