"""The addresses of stored cases. Work is in plain functions: they run in threads."""

from typing import Any

from fastapi import APIRouter, Response

from service.api_description import ACCESS, MODEL_WORK, error_responses
from service.cases.case_bodies import etag_of
from service.cases.case_work import CaseWork
from service.cases.dependencies import (
    CaseIdDep,
    EraserWorkDep,
    ReaderWorkDep,
    ReviewerWorkDep,
    SubmitterWorkDep,
)
from service.cases.headers import REPLAYED, IdempotencyKeyDep, IfMatchDep, version_of
from service.cases.listing_query import ListingDep
from service.cases.schemas import (
    CaseBatchBody,
    CaseBatchRequest,
    CaseBody,
    CaseEventBody,
    CaseHistoryBody,
    CasePageBody,
    CaseRequest,
    ReviewRequest,
)
from service.dependencies import LogFieldsDep, TurnDep
from service.error_answers import status_of_code
from service.errors import BatchTooLargeError
from service.json_route import StrictJsonRoute
from service.outcomes import body_or_error, is_error

router = APIRouter(route_class=StrictJsonRoute, tags=["cases"])

CHANGE = (400, 404, 412, 415, 422, 428)
CREATED, REPLAY = 201, 200


@router.post(
    "/v1/cases",
    summary="Redact, tag and store one narrative",
    status_code=CREATED,
    response_model=CaseBody,
    responses={
        REPLAY: {"model": CaseBody, "description": "Stored before, under this Idempotency-Key"},
        **error_responses(409, *MODEL_WORK, *ACCESS),
    },
)
def submit(
    request: CaseRequest,
    response: Response,
    work: SubmitterWorkDep,
    log_fields: LogFieldsDep,
    _turn: TurnDep,
    idempotency_key: IdempotencyKeyDep = None,
) -> dict[str, Any]:
    """Store the redacted text with its tags; what cannot be redacted surely is refused."""
    body, is_new = work.submit(request, idempotency_key)
    log_fields |= _loggable(body) | {"replayed": not is_new}
    response.headers["ETag"] = etag_of(body["version"])
    response.headers["Location"] = f"/v1/cases/{body['id']}"
    if not is_new:
        response.status_code = REPLAY
        response.headers[REPLAYED] = "true"
    return body


@router.post(
    "/v1/cases/batch",
    summary="Redact, tag and store several narratives, each for itself",
    response_model=CaseBatchBody,
    responses=error_responses(*MODEL_WORK, *ACCESS),
)
def submit_batch(
    request: CaseBatchRequest,
    work: SubmitterWorkDep,
    log_fields: LogFieldsDep,
    _turn: TurnDep,
    idempotency_key: IdempotencyKeyDep = None,
) -> dict[str, Any]:
    """Give for each narrative, in the order sent, its case or why it was not stored.

    With an Idempotency-Key the batch can be sent again: what was stored is not stored twice.
    """
    if len(request.items) > work.settings.max_batch_items:
        limit = work.settings.max_batch_items
        raise BatchTooLargeError(f"At most {limit} narratives go into one request.")
    items = [
        _item(work, item, None if idempotency_key is None else f"{idempotency_key} {number}")
        for number, item in enumerate(request.items)
    ]
    log_fields |= {"items": len(items), "failed_items": sum(is_error(item) for item in items)}
    log_fields["languages"] = [
        item["case"]["language"] for item in items if item["status"] == CREATED
    ]
    return {"items": items}


@router.get(
    "/v1/cases",
    summary="List cases, the least certain first",
    response_model=CasePageBody,
    responses=error_responses(400, 422, *ACCESS),
)
def find(
    listing: ListingDep,
    work: ReviewerWorkDep,
    log_fields: LogFieldsDep,
) -> dict[str, Any]:
    """Give one page of cases without their texts."""
    page = work.find(
        listing.wanted,
        limit=listing.limit,
        cursor=listing.cursor,
        least_certain_first=listing.is_least_certain_first,
    )
    log_fields["cases"] = len(page["cases"])
    return page


@router.get(
    "/v1/cases/{case_id}",
    summary="Read a case",
    response_model=CaseBody,
    responses=error_responses(404, 422, *ACCESS),
)
def read(
    case_id: CaseIdDep,
    response: Response,
    work: ReaderWorkDep,
) -> dict[str, Any]:
    """Give a case; its ETag goes into the If-Match of a change."""
    body = work.read(case_id)
    response.headers["ETag"] = etag_of(body["version"])
    return body


@router.patch(
    "/v1/cases/{case_id}",
    summary="Review a case: decide on tags, redact more",
    response_model=CaseBody,
    responses=error_responses(*CHANGE, *ACCESS),
)
def review(
    case_id: CaseIdDep,
    request: ReviewRequest,
    response: Response,
    work: ReviewerWorkDep,
    _turn: TurnDep,
    if_match: IfMatchDep = None,
) -> dict[str, Any]:
    """Change a case, if nobody changed it since it was read."""
    body = work.review(case_id, request, version_of(if_match))
    response.headers["ETag"] = etag_of(body["version"])
    return body


@router.delete(
    "/v1/cases/{case_id}",
    summary="Erase a case and all that came of it",
    status_code=204,
    responses=error_responses(404, 422, *ACCESS),
)
def erase(
    case_id: CaseIdDep,
    work: EraserWorkDep,
) -> None:
    """Erase for good; a signed tombstone without content is left."""
    work.erase(case_id)


@router.get(
    "/v1/cases/{case_id}/history",
    summary="What happened to a case",
    responses=error_responses(404, 422, *ACCESS),
)
def history(
    case_id: CaseIdDep,
    work: ReviewerWorkDep,
) -> CaseHistoryBody:
    """Give the history of a case, oldest first: who did what, never the text."""
    events = work.history(case_id)
    items = [
        CaseEventBody.model_validate(event, from_attributes=True, extra="ignore")
        for event in events
    ]
    return CaseHistoryBody(items=items)


def _item(work: CaseWork, request: CaseRequest, key: str | None) -> dict[str, Any]:
    """Return the result of one narrative of a batch."""

    def submit_one() -> dict[str, Any]:
        body, is_new = work.submit(request, key)
        return {"status": CREATED if is_new else REPLAY, "case": body}

    result = body_or_error(submit_one)
    if is_error(result):
        return {"status": status_of_code(result["error"]), **result}
    return result


def _loggable(body: dict[str, Any]) -> dict[str, Any]:
    """Return what may be logged of a case: ids and sizes."""
    return {
        "case_id": body["id"],
        "language": body["language"],
        "characters": len(body["redacted_text"]),
        "identifiers": len(body["placeholders"]),
        "record_type": body["record_type"]["label"],
        "warnings": body["warnings"],
        "model_version": body["model"]["version"],
    }
