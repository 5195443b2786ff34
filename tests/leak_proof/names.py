"""Names that nobody has: each has a core of eleven letters that occurs once in a whole run.

The core is made of syllables, so that the name looks like one; around it are the endings of the
language, before it a given name of data/names. A hit is therefore the leak of one known name.
"""

import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

NAMES_FOLDER = Path(__file__).parents[2] / "data" / "names"
SYLLABLES = 5
# No letter of these has an accent that could be written as a letter of its own.
_LETTERS = {
    "Latn": ("bdgklmnprstvz", "aeiou"),
    "Cyrl": ("бдгзклмнпрств", "аеиоу"),
    "Geor": ("ბდგზკლმნპრსტვ", "აეიოუ"),
    "Armn": ("բդգզկլմնպրստվ", "աեիօ"),
}
_SURNAME_ENDINGS = {
    "ru": ("ов", "ев", "ин"), "uk": ("енко", "чук", "ський"), "ro": ("escu", "eanu", "aru"),
    "kk": ("ов", "ев", "баев"), "ky": ("ов", "баев", "бекова"), "uz-Latn": ("ov", "yev", "ova"),
    "uz-Cyrl": ("ов", "ев", "ова"), "tg": ("зода", "ов", "ова"), "hy": ("յան", "նյան"),
    "az": ("ov", "zadə", "ova"), "ka": ("შვილი", "ძე", "ია"), "sq": ("aj", "i", "shi"),
    "bs": ("ović", "ić"), "sr-Latn": ("ović", "ić"), "sr-Cyrl": ("овић", "ић"),
    "cnr": ("ović", "ević"), "mk": ("ски", "овски", "евска"), "en": ("son", "ley", "man"),
}  # fmt: skip
LANGUAGES = tuple(_SURNAME_ENDINGS)


@dataclass(frozen=True)
class Name:
    """A planted name.

    Attributes:
        core: What is searched for.
        surname: The core with an ending.
        full: With a given name before it.
    """

    core: str
    surname: str
    full: str


@dataclass
class NameMaker:
    """Makes names, none twice; the same seed makes the same names."""

    seed: int
    _chance: random.Random = field(init=False)
    _made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin the sequence."""
        self._chance = random.Random(self.seed)

    def core(self, script: str = "Latn") -> str:
        """Return a word of small letters that was not made before."""
        consonants, vowels = _LETTERS[script]
        while True:
            word = "".join(
                self._chance.choice(consonants) + self._chance.choice(vowels)
                for _ in range(SYLLABLES)
            ) + self._chance.choice(consonants)
            if word not in self._made:
                self._made.add(word)
                return word

    def name(self, language: str, script: str | None = None) -> Name:
        """Return a name of a language, in its script or in another."""
        listed = _listed(language)
        core = self.core(script or listed["script"])
        ending = self._chance.choice(_SURNAME_ENDINGS[language]) if script is None else ""
        given = self._chance.choice(listed["given_female"] + listed["given_male"])
        surname = core.capitalize() + ending
        # Georgian has capitals only for words written in capitals throughout.
        surname = core + ending if listed["script"] == "Geor" and script is None else surname
        return Name(core, surname, f"{given} {surname}")


@cache
def _listed(language: str) -> dict[str, list[str]]:
    content: dict[str, list[str]] = yaml.safe_load(
        (NAMES_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    )
    return content
