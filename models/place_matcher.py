"""Find the mentions of countries in a redacted narrative.

Every word is read in all possible ways; capitals, signs of place beside it and the other mentions
of the text decide which reading, if any, stands.
"""

from collections.abc import Iterator, Mapping

from models.folding import script_of
from models.gazetteer import Gazetteer, Reading, Reference, references
from models.mentions import Mention, Scene, longest
from models.namesakes import Namesakes
from models.place_words import Word, words_of
from models.word_sets import WordSet

_ACRONYM_TAIL = 6
_SHORTEST_ACRONYM = 3
_LOWER_TEXT_SHARE = 0.25
_NUMBER_REACH = 3
_SHORT_CURRENCY = 5
_SHORTEST_LOWER = 5
_SURE_OPENING = 7
_CASED_SCRIPTS = "LC"
_HEADING_MARKS = (",", ".", ":", ";", "\n", ")", "/")
_LANGUAGE_PREPOSITIONS = ("na", "po")
_LANGUAGE_CASE = "om"
_ADJECTIVE_STEM = "sk"
_PLACE_CASES = ("in", "from", "to")


class PlaceMatcher:
    """Find mentions by the gazetteer and settle what each stands for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        rules = gazetteer.rules
        self._never = frozenset(rules["never"])
        self._needs_cue = frozenset(rules["needs_cue"])
        self._silent: Mapping[str, list[str]] = rules["silent"]
        self._place_words = WordSet(rules["place_words"])
        self._numbers = WordSet(rules["number_words"])
        self._namesakes = Namesakes(gazetteer.core, rules["homes"])
        self._language_before = WordSet(rules["language_before"])
        self._language_after = WordSet(rules["language_after"])
        prepositions: Mapping[str, list[str]] = rules["prepositions"]
        self.prepositions = {
            word: case for case, words in reversed([*prepositions.items()]) for word in words
        }

    def scene(self, text: str, language: str) -> Scene:
        """Cut the text into words and find the mentions in it."""
        words = words_of(text)
        fold = self._gazetteer.folding.fold
        keys = [fold(word.text) for word in words]
        openers = [word for word in words if word.opens and word.text[0].isalpha()]
        capitals = sum(not word.text[0].islower() for word in openers)
        is_lower = capitals <= len(openers) * _LOWER_TEXT_SHARE
        scene = Scene(words, keys, [script_of(w.text) for w in words], language, is_lower)
        scene.mentions = self._namesakes.settle(longest(list(self._candidates(scene))), language)
        return scene

    def _candidates(self, scene: Scene) -> Iterator[Mention]:
        for index, key in enumerate(scene.keys):
            if key:
                yield from self._chains_at(scene, index)
                exact = self._exact_at(scene, index)
                if exact:
                    yield exact
                else:
                    yield from self._single_at(scene, index)

    def _exact_at(self, scene: Scene, index: int) -> Mention | None:
        """Find a form that counts as written, acronyms also with a lower-case ending."""
        text = scene.words[index].text
        packed = self._gazetteer.exact.get(text)
        if packed is None:
            head = text.rstrip("".join(filter(str.islower, text)))
            tail = len(text) - len(head)
            packed = self._gazetteer.exact.get(head) if 0 < tail <= _ACRONYM_TAIL else None
            if packed is None or not head.isupper() or len(head) < _SHORTEST_ACRONYM:
                return None
        return Mention(index, index, list(references(packed)), "", is_exact=True)

    def _chains_at(self, scene: Scene, index: int) -> Iterator[Mention]:
        following = scene.keys[index + 1][:2] if index + 1 < len(scene.keys) else None
        for row in self._gazetteer.chains(scene.keys[index]):
            # Inflection never reaches the first two letters: most rows end here.
            if row[1][:2] != following or index + len(row) - 2 >= len(scene.keys):
                continue
            *names, packed = row
            last = index + len(names) - 1
            cases = self._chain_cases(scene, index, names)
            if cases is None:
                continue
            found = [r for r in references(packed) if self._chain_stands(scene, index, last, r)]
            if found:
                exact = names == scene.keys[index : last + 1]
                yield Mention(index, last, found, cases, is_exact=exact)

    def _chain_cases(self, scene: Scene, index: int, names: list[str]) -> str | None:
        """Match a row of words; None when one does not fit, else the case the row shows."""
        case = ""
        for offset, name in enumerate(names):
            position = index + offset
            if offset and not _joins(scene.words[position].gap):
                return None
            shown = self._gazetteer.inflects(
                name, scene.keys[position], scene.scripts[position], scene.language
            )
            if shown is None:
                return None
            case = shown or case
        return case

    def _chain_stands(self, scene: Scene, first: int, last: int, reference: Reference) -> bool:
        if reference.kind in "icw":
            return script_of(scene.words[first].text) in reference.scripts
        length = sum(map(len, scene.keys[first : last + 1]))
        if not _fits_script(reference, scene.scripts[first], length):
            return False
        capitals = sum(_is_capital(word) for word in scene.words[first : last + 1])
        wanted = last - first + 1 if reference.level < 3 else 1
        return capitals >= wanted or (reference.level == 3 and scene.is_lower)

    def _single_at(self, scene: Scene, index: int) -> Iterator[Mention]:
        key = scene.keys[index]
        if key in self._never:
            return
        readings = self._gazetteer.readings(key, scene.scripts[index], scene.language)
        standing = [reading for reading in readings if self._stands(scene, index, reading)]
        if standing:
            weight = max(map(_weight, standing))
            best = [reading for reading in standing if _weight(reading) == weight]
            case = next((reading.case for reading in best if reading.case), "")
            found = list(dict.fromkeys(reading.reference for reading in best))
            yield Mention(index, index, found, case, best[0].is_exact)

    def _stands(self, scene: Scene, index: int, reading: Reading) -> bool:
        """Tell whether a reading is sure enough where it stands."""
        reference, key, word = reading.reference, scene.keys[index], scene.words[index]
        stem = key[: reading.stem]
        if stem in self._never or stem in self._silent.get(scene.language, ()):
            return False
        if reference.kind in "cw":
            return reference.kind == "w" or self._is_sum(scene, index, stem)
        if not _fits_script(reference, scene.scripts[index], len(stem)):
            return False
        capital = _is_capital(word) and not (word.opens and _has_case(word.text))
        is_common = scene.scripts[index] + key in self._gazetteer.common
        if reference.kind == "i":
            return capital or (len(stem) >= _SHORTEST_LOWER and not is_common)
        people = reference.kind in "de" or self._is_adjective(reading, stem)
        if people and self._is_language(scene, index):
            return False
        placed = reading.case in _PLACE_CASES or self.is_placed(scene, index)
        heading = reading.is_exact and reference.level == 3 and self._is_heading(scene, index)
        if reading.is_exact and not is_common and _is_capital(word) and _is_alone(scene, index):
            return True
        if heading and stem not in self._never:
            return _is_capital(word) or len(stem) > _SHORTEST_LOWER
        written = _is_capital(word) or scene.is_lower
        if stem in self._needs_cue and not (written and placed):
            return False
        if is_common and reference.kind in "np" and not self._is_adjective(reading, stem):
            return capital
        return self._is_sure(scene, reading, capital=capital, placed=placed, index=index)

    @staticmethod
    def _is_heading(scene: Scene, index: int) -> bool:
        """Tell whether a word stands alone at the head of the text, as a place and a date do."""
        if index > 0 or len(scene.words) == 1:
            return False
        return scene.words[1].gap[:1] in _HEADING_MARKS

    def _is_language(self, scene: Scene, index: int) -> bool:
        """Tell whether a people's adjective is the name of a language here."""
        before = scene.keys[index - 1] if index and not scene.words[index].opens else ""
        after = scene.keys[index + 1] if index + 1 < len(scene.keys) else ""
        if self._language_before.has(before) or self._language_after.has(after):
            return True
        return before in _LANGUAGE_PREPOSITIONS and scene.keys[index].endswith(_LANGUAGE_CASE)

    @staticmethod
    def _is_adjective(reading: Reading, stem: str) -> bool:
        """Tell whether a reading is the adjective of a known place: одеський, ошского."""
        is_one = reading.case == "adjective" or stem.endswith(_ADJECTIVE_STEM)
        return is_one and not reading.is_exact and reading.reference.level == 3

    def _is_sure(
        self, scene: Scene, reading: Reading, *, capital: bool, placed: bool, index: int
    ) -> bool:
        """Ask more of small towns, of short names and of names without a capital."""
        level, stem = reading.reference.level, reading.stem
        if not _is_capital(scene.words[index]):
            key = scene.keys[index][: reading.stem]
            if reading.reference.kind in "de" or self._is_adjective(reading, key):
                return stem >= _SHORTEST_LOWER - (reading.reference.kind in "de")
            if scene.is_lower and level == 3 and reading.is_exact:
                return stem >= _SHORTEST_LOWER - 1
            # In a text that writes names with capitals a lower-case form is a common word more
            # often than a town in some case: "через сорочку" is no Soroca.
            if not scene.is_lower and not reading.is_exact:
                return False
            wanted = _SHORTEST_LOWER + (level < 3) + (not scene.is_lower)
            return level > 1 and placed and stem >= wanted
        if level == 3:
            return stem >= _SHORTEST_LOWER - 1 or capital or placed
        is_core = reading.reference.code in self._gazetteer.core
        if level == 1 and not (placed or (reading.is_exact and is_core)):
            return False
        opening = reading.is_exact and stem >= _SURE_OPENING and is_core
        return stem >= _SHORTEST_LOWER and (capital or opening)

    def _is_sum(self, scene: Scene, index: int, stem: str) -> bool:
        """Tell whether a currency's word stands by a number; long ones need none."""
        if len(stem) > _SHORT_CURRENCY:
            return True
        near = range(max(0, index - _NUMBER_REACH), index)
        return any(
            scene.words[i].text[-1].isdigit() or self._numbers.has(scene.keys[i]) for i in near
        )

    def is_placed(self, scene: Scene, index: int) -> bool:
        """Tell whether a preposition of place or a word such as "city" stands beside."""
        before = scene.keys[index - 1] if index else ""
        after = scene.keys[index + 1] if index + 1 < len(scene.keys) else ""
        is_joined = bool(before) and not scene.words[index].opens
        if is_joined and (before in self.prepositions or self._place_words.has(before)):
            return True
        return bool(after) and self._place_words.has(after)


