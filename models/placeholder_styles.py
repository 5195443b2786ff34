"""What stands in a redacted text where an identifier was: [PERSON_1], [PERSON], or an invention."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.substitutes import invent
from models.types import Identifier, Redaction

SUBSTITUTES_ARE_INVENTED = "substitutes_are_invented"
_SEED_BITS = 63


class PlaceholderStyle(StrEnum):
    """How identifiers are replaced."""

    NUMBERED = "numbered"
    TYPED = "typed"
    REALISTIC = "realistic"


@dataclass(frozen=True, slots=True)
class RedactedNarrative:
    """A narrative without its identifiers, for those who want nothing else.

    Attributes:
        language: Code of the language, "und" if there is nothing to tell it by.
        text: The redacted text. On purpose no `RedactedText`: nothing that takes only that, such
            as the store, takes a text with invented persons in it.
        identifiers: What was replaced, in places of the submitted text, and by what.
        warnings: Ids of labels/warnings.yaml: what to be careful about.
        model_version: Which trained models answered.
    """

    language: str
    text: str
    identifiers: tuple[Identifier, ...]
    warnings: tuple[str, ...]
    model_version: str


def restyle(
    text: str, redaction: Redaction, style: PlaceholderStyle, *, language: str, seed: int | None
) -> tuple[str, tuple[Identifier, ...]]:
    """Return a redaction in another style: the text, and its identifiers with what replaced them.

    Args:
        text: The text that was redacted.
        redaction: Its numbered redaction.
        style: The style asked for.
        language: Code of the text's language, for realistic substitutes.
        seed: Their only source of chance; a random one if None.
    """
    if style is PlaceholderStyle.NUMBERED:
        return redaction.text, redaction.identifiers
    if style is PlaceholderStyle.TYPED:
        written = [f"[{found.type}]" for found in redaction.identifiers]
    else:
        chosen = secrets.randbits(_SEED_BITS) if seed is None else seed
        written = invent(text, redaction.identifiers, language, chosen)
    identifiers = tuple(
        Identifier(found.start, found.end, found.type, replacement)
        for found, replacement in zip(redaction.identifiers, written, strict=True)
    )
    return _replace(text, identifiers), identifiers


def style_warnings(style: PlaceholderStyle) -> tuple[str, ...]:
    """Return what whoever reads a text of this style has to be told."""
    return (SUBSTITUTES_ARE_INVENTED,) if style is PlaceholderStyle.REALISTIC else ()


def _replace(text: str, identifiers: Sequence[Identifier]) -> str:
    pieces, position = [], 0
    for found in identifiers:
        pieces += [text[position : found.start], found.placeholder]
        position = found.end
    return "".join([*pieces, text[position:]])
