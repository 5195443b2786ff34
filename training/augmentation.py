"""Make more training narratives: other names, other ways of writing them.

Pure functions: the same text, entities and random state give the same result. Each takes
and returns a text and its entities, with every entity where it says.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence

from models.name_lists import NameLists, variety_of
from models.types import Entity
from training.augmentation_config import read_augmentation_config
from training.name_swapping import WORD, swap_names
from training.romanization import draw_letters, romanize_letter
from training.text_edits import Edit, apply_edits, map_letters

__all__ = ["augment", "swap_names"]

PERSON = "PERSON"
Annotated = tuple[str, list[Entity]]
Change = Callable[[str, Sequence[Entity], random.Random], Annotated]


def augment(
    text: str,
    entities: Sequence[Entity],
    lang: str,
    rng: random.Random,
    lists: Mapping[str, NameLists] | None = None,
) -> Annotated:
    """Return a changed copy of an annotated text, by the rates of configs/augmentation.yaml.

    Persons that are masked by a placeholder ("N", "***") are no entities in the copy.
    """
    rates = read_augmentation_config().rates
    current: Annotated = (text, list(entities))
    if rng.random() < rates["swap"]:
        current = swap_names(*current, lang, rng, lists)
    for name, change in CHANGES.items():
        if rng.random() < rates[name]:
            current = change(*current, rng)
    if rng.random() < rates["romanize"]:
        current = romanize_text(*current, lang, rng)
    return current


def mask_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Put placeholders in the place of some persons: such text must not look like a name."""
    masks = read_augmentation_config().masks
    masked = set(_some_persons(entities, rng))
    edits = [Edit(entity.start, entity.end, rng.choice(masks)) for entity in sorted(masked)]
    return apply_edits(text, [entity for entity in entities if entity not in masked], edits)


def redact_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Put numbered placeholders in the place of all identifiers, or of some persons.

    What was redacted is read again, whole or in part: names that are left must be found, and
    where none is left nothing must.
    """
    chosen = set(entities) if rng.random() < 0.5 else set(_some_persons(entities, rng))
    numbers: dict[str, dict[str, int]] = {}
    edits: list[Edit] = []
    for entity in sorted(chosen):
        known = numbers.setdefault(entity.label, {})
        number = known.setdefault(text[entity.start : entity.end].casefold(), len(known) + 1)
        edits.append(Edit(entity.start, entity.end, f"[{entity.label}_{number}]"))
    return apply_edits(text, [entity for entity in entities if entity not in chosen], edits)


def leave_patronymics(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Keep only the patronymic of some persons that have one."""
    config = read_augmentation_config()
    edits: list[Edit] = []
    for entity in _some_persons(entities, rng):
        words = list(WORD.finditer(text, entity.start, entity.end))
        kinds = [config.kind_by_ending(word.group()) or "" for word in words]
        places = [i for i, kind in enumerate(kinds) if kind.startswith("middle") and i > 0]
        if places:
            edits.append(Edit(entity.start, words[places[0]].start(), ""))
    return apply_edits(text, entities, edits)


def shorten_to_initials(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Write some first names or surnames as an initial."""
    edits: list[Edit] = []
    for entity in _some_persons(entities, rng):
        words = [w for w in WORD.finditer(text, entity.start, entity.end) if len(w.group()) > 2]
        if len(words) > 1:
            word = rng.choice(words)
            has_dot = text[word.end() : word.end() + 1] == "." or rng.random() < 0.2
            edits.append(Edit(word.start(), word.end(), word.group()[0] + "." * (not has_dot)))
    return apply_edits(text, entities, edits)


def glue_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Glue some names to the small-letter word before them: "врач:Иванова"."""
    glue = read_augmentation_config().glue
    edits = [
        Edit(entity.start - 1, entity.start, rng.choice(glue))
        for entity in _some_persons(entities, rng)
        if entity.start > 1 and text[entity.start - 1] == " " and text[entity.start - 2].islower()
    ]
    return apply_edits(text, entities, edits)


def mistype_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Drop, double or swap a letter in some names."""
    edits: list[Edit] = []
    for entity in _some_persons(entities, rng):
        words = [w for w in WORD.finditer(text, entity.start, entity.end) if len(w.group()) > 4]
        if words:
            word = rng.choice(words)
            edits.append(Edit(word.start(), word.end(), _mistype(word.group(), rng)))
    return apply_edits(text, entities, edits)


def _mistype(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return rng.choice(
        (before + after, before + letter * 2 + after, before + after[0] + letter + after[1:])
    )


def lower_text(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Write the whole narrative in small letters."""
    return map_letters(text, entities, _lower)


def lower_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Write some names in small letters."""
    return _rewrite(text, entities, _some_persons(entities, rng), _lower)


def upper_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Write some names in capitals."""
    return _rewrite(text, entities, _some_persons(entities, rng), _upper)


def upper_last_names(text: str, entities: Sequence[Entity], rng: random.Random) -> Annotated:
    """Write the last or first part of some names in capitals: "ИВАНОВ Иван"."""
    edits: list[Edit] = []
    for entity in _some_persons(entities, rng):
        words = list(WORD.finditer(text, entity.start, entity.end))
        if words:
            word = words[rng.choice((0, -1))]
            edits.append(Edit(word.start(), word.end(), _upper(word.group())))
    return apply_edits(text, entities, edits)


def romanize_text(
    text: str, entities: Sequence[Entity], lang: str, rng: random.Random
) -> Annotated:
    """Write the whole narrative in Latin letters, if it is not."""
    if variety_of(lang, text).endswith("Latn"):
        return text, list(entities)
    letters = draw_letters(lang, rng)
    return map_letters(text, entities, lambda letter: romanize_letter(letter, letters))


def _rewrite(
    text: str, entities: Sequence[Entity], chosen: Iterable[Entity], change: Callable[[str], str]
) -> Annotated:
    edits = [Edit(e.start, e.end, change(text[e.start : e.end])) for e in chosen]
    return apply_edits(text, entities, edits)


def _lower(word: str) -> str:
    # Python gives the Turkic dotted capital a small letter of two code points.
    return word.replace("İ", "i").lower()


def _upper(word: str) -> str:
    # Georgian has capitals in Unicode that nobody types.
    return word if any("ა" <= letter <= "ჿ" for letter in word) else word.upper()


def _some_persons(entities: Sequence[Entity], rng: random.Random) -> list[Entity]:
    share = read_augmentation_config().rates["mention_share"]
    persons = [entity for entity in sorted(entities) if entity.label == PERSON]
    return [entity for entity in persons if rng.random() < share]


CHANGES: Mapping[str, Change] = {
    "mask": mask_names,
    "patronymic_alone": leave_patronymics,
    "initials": shorten_to_initials,
    "typos": mistype_names,
    "glue": glue_names,
    "upper_last_names": upper_last_names,
    "upper_names": upper_names,
    "lower_names": lower_names,
    "lower_all": lower_text,
    # Last: a placeholder is not written in small letters.
    "redacted": redact_names,
}