def _is_alone(scene: Scene, index: int) -> bool:
    """Tell whether a word stands by itself, as places do in notes: "Умань.", "…, Слуцк."."""
    word = scene.words[index]
    before = word.opens or word.gap.strip() == ","
    if not before or not _has_case(word.text):
        return False
    if index + 1 == len(scene.words) or scene.words[index + 1].opens:
        return True
    return not word.opens and scene.words[index + 1].gap.strip() == ","


def _joins(gap: str) -> bool:
    """Tell whether what stands between two words lets them be one name."""
    return len(gap) <= 2 and not gap.strip(" -‑–,.'’\u00a0\n")


def _is_capital(word: Word) -> bool:
    """Tell whether a word is written with a capital, or in a script that has none."""
    return not word.text[0].islower() or not _has_case(word.text)


def _has_case(text: str) -> bool:
    return script_of(text) != "G"


def _fits_script(reference: Reference, script: str, length: int) -> bool:
    """Tell whether a name may be written in this script: its own, or long enough to respell."""
    if script in reference.scripts:
        return True
    return script in _CASED_SCRIPTS and length >= (9 - reference.level)


def _weight(reading: Reading) -> int:
    """Weigh a reading: long stems first, but a known country or town before a small one."""
    return reading.stem + 2 * reading.reference.level + reading.is_exact
