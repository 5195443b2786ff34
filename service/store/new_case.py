"""What is stored of one submission: redacted text, suggested tags, and nothing it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.types import RedactedText


@dataclass(frozen=True, slots=True)
class NewTag:
    """A label that the model suggests for a case."""

    facet: str
    label: str
    score: float | None
    evidence: Sequence[dict[str, int]] = ()
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is stored of one submission.

    Attributes:
        placeholders: [{"placeholder": "[PERSON_1]", "type": "PERSON"}]; no offsets: they would
            tell how long a name was.
        uncertainty: 0 (sure) to 1, the order of the review queue.
        is_override: The caller asked to store it although the redaction was not sure.
    """

    redacted_text: RedactedText
    language: str
    record_type: str
    model_version: str
    system: str = ""
    external_id: str | None = None
    placeholders: Sequence[dict[str, str]] = ()
    tags: Sequence[NewTag] = ()
    warnings: Sequence[str] = ()
    uncertainty: float = 0.0
    is_override: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The caller's key for one submission, and its body: kept as keyed hashes only."""

    key: str
    body: bytes
    expires_at: datetime
