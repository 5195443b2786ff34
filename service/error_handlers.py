"""Turn errors into responses: known ones by the table, unknown ones into a generic 500.

FastAPI's own handlers echo what was sent; none of them is left in place.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from models.errors import CasetagError
from service.error_answers import INTERNAL_CODE, answer_to, body_of, error_body
from service.failures import describe_failure
from service.logs import get_logger

# Names of fields that may be told; any other was made up by the caller and may be a name.
KNOWN_FIELDS = frozenset(
    {
        "body",
        "query",
        "text",
        "items",
        "id",
        "lang",
        "key",
        "link",
        "name",
        "role",
        "days",
        "placeholders",
        "seed",
        "external_id",
        "override",
        "accept",
        "reject",
        "add",
        "facet",
        "label",
        "record_type",
        "country",
        "flags",
        "redact",
        "start",
        "end",
        "type",
        "review_state",
        "language",
        "flag",
        "created_from",
        "created_to",
        "order",
        "limit",
        "cursor",
        "format",
        "url",
        "events",
        "enabled",
        "header",
        "Idempotency-Key",
        "If-Match",
        "path",
    }
)
UNKNOWN_FIELD = "(unknown field)"
PROBLEMS = {
    "missing": "is missing",
    "string_type": "must be a string",
    "string_unicode": "must be text without lone surrogates",
    "string_too_long": "is too long",
    "extra_forbidden": "is not allowed",
    "enum": "is none of its values",
    "list_type": "must be a list",
    "too_short": "must not be empty",
    "int_type": "must be a whole number or a string",
    "model_attributes_type": "must be an object",
}
OTHER_PROBLEM = "is not valid"
MAX_PROBLEMS = 5
RETRY_STATUSES = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
STATUSES_WITHOUT_DETAIL = {
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
}


def add_error_handlers(app: FastAPI) -> None:
    """Give every error an app can raise its one body."""

    async def on_casetag_error(request: Request, error: Exception) -> JSONResponse:
        return casetag_error_response(
            cast(CasetagError, error), app.state.settings.retry_after_seconds
        )

    app.add_exception_handler(CasetagError, on_casetag_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)


def casetag_error_response(error: CasetagError, retry_after_seconds: int) -> JSONResponse:
    """Return the response to an error of the tree; the server's own faults are logged."""
    status = answer_to(error).status
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        get_logger().error("casetag_error", **describe_failure(error))
    headers = {}
    if status in RETRY_STATUSES:
        headers["Retry-After"] = str(getattr(error, "retry_after_seconds", retry_after_seconds))
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body_of(error), status, headers)


def unexpected_error_response(request_id: str) -> JSONResponse:
    """Return the response to what nobody expected; the id finds it in the log."""
    detail = f"Something unexpected happened. The log tells where, under request {request_id}."
    return JSONResponse(error_body(INTERNAL_CODE, detail), HTTPStatus.INTERNAL_SERVER_ERROR)


async def _on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    detail = describe_problems(cast(RequestValidationError, error).errors())
    return JSONResponse(error_body("invalid_request", detail), HTTPStatus.UNPROCESSABLE_ENTITY)


async def _on_http_exception(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the web framework refuses; its own detail may quote the request."""
    refusal = cast(HTTPException, error)
    code, detail = STATUSES_WITHOUT_DETAIL.get(
        refusal.status_code, ("invalid_request", "The request cannot be understood.")
    )
    allowed = {name: value for name, value in (refusal.headers or {}).items() if name == "Allow"}
    return JSONResponse(error_body(code, detail), refusal.status_code, allowed)


def describe_problems(problems: Sequence[Any]) -> str:
    """Say which known field has which problem, without what was sent."""
    sentences = [
        f"{_field(problem['loc'])} {PROBLEMS.get(problem['type'], OTHER_PROBLEM)}"
        for problem in problems
    ]
    unique = list(dict.fromkeys(sentences))
    more = f"; and {len(unique) - MAX_PROBLEMS} more" if len(unique) > MAX_PROBLEMS else ""
    return "; ".join(unique[:MAX_PROBLEMS]) + more + "."


def _field(location: Sequence[int | str]) -> str:
    parts = [
        str(part) if isinstance(part, int) or part in KNOWN_FIELDS else UNKNOWN_FIELD
        for part in location
        # pydantic names the members of a union, such as `id`, by their types.
        if part not in {"int", "str", "constrained-str"}
    ]
    return ".".join(parts)
