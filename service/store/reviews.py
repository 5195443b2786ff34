"""What a person makes of a case: tags accepted, rejected or added, the redaction corrected.

A review names the version it was made from. If the case has changed since, nothing is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from models.types import RedactedText
from service.errors import CaseChangedError, TagUnknownError
from service.store.identifiers import new_id
from service.store.scope import Scope
from service.store.tables import Case, CaseTag

PENDING, REVIEWED = "pending", "reviewed"
MODEL, PERSON = "model", "person"
SUGGESTED = "suggested"


class Decision(StrEnum):
    """What a person says of a label; the state of its tag from then on."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class TagDecision:
    """What a person says of one label of a case."""

    facet: str
    label: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Correction:
    """The text with more of it redacted; the text before is overwritten.

    Attributes:
        placeholders: Of the whole text, as in `NewCase`.
        evidence: Spans in the new text by facet and label; a tag not named keeps none, for its
            old spans may point anywhere.
    """

    redacted_text: RedactedText
    placeholders: Sequence[dict[str, str]]
    evidence: Mapping[tuple[str, str], Sequence[dict[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """All that one review says.

    Attributes:
        version: Of the case the person saw.
        is_finished: The case leaves the review queue.
    """

    version: int
    decisions: Sequence[TagDecision] = ()
    correction: Correction | None = None
    is_finished: bool = True


def apply_review(scope: Scope, case: Case, review: Review, now: datetime) -> dict[str, Any]:
    """Do what a review says.

    Returns:
        What changed, for the history: labels, states and counts.

    Raises:
        CaseChangedError: If the case is of another version by now.
        TagUnknownError: If a tag to accept or reject is not there.
    """
    _take_version(scope, case, review.version)
    tags = {
        (tag.facet, tag.label): tag
        for tag in scope.session.scalars(select(CaseTag).where(CaseTag.case_id == case.id))
    }
    changes: dict[str, Any] = {
        "tags": [_decide(scope, case, tags, one, now) for one in review.decisions]
    }
    if review.correction is not None:
        _correct(case, tags, review.correction)
        changes["placeholders"] = len(review.correction.placeholders)
    if review.is_finished:
        case.review_state = REVIEWED
        case.reviewed_at = now
    case.updated_at = now
    scope.session.flush()
    return changes


def _take_version(scope: Scope, case: Case, version: int) -> None:
    """Count the version up in one statement: of two reviews at once, one finds it gone."""
    taken = scope.session.execute(
        update(Case)
        .where(Case.id == case.id, Case.version == version)
        .values(version=version + 1)
        .returning(Case.version)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        raise CaseChangedError("The case was changed since it was read. Read it again.")
    scope.session.refresh(case)


def _decide(
    scope: Scope,
    case: Case,
    tags: dict[tuple[str, str], CaseTag],
    wanted: TagDecision,
    now: datetime,
) -> dict[str, str]:
    """Set the state of a tag, or add one; a label there already is not added but accepted."""
    tag = tags.get((wanted.facet, wanted.label))
    state = wanted.decision
    if tag is None:
        if state is not Decision.ADDED:
            raise TagUnknownError("The case has no tag of that label to accept or reject.")
        tag = CaseTag(
            id=new_id(), case_id=case.id, facet=wanted.facet, label=wanted.label, score=None,
            origin=PERSON, model_version=None, evidence=[], detail=None, created_at=now,
        )  # fmt: skip
        scope.session.add(tag)
        tags[wanted.facet, wanted.label] = tag
    elif state is Decision.ADDED and tag.origin == MODEL:
        state = Decision.ACCEPTED
    tag.state, tag.actor = state.value, scope.actor
    return {"facet": tag.facet, "label": tag.label, "state": tag.state}


def _correct(case: Case, tags: Mapping[tuple[str, str], CaseTag], correction: Correction) -> None:
    case.redacted_text = str(correction.redacted_text)
    case.placeholders = list(correction.placeholders)
    for key, tag in tags.items():
        tag.evidence = list(correction.evidence.get(key, ()))
