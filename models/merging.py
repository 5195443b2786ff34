"""The one step that decides which candidates of the recogniser's sources are redacted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from spacy.tokens import Doc, Span

from models.token_head import SCORES
from models.types import Entity

PERSON_COLUMN = 0  # PERSON is the token head's first output


@dataclass(frozen=True, slots=True)
class MergeSettings:
    """What each source must bring along; chosen on dev by `training.calibrate_recognizer`.

    Attributes:
        encoder_floor: Source to the token-head score of PERSON that at least one token of its
            candidates needs. 0 takes every candidate; a source that is not named is taken whole.
        place_floor: The same for candidates that are the name of a known place: below it the
            place stays, because the country is read from it.
    """

    encoder_floor: Mapping[str, float] = field(default_factory=dict)
    place_floor: float = 0.0


def no_place(_text: str) -> bool:
    """Know no places."""
    return False


def merge_sources(
    doc: Doc, settings: MergeSettings, is_place: Callable[[str], bool] = no_place
) -> list[Entity]:
    """Return the union of what the sources found, less what the encoder clearly denies."""
    scores = doc.user_data[SCORES]
    entities: list[Entity] = []
    for source, spans in doc.spans.items():
        floor = settings.encoder_floor.get(source, 0.0)
        for span in spans:
            score = _person_score(scores, span)
            is_name = score >= floor and (score >= settings.place_floor or not is_place(span.text))
            if span.label_ != "PERSON" or is_name:
                entities.append(Entity(span.start_char, span.end_char, span.label_, source, score))
    return entities


def _person_score(scores: np.ndarray[tuple[int, int], np.dtype[np.float32]], span: Span) -> float:
    return float(scores[span.start : span.end, PERSON_COLUMN].max())
