"""What a person says of a redaction before anything is kept: words to take out, words to show.

Corrections are words, not offsets: they stay right while the narrative is still being written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.propagation import PERSON, propagate
from models.redactor import merge
from models.text import normalize
from models.types import Entity

SOURCE = "person"


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words of a narrative that identify somebody, and the type of identifier they are."""

    words: str
    label: str


@dataclass(frozen=True, slots=True)
class RedactionCorrection:
    """All that a person corrects in the redaction of one narrative.

    Attributes:
        marked: Taken out wherever they stand, names in all their forms.
        restored: What was taken out and identifies nobody, each exactly as it stands in the text.
    """

    marked: tuple[MarkedWords, ...] = ()
    restored: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, marked: Iterable[tuple[str, str]], restored: Iterable[str]
    ) -> "RedactionCorrection":
        """Return the correction that some words as they were typed stand for.

        Args:
            marked: Pairs of words and label.
            restored: Words.

        Raises:
            NarrativeError: If some words are no text.
        """
        return cls(
            tuple(MarkedWords(normalize(words).text.strip(), label) for words, label in marked),
            frozenset(normalize(words).text for words in restored),
        )


def correct(text: str, entities: Iterable[Entity], correction: RedactionCorrection) -> list[Entity]:
    """Return what is to be redacted after a correction.

    What is marked goes, whatever was restored.
    """
    kept = [one for one in merge(text, entities) if _words(text, one) not in correction.restored]
    marked = merge(text, _marked(text, correction.marked))
    persons = [one for one in marked if one.label == PERSON]
    others = [
        one for one in propagate(text, persons) if _words(text, one) not in correction.restored
    ]
    return [*kept, *marked, *others]


def has_all_marked(narrative: str, correction: RedactionCorrection) -> bool:
    """Tell whether all marked words stand in a narrative, so that none is left by mistake.

    Raises:
        NarrativeError: If the narrative cannot be worked on.
    """
    if not correction.marked:
        return True
    text = normalize(narrative).text
    return all(any(_marked(text, [one])) for one in correction.marked)


def same_words(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield where words stand in a text, in small letters or capitals, over line ends too."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    if pattern:
        whole = rf"(?<!\w){pattern}(?!\w)"
        yield from (match.span() for match in re.finditer(whole, text, re.IGNORECASE))


def _marked(text: str, marked: Sequence[MarkedWords]) -> Iterator[Entity]:
    for one in marked:
        places = list(same_words(text, one.words))
        if not places and one.words:
            # A piece of a word: the redactor takes the whole word.
            found = re.finditer(re.escape(one.words), text, re.IGNORECASE)
            places = [match.span() for match in found]
        yield from (Entity(start, end, one.label, SOURCE) for start, end in places)


def _words(text: str, entity: Entity) -> str:
    return text[entity.start : entity.end]
