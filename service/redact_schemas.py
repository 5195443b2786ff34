"""What goes over the wire when somebody wants a redaction and nothing else."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from models.placeholder_styles import PlaceholderStyle, RedactedNarrative
from service.schemas import AnswerBody, IdentifierBody, ModelBody, NarrativeText

# What every JSON reader can hold exactly.
MAX_SEED = 2**53 - 1


class RedactRequest(BaseModel):
    """One narrative, and what is to stand where its identifiers were."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    text: NarrativeText = Field(description="The narrative. It is not stored and not logged.")
    placeholders: PlaceholderStyle = Field(
        PlaceholderStyle.NUMBERED,
        description="[PERSON_1], [PERSON], or invented substitutes (for training data only).",
    )
    seed: Annotated[int, Field(strict=True, ge=0, le=MAX_SEED)] | None = Field(
        None,
        description="For realistic: the same seed invents the same; otherwise chance decides.",
    )


class RedactedBody(AnswerBody):
    """The redacted narrative; `placeholder` of an identifier is what replaced it."""

    language: str
    redacted_text: str
    identifiers: list[IdentifierBody]
    placeholders: PlaceholderStyle
    warnings: list[str]
    model: ModelBody


def to_redacted_body(redacted: RedactedNarrative, style: PlaceholderStyle) -> dict[str, Any]:
    """Return a redacted narrative as the JSON that every door gives."""
    return {
        "language": redacted.language,
        "redacted_text": redacted.text,
        "identifiers": [
            {
                "start": found.start,
                "end": found.end,
                "type": found.type,
                "placeholder": found.placeholder,
            }
            for found in redacted.identifiers
        ],
        "placeholders": style.value,
        "warnings": list(redacted.warnings),
        "model": {"version": redacted.model_version},
    }
