"""Whose name a form can be, a man's or a woman's: Иванов and Ивановой are a couple.

A form that can be either says nothing. The words beside a name may: "у Иванова" is a man,
"Иванова сказала" a woman.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

from models.name_endings import AZERBAIJANI, SLAVIC
from models.name_tokens import NameToken
from models.resource_files import read_resource, read_words
from models.types import Span

WOMAN, MAN, UNKNOWN = "f", "m", ""
_REACH = 14
_WORD_BEFORE = re.compile(r"([^\W\d_][^\W\d_-]*)[ \u00a0]\Z")
_CLAUSE_START = re.compile(r"(?:\A|[.!?…:;,\n(«\"„“—–-])\s*\Z")
_VERB_BEHIND = re.compile(
    r"[ \u00a0](?:(?:не|ж|же|уже|потом|так) )?[а-яёіїє]{2,}?(лась|ла|лся|л)(?!\w)"
)
_NAME_ENDING = re.compile(r"[ая]\Z")
# Ukrainian shows a woman in the dative; "Гурова не задержали" a man as the object.
_WOMANS_DATIVE = re.compile(r"[оеє]вій\Z")
_SURNAME = re.compile(r"[оеё]ва\Z")
_PLURAL_BEHIND = re.compile(
    r"[ \u00a0](?:(?:не|уже|потом|так и не) )?[а-яёіїє]{2,}(?:ли|ют|ят)(?!\w)"
)


def gender_of(tokens: Iterable[NameToken], families: frozenset[str]) -> str:
    """Return the gender that the form of some word of a name shows, "" if none does.

    Args:
        tokens: The words of a mention.
        families: The families of endings the text can hold.
    """
    declined = SLAVIC if SLAVIC in families else AZERBAIJANI
    habits = ("always", declined if declined in families else "bare")
    for token in tokens:
        for habit in habits:
            for gender, pattern in _patterns(habit).items():
                if not token.is_initial and pattern.search(token.latin):
                    return gender
    return UNKNOWN


def is_womans_form(tokens: Iterable[NameToken]) -> bool:
    """Tell whether a form that may be either is rather a woman's name as it stands in a list."""
    return any(_either().search(token.latin) for token in tokens)


def gender_in_text(text: str, span: Span) -> str:
    """Return what Russian or Ukrainian words beside a name in -а say of its bearer."""
    name = text[span.start : span.end]
    if _WOMANS_DATIVE.search(name):
        return WOMAN
    if not _NAME_ENDING.search(name):
        return UNKNOWN
    before = text[max(0, span.start - _REACH) : span.start]
    word = _WORD_BEFORE.search(before)
    if word and word.group(1).lower() in _words("before_genitive"):
        return MAN
    if _SURNAME.search(name) and _PLURAL_BEHIND.match(text, span.end):
        return MAN
    verb = _VERB_BEHIND.match(text, span.end)
    if verb is None:
        return UNKNOWN
    if verb.group(1) in ("л", "лся"):
        return MAN
    is_subject = _CLAUSE_START.search(before) or (
        word is not None and word.group(1).lower() in _words("before_subject")
    )
    return WOMAN if is_subject else UNKNOWN


@cache
def _patterns(habit: str) -> Mapping[str, re.Pattern[str]]:
    genders = cast(Mapping[str, Mapping[str, list[str]]], read_resource("persons")["genders"])
    return {gender: re.compile("|".join(bodies)) for gender, bodies in genders[habit].items()}


@cache
def _either() -> re.Pattern[str]:
    return re.compile("|".join(cast(list[str], read_resource("persons")["either"])))


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(read_words("persons", section))
