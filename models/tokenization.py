"""The recogniser's tokenizer: spaCy's multi-language one, cut finer.

Documenters glue names to roles and numbers ("участк.Иванов", "врач:Иванов", "Саша98").
A name that shares its token with other words could only be found together with them.
"""

import re
from collections.abc import Callable
from typing import Any

import spacy
from spacy.attrs import (  # type: ignore[import-not-found]
    IS_SPACE,
    LANG,
    LOWER,
    NORM,
    PREFIX,
    SHAPE,
    SUFFIX,
)
from spacy.lang.char_classes import ALPHA_LOWER, ALPHA_UPPER
from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry
from spacy.vocab import Vocab

LETTER = r"[^\W\d_]"

# Not in spaCy's own lists, or there only at one side of a word.
MARKS = (
    ":",
    "/",
    r"\\",
    "_",
    r"\+",
    "=",
    "#",
    "@",
    "№",
    r"\|",
    "~",
    "•",
    "–",
    "—",
    "−",
    "-",
    r"\*",
)
ARMENIAN_MARKS = ("։", "՝", "՜", "՛", "՞", "՚", "֊")

INFIXES = (
    rf"(?<={LETTER})[.,;!?()\[\]{{}}<>«»„“”\"&]+(?={LETTER}|\d)",
    rf"(?<=\d)[.,;!?()\[\]{{}}<>«»„“”\"&]+(?={LETTER})",
    rf"(?<=\d)(?={LETTER})",
    rf"(?<={LETTER})(?=\d)",
    rf"(?<=[{ALPHA_LOWER}])(?=[{ALPHA_UPPER}])",
    "|".join(MARKS),
    "|".join(ARMENIAN_MARKS),
)


STEM_CHARACTERS = 5  # enough to tell names apart, short enough to survive their case endings
PREFIX_CHARACTERS = 3
_USED_FEATURES = (LOWER, SUFFIX, SHAPE, IS_SPACE, LANG)
LONGEST_SUFFIX = 32  # the longest suffix rule, units and all, is far shorter


@registry.tokenizers("casetag.Tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer_factory() -> Callable[[Language], Tokenizer]:
    """Let a pipeline's config name this tokenizer."""
    return lambda nlp: create_tokenizer(nlp.vocab)


@registry.callbacks("casetag.NameFeatures.v1")  # type: ignore[untyped-decorator]
def create_name_features() -> Callable[[Language], Language]:
    """Let a pipeline's config name the word features; who loads it must import this module."""
    return set_name_features


def create_tokenizer(vocab: Vocab) -> Tokenizer:
    """Return the tokenizer that training and serving share.

    It has no exceptions and no address matching: "d.ivanov" must not become one token.
    """
    defaults = MultiLanguage.Defaults
    edges = (*MARKS, *ARMENIAN_MARKS)
    prefixes = (*(defaults.prefixes or ()), *edges)
    suffixes = (*(defaults.suffixes or ()), *edges, r"\.")
    infixes = (*(defaults.infixes or ()), *INFIXES)
    return Tokenizer(
        vocab,
        rules={},
        prefix_search=compile_prefix_regex(prefixes).match,
        suffix_search=_SuffixRule(compile_suffix_regex(suffixes)).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
    )


class _SuffixRule:
    """Looks for a suffix near the end only: a line of dots would be read whole each time.

    spaCy writes the tokenizer to disk by the `pattern` of the object its rule is bound to.
    """

    def __init__(self, suffix: re.Pattern[str]) -> None:
        self._suffix = suffix
        self.pattern = suffix.pattern

    def search(self, word: str) -> re.Match[str] | None:
        return self._suffix.search(word, max(0, len(word) - LONGEST_SUFFIX))


def set_name_features(nlp: Language) -> Language:
    """Let NORM be a word's stem and PREFIX its first letters, both in small letters.

    Names are open-ended and inflected: beginnings recur where whole forms do not.
    Of spaCy's other features only those that are used stay: words are forgotten after each
    narrative, so all features of all its words are worked out each time.
    """
    vocab: Any = nlp.vocab  # its type stubs leave the getters out
    getters = vocab.lex_attr_getters
    vocab.lex_attr_getters = {
        **{kind: getters[kind] for kind in _USED_FEATURES},
        NORM: lambda word: word.lower()[:STEM_CHARACTERS],
        PREFIX: lambda word: word.lower()[:PREFIX_CHARACTERS],
    }
    return nlp


def create_blank() -> Language:
    """Return an empty multi-language pipeline with this tokenizer and these features."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = create_tokenizer(nlp.vocab)
    return set_name_features(nlp)
