"""Rows of the store as the JSON that callers get."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.access.principals import Principal
from service.cases.submission import COUNTRY, COUNTRY_OTHER, FLAGS, RECORD_TYPE
from service.schemas import SCORE_DIGITS
from service.store.tables import Case, CaseTag

_OTHER_FACETS = frozenset({RECORD_TYPE, FLAGS, COUNTRY, COUNTRY_OTHER})
REJECTED = "rejected"


def case_body(
    case: Case, tags: Iterable[CaseTag], who: Principal, facets: Iterable[str]
) -> dict[str, Any]:
    """Return a stored case as a body.

    Args:
        case: The case.
        tags: Its tags, also rejected ones.
        who: The caller; the external id is told to the system that gave it only.
        facets: The text facets, in order; each has its list, also an empty one.
    """
    by_facet: dict[str, list[CaseTag]] = {}
    for tag in tags:
        by_facet.setdefault(tag.facet, []).append(tag)
    return {
        "id": case.id,
        "external_id": case.external_id if case.system == who.system else None,
        "version": case.version,
        "review_state": case.review_state,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "reviewed_at": case.reviewed_at,
        "expires_at": case.expires_at,
        "override": case.is_override,
        "uncertainty": case.uncertainty,
        "language": case.language,
        "redacted_text": case.redacted_text,
        "placeholders": case.placeholders,
        "record_type": _record_type(case, by_facet.get(RECORD_TYPE, ())),
        "tags": {
            facet: _tags(by_facet.get(facet, ()))
            for facet in dict.fromkeys((*facets, *(f for f in by_facet if f not in _OTHER_FACETS)))
        },
        "country": {
            "incident": [_country(tag) for tag in by_facet.get(COUNTRY, ())],
            "other": [_country(tag) for tag in by_facet.get(COUNTRY_OTHER, ())],
        },
        "flags": _tags(by_facet.get(FLAGS, ())),
        "warnings": case.warnings,
        "model": {"version": case.model_version},
    }


def summary_body(case: Case, labels: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a case as it stands in a list: without its text.

    Args:
        case: The case.
        labels: Its labels by facet, without rejected ones.
    """
    return {
        "id": case.id,
        "version": case.version,
        "review_state": case.review_state,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "reviewed_at": case.reviewed_at,
        "expires_at": case.expires_at,
        "override": case.is_override,
        "uncertainty": case.uncertainty,
        "language": case.language,
        "record_type": case.record_type,
        "labels": labels,
        "warnings": case.warnings,
        "model": {"version": case.model_version},
    }


def etag_of(version: int) -> str:
    """Return the ETag of a version of a case."""
    return f'"{version}"'


def _record_type(case: Case, tags: Iterable[CaseTag]) -> dict[str, Any]:
    scores = {tag.label: tag.score for tag in tags if tag.state != REJECTED}
    return {"label": case.record_type, "score": _score(scores.get(case.record_type))}


def _tags(tags: Iterable[CaseTag]) -> list[dict[str, Any]]:
    return [_tag(tag) for tag in tags]


def _tag(tag: CaseTag) -> dict[str, Any]:
    return {
        "label": tag.label,
        "score": _score(tag.score),
        "state": tag.state,
        "origin": tag.origin,
        "evidence": _spans(tag.evidence),
    }


def _country(tag: CaseTag) -> dict[str, Any]:
    detail: Mapping[str, Any] = tag.detail or {}
    return {
        "code": tag.label,
        "state": tag.state,
        "origin": tag.origin,
        "evidence": _spans(tag.evidence),
        "basis": detail.get("basis"),
        "reason": detail.get("reason", ""),
    }


def _score(score: float | None) -> float | None:
    return None if score is None else round(score, SCORE_DIGITS)


def _spans(spans: Sequence[Mapping[str, int]]) -> list[dict[str, int]]:
    return [{"start": span["start"], "end": span["end"]} for span in spans]
