"""Give every person of a narrative another name, in the same form, everywhere in it."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.inflection import NO_FORMS, NOMINATIVE, read_varieties
from models.name_lists import NameForm, NameLists, variety_of
from models.types import Entity
from training.augmentation_config import AugmentationConfig, read_augmentation_config
from training.name_lists import read_name_lists
from training.romanization import draw_letters, romanize
from training.text_edits import Edit, apply_edits

WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘`][^\W\d_]+)*")
MIN_NAMES_TO_BLEND = 20  # of fewer the same halves would come again and again
SAME_STEM_SHARE = 0.6  # of the longer word's letters; "Гүлнара" and "Гүлнараның" are one name


def swap_names(
    text: str,
    entities: Sequence[Entity],
    lang: str,
    rng: random.Random,
    lists: Mapping[str, NameLists] | None = None,
) -> tuple[str, list[Entity]]:
    """Swap the names of all persons; the same name gets the same new one.

    The new name is of the same language, script, kind and gender where these can be told,
    and stands in the same case. Titles inside a name stay; initials get another letter.

    Args:
        text: The narrative.
        entities: Its entities; those that are no persons only move.
        lang: Code of the narrative's language.
        rng: The only source of chance.
        lists: Name lists by variety; the project's own if not given.

    Returns:
        The new text, and as many entities as before at their new places.
    """
    swap = _Swap(lang, rng, read_name_lists() if lists is None else lists)
    edits: list[Edit] = []
    for entity in sorted(entities):
        if entity.label == "PERSON":
            edits += swap.edits(text, entity)
    return apply_edits(text, entities, edits)


@dataclass
class _Swap:
    """The new names of one narrative."""

    lang: str
    rng: random.Random
    lists: Mapping[str, NameLists]
    config: AugmentationConfig = field(default_factory=read_augmentation_config)
    new_names: dict[str, NameForm] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)

    def edits(self, text: str, entity: Entity) -> list[Edit]:
        """Return the changes of one mention."""
        mention = text[entity.start : entity.end]
        words = [word for word in WORD.finditer(mention) if not _is_suffix(mention, word)]
        variety = variety_of(self.lang, mention)
        case = self._draw_case(variety)
        gender = self._gender(variety, [word.group() for word in words])
        edits = []
        for index, word in enumerate(words):
            is_last = index == len(words) - 1
            has_case = is_last or read_varieties().get(variety, NO_FORMS).has_agreement
            new = self._swap_word(
                word.group(), variety, gender, index, case if has_case else NOMINATIVE
            )
            if new != word.group():
                edits.append(Edit(entity.start + word.start(), entity.start + word.end(), new))
        return edits

    def _draw_case(self, variety: str) -> str:
        cases = tuple(read_varieties().get(variety, NO_FORMS).cases)
        if cases and self.rng.random() < self.config.rates["inflect_unknown"]:
            return self.rng.choice(cases)
        return NOMINATIVE

    def _gender(self, variety: str, words: Sequence[str]) -> str:
        lists = self.lists.get(variety)
        found = [lists.find(word) for word in words] if lists else []
        kinds = [form.kind for form in found if form]
        kinds += filter(None, (self.config.kind_by_ending(word) for word in words))
        genders = [kind.partition("_")[2] for kind in kinds]
        return genders[0] if genders else self.rng.choice(("male", "female"))

    def _swap_word(self, word: str, variety: str, gender: str, index: int, case: str) -> str:
        if word.lower() in self.config.kept_words:
            return word
        if len(word) == 1:
            return self._swap_initial(word, variety, gender)
        lists = self.lists.get(variety)
        form = lists.find(word) if lists else None
        if form is None:
            form = NameForm(word, self._kind(word, gender, index), case)
        new = self._new_name(form, variety)
        inflected = read_varieties().get(variety, NO_FORMS).inflect(new.name, form.case, new.kind)
        return _like(word, inflected)

    def _swap_initial(self, letter: str, variety: str, gender: str) -> str:
        drawn = self._draw(f"first_{gender}", variety)
        return _like(letter, drawn[0]) if drawn else letter

    def _kind(self, word: str, gender: str, index: int) -> str:
        by_ending = self.config.kind_by_ending(word)
        return by_ending or (f"first_{gender}" if index == 0 else f"last_{gender}")

    def _new_name(self, form: NameForm, variety: str) -> NameForm:
        key = self._key(form.name.casefold())
        if key not in self.new_names:
            drawn = self._draw(form.kind, variety) or form.name
            self.new_names[key] = NameForm(drawn, form.kind, NOMINATIVE)
        return self.new_names[key]

    def _key(self, name: str) -> str:
        """Return the name met before that this is a form of, or the name."""
        for known in self.new_names:
            shared = len(_common_prefix(known, name))
            if shared >= 3 and shared >= SAME_STEM_SHARE * max(len(known), len(name)):
                return known
        return name

    def _draw(self, kind: str, variety: str) -> str | None:
        own = self.lists.get(variety)
        rates, rng = self.config.rates, self.rng
        if own and kind.startswith("first") and rng.random() < rates["word_name"]:
            name = own.draw_common_word(kind, rng)
            if name:
                return name
        others = [other for other in self.config.mixture.get(variety, ()) if other in self.lists]
        # English narratives are about people of the whole region.
        is_foreign = variety.startswith("en-") or rng.random() < rates["foreign_name"]
        if others and (is_foreign or own is None):
            source = rng.choice(others)
            name = self.lists[source].draw(kind, rng)
            if name:
                return name if source[-4:] == variety[-4:] else self._romanize(name, source)
        return self._draw_own(kind, own) if own else None

    def _draw_own(self, kind: str, own: NameLists) -> str | None:
        """Return a name of a list, or a new one of two halves: no list has all names."""
        name, other = own.draw(kind, self.rng), own.draw(kind, self.rng)
        is_blend = self.rng.random() < self.config.rates["blended_name"]
        if name and other and is_blend and len(own.names[kind]) >= MIN_NAMES_TO_BLEND:
            return name[: len(name) // 2] + other[len(other) // 2 :]
        return name

    def _romanize(self, name: str, source: str) -> str:
        if not self.letters:
            self.letters.update(draw_letters(source[:-5], self.rng))
        return romanize(name, self.letters).capitalize()


def _is_suffix(mention: str, word: re.Match[str]) -> bool:
    """Tell whether a word is only a case ending hung on an initial: "Л-ва"."""
    is_hung = mention[word.start() - 1 : word.start()] == "-"
    return is_hung and len(word.group()) <= 3 and not word.group().istitle()


def _like(word: str, new: str) -> str:
    """Return the new word in the old one's capitals or small letters."""
    if word.islower():
        return new.lower()
    return new.upper() if len(word) > 1 and word.isupper() else new


def _common_prefix(one: str, other: str) -> str:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return one[:length]
