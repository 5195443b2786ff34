"""What a person corrects in the redaction of a narrative that is not stored yet."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.redaction_correction import RedactionCorrection

MAX_WORDS_CHARACTERS = 500
MAX_MARKED, MAX_RESTORED = 100, 300

# models.redactor.LABELS, written out for the API description; a test holds the two together.
IdentifierType = Literal[
    "PERSON", "HANDLE", "PHONE", "EMAIL", "ID_NUMBER", "ADDRESS", "PLATE", "DOB"
]
Words = Annotated[str, Field(min_length=1, max_length=MAX_WORDS_CHARACTERS, pattern=r"\S")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class MarkedWordsRequest(_Request):
    """Words of the narrative that identify somebody and were left in the redacted text."""

    words: Words
    type: IdentifierType


class CorrectionsRequest(_Request):
    """Corrections of the redaction, in words of the narrative; they are not logged."""

    redact: list[MarkedWordsRequest] = Field(
        default_factory=list,
        max_length=MAX_MARKED,
        description="Taken out wherever they stand, names in all their forms.",
    )
    restore: list[Words] = Field(
        default_factory=list,
        max_length=MAX_RESTORED,
        description="What was taken out and identifies nobody: exactly as the narrative has it.",
    )


def to_correction(request: CorrectionsRequest | None) -> RedactionCorrection | None:
    """Return what the pipeline is told; None where there is nothing to correct.

    Raises:
        NarrativeError: If some words are no text.
    """
    if request is None or not (request.redact or request.restore):
        return None
    return RedactionCorrection.of(
        [(one.words, one.type) for one in request.redact], request.restore
    )
