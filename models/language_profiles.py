"""What tells one language from another, read from labels/languages.yaml."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from models.label_sets import LABELS_FOLDER
from models.yaml_nodes import YamlMapping, YamlNode, read_yaml

LANGUAGES_FILE = LABELS_FOLDER / "languages.yaml"


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the score; the file says what each is for."""

    floor: float
    words: float
    cues: float
    unsupported_score: float
    unsupported_words: float
    uncertain_below: float
    sample_characters: int


@dataclass(frozen=True, slots=True)
class Profile:
    """How a language, or a group of languages, is recognised.

    Attributes:
        code: ISO 639 code, or the group's id.
        names: Its name in English ("en") and in itself ("native"; groups have none).
        scripts: Scripts it is written in.
        model_codes: The codes under which the fastText model knows it.
        words: Its commonest small words.
        cues: Letters or letter groups that tell it.
    """

    code: str
    names: Mapping[str, str]
    scripts: frozenset[str]
    model_codes: tuple[str, ...]
    words: frozenset[str]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A language that is told from the others of its group.

    Attributes:
        code: ISO 639 code.
        names: Its name in English ("en") and in itself ("native").
        scripts: Scripts it is written in.
        spelling: Which spelling of the group it uses.
        words: Pattern of words of its own.
    """

    code: str
    names: Mapping[str, str]
    scripts: frozenset[str]
    spelling: str
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Languages so close that they are told apart only by spelling and some words."""

    spellings: Mapping[str, re.Pattern[str]]
    members: tuple[Member, ...]

    def member(self, words: Iterable[str], script: str) -> str:
        """Return the code of the member that fits the words best; the first listed wins a tie."""
        known = list(words)
        counts = {spelling: _count(fits, known) for spelling, fits in self.spellings.items()}
        candidates = [member for member in self.members if script in member.scripts]
        own = {member.code: _count(member.words, known) for member in candidates}
        return max(candidates, key=lambda m: counts[m.spelling] + own[m.code]).code


@dataclass(frozen=True)
class LanguageProfiles:
    """Everything labels/languages.yaml says.

    Attributes:
        weights: The numbers of the score.
        scripts: Pattern of the letters of each script.
        languages: Languages of the narratives.
        groups: Groups of languages of the narratives, by id.
        group_profiles: How each group is recognised.
        unsupported: Languages that look like one of ours.
    """

    weights: Weights
    scripts: Mapping[str, re.Pattern[str]]
    languages: tuple[Profile, ...]
    groups: Mapping[str, Group]
    group_profiles: tuple[Profile, ...]
    unsupported: tuple[Profile, ...]

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Names of every supported language, by code."""
        members = (member for group in self.groups.values() for member in group.members)
        names = {language.code: language.names for language in self.languages}
        return names | {member.code: member.names for member in members}

    @cached_property
    def candidates(self) -> tuple[Profile, ...]:
        """All languages and groups that have a profile."""
        return (*self.languages, *self.group_profiles, *self.unsupported)

    @cached_property
    def listed(self) -> frozenset[str]:
        """The fastText codes that belong to a profile."""
        return frozenset(code for profile in self.candidates for code in profile.model_codes)

    @cached_property
    def _profiles_by_word(self) -> Mapping[str, tuple[str, ...]]:
        """Return the codes each common word speaks for."""
        codes: dict[str, tuple[str, ...]] = {}
        for profile in self.candidates:
            for word in profile.words:
                codes[word] = (*codes.get(word, ()), profile.code)
        return codes

    def count_words(self, words: Iterable[str]) -> Counter[str]:
        """Count the common words of each profile among the words of a text."""
        by_word = self._profiles_by_word
        return Counter(code for word in words for code in by_word.get(word, ()))

    def main_script(self, words: Iterable[str]) -> str:
        """Return the script most letters are in, "" where it is none of ours."""
        text = "".join(words)
        counts = {script: len(letter.findall(text)) for script, letter in self.scripts.items()}
        others = len(text) - sum(counts.values())
        script = max(counts, key=counts.__getitem__)
        return script if counts[script] >= others else ""


def load_language_profiles(path: Path = LANGUAGES_FILE) -> LanguageProfiles:
    """Read the languages file.

    Raises:
        LabelError: If the file is damaged; the message has file and line.
    """
    file = read_yaml(path).mapping()
    letters = file.texts("scripts")
    scripts = frozenset(letters)
    groups = [(_profile(node, scripts), node.mapping()) for node in file.sequence("groups")]
    return LanguageProfiles(
        weights=_weights(file.need("weights")),
        scripts={script: re.compile(f"[{ranges}]") for script, ranges in letters.items()},
        languages=tuple(_profile(node, scripts) for node in file.need("languages").sequence()),
        groups={profile.code: _group(mapping, scripts) for profile, mapping in groups},
        group_profiles=tuple(profile for profile, _ in groups),
        unsupported=tuple(_profile(node, scripts) for node in file.sequence("unsupported")),
    )


def _weights(node: YamlNode) -> Weights:
    """Read the numbers of the score."""
    names = [weight.name for weight in fields(Weights)]
    mapping = node.mapping(frozenset(names))
    numbers = {name: mapping.number(name) for name in names}
    sample_characters = int(numbers.pop("sample_characters"))
    return Weights(**numbers, sample_characters=sample_characters)


def _profile(node: YamlNode, scripts: frozenset[str]) -> Profile:
    """Read how one language is recognised."""
    language = node.mapping()
    return Profile(
        code=language.need("code").text(),
        names=MappingProxyType(language.texts("names")),
        scripts=_scripts(language, scripts),
        model_codes=tuple(code.text() for code in language.need("model_codes").sequence()),
        words=frozenset(language.text("words").split()),
        cues=tuple(language.text("cues").split()),
    )


def _group(mapping: YamlMapping, scripts: frozenset[str]) -> Group:
    """Read how the languages of a group are told apart."""
    spellings = {name: _word_pattern(text) for name, text in mapping.texts("spellings").items()}
    members = []
    for node in mapping.need("members").sequence():
        member = node.mapping()
        if member.need("spelling").text() not in spellings:
            raise member.need("spelling").error("this spelling is not listed under 'spellings'.")
        members.append(
            Member(
                code=member.need("code").text(),
                names=MappingProxyType(member.texts("names")),
                scripts=_scripts(member, scripts),
                spelling=member.need("spelling").text(),
                words=_word_pattern(member.text("words")),
            )
        )
    return Group(MappingProxyType(spellings), tuple(members))


def _scripts(language: YamlMapping, known: frozenset[str]) -> frozenset[str]:
    """Read the scripts of a language."""
    nodes = language.need("scripts").sequence()
    for node in nodes:
        if node.text() not in known:
            raise node.error(f"unknown script '{node.text()}'.")
    return frozenset(node.text() for node in nodes)


def _word_pattern(text: str) -> re.Pattern[str]:
    """Return a pattern of whole words; a star in a word stands for any ending."""
    words = (re.escape(word).replace(r"\*", ".*") for word in text.split())
    return re.compile("|".join(words))


def _count(pattern: re.Pattern[str], words: list[str]) -> int:
    """Count the words a pattern fits."""
    return sum(1 for word in words if pattern.fullmatch(word))
