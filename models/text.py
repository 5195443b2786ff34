"""Bring a narrative into the form every worker expects, and keep the way back to what was typed.

What is taken out are characters nobody sees: a zero-width space inside a name would hide the name.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from models.errors import (
    NarrativeEmptyError,
    NarrativeEncodingError,
    NarrativeTooLongError,
    SpanError,
)
from models.types import Span

MAX_CHARACTERS = 20_000  # of a narrative, in code points

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_LINE_END = "\r\v\f\x85\u2028\u2029"
# Control and format characters and blanks without width; tab and line feed stay.
_INVISIBLE = (
    "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_REWRITTEN = re.compile(f"\r\n|[{_LINE_END}]|[{_INVISIBLE}]")
# Grave and acute that stand alone after composing: dictionaries and teachers mark stress so.
_STRESS = re.compile("[\u0300\u0301]")
# Emoji are put together with these; between letters they would split a word.
_EMOJI_JOINERS = "\u200d\ufe0f"
_LONGEST_JOIN = 4  # as many in a row as an emoji has, and more
_SYMBOLS = ("So", "Sk")
# Hangul vowels and final consonants join the syllable before them without being marks.
_HANGUL_JAMO = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A narrative without invisible characters, in Unicode form NFC, with LF line ends.

    Attributes:
        text: The narrative the workers read.
    """

    text: str
    _starts: list[int] | None = field(default=None, repr=False)
    _ends: list[int] | None = field(default=None, repr=False)

    def to_original(self, start: int, end: int) -> Span:
        """Return the stretch of the submitted text behind a stretch of this one.

        Raises:
            SpanError: If the stretch is empty or outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise SpanError(f"Span {start}:{end} is empty or not in the text.")
        if self._starts is None or self._ends is None:
            return Span(start, end)
        return Span(self._starts[start], self._ends[end - 1])


def decode(data: bytes) -> str:
    """Read bytes as UTF-8, with or without a byte order mark.

    Raises:
        NarrativeEncodingError: If they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The cause holds the bytes, so it is not passed on.
        raise NarrativeEncodingError("The narrative is not UTF-8.") from None


def normalize(text: str, *, max_characters: int = MAX_CHARACTERS) -> NormalizedText:
    """Bring a narrative into the form every worker expects.

    Stress marks are taken out with what nobody sees.

    Args:
        text: The narrative as submitted.
        max_characters: The most code points it may have.

    Raises:
        NarrativeTooLongError: If it has more code points.
        NarrativeEncodingError: If it holds NUL or half a surrogate pair.
        NarrativeEmptyError: If nothing visible is in it.
    """
    if len(text) > max_characters:
        raise NarrativeTooLongError(
            f"The narrative has {len(text)} characters; at most {max_characters} are allowed."
        )
    broken = _BROKEN.search(text)
    if broken:
        raise NarrativeEncodingError(
            f"The narrative holds a character that is no text, at position {broken.start()}."
        )
    normalized = NormalizedText(text)
    if (
        _REWRITTEN.search(text)
        or _STRESS.search(text)
        or not unicodedata.is_normalized("NFC", text)
    ):
        normalized = _without_stress(_compose(*_without_invisible(text)))
    if not normalized.text.strip():
        raise NarrativeEmptyError("The narrative is empty.")
    return normalized


def _without_stress(normalized: NormalizedText) -> NormalizedText:
    """Take out the stress marks that no letter has of its own: "Ивано́в" is "Иванов"."""
    text = normalized.text
    if not _STRESS.search(text):
        return normalized
    kept = [index for index, character in enumerate(text) if not _STRESS.match(character)]
    starts = normalized._starts or list(range(len(text)))
    ends = normalized._ends or list(range(1, len(text) + 1))
    return NormalizedText(
        "".join(text[index] for index in kept),
        [starts[index] for index in kept],
        [ends[index] for index in kept],
    )


def _without_invisible(text: str) -> tuple[str, list[int], list[int]]:
    """Take out what nobody sees and unify line ends; return where each character was."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    cursor = 0
    for rewritten in _REWRITTEN.finditer(text):
        start, end = rewritten.span()
        if _joins_emoji(text, start):
            continue
        pieces.append(text[cursor:start])
        starts.extend(range(cursor, start))
        ends.extend(range(cursor + 1, start + 1))
        if text[start] in _LINE_END:
            pieces.append("\n")
            starts.append(start)
            ends.append(end)
        cursor = end
    pieces.append(text[cursor:])
    starts.extend(range(cursor, len(text)))
    ends.extend(range(cursor + 1, len(text) + 1))
    return "".join(pieces), starts, ends


def _joins_emoji(text: str, position: int) -> bool:
    """Tell whether an invisible character follows a symbol and so belongs to an emoji."""
    if text[position] not in _EMOJI_JOINERS:
        return False
    before = text[max(0, position - _LONGEST_JOIN) : position].rstrip(_EMOJI_JOINERS)
    return bool(before) and unicodedata.category(before[-1]) in _SYMBOLS


def _compose(text: str, starts: list[int], ends: list[int]) -> NormalizedText:
    """Put letters and their marks together (NFC), piece by piece so that places stay known."""
    if unicodedata.is_normalized("NFC", text):
        return NormalizedText(text, starts, ends)
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    for start, end in _clusters(text):
        piece = text[start:end]
        composed = unicodedata.normalize("NFC", piece)
        if composed == piece:
            new_starts.extend(starts[start:end])
            new_ends.extend(ends[start:end])
        else:
            new_starts.extend([starts[start]] * len(composed))
            new_ends.extend([ends[end - 1]] * len(composed))
        pieces.append(composed)
    return NormalizedText("".join(pieces), new_starts, new_ends)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut a text into pieces whose composed forms, joined, are the composed text."""
    borders = [
        index for index, character in enumerate(text) if index and _starts_cluster(character)
    ]
    return list(zip([0, *borders], [*borders, len(text)], strict=True))


def _starts_cluster(character: str) -> bool:
    """Tell whether a character never composes with the one before it."""
    if character < "\u0300":
        return True
    return unicodedata.category(character)[0] != "M" and ord(character) not in _HANGUL_JAMO
