"""The recogniser's tokenizer: spaCy's multi-language one, cut finer.

Documenters glue names to roles and numbers ("участк.Иванов", "врач:Иванов", "Саша98").
A name that shares its token with other words could only be found together with them.
"""

import spacy
from spacy.lang.char_classes import ALPHA_LOWER, ALPHA_UPPER
from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
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
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
    )


def create_blank() -> Language:
    """Return an empty multi-language pipeline with this tokenizer."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = create_tokenizer(nlp.vocab)
    return nlp
