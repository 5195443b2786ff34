"""The address for those who want a redaction and nothing else."""

from typing import Any

from fastapi import APIRouter

from service.access.dependencies import UNLESS_OPEN
from service.api_description import ACCESS, MODEL_WORK, error_responses
from service.dependencies import LogFieldsDep, PipelineDep, TurnDep
from service.json_route import StrictJsonRoute
from service.redact_schemas import RedactedBody, RedactRequest, to_redacted_body

router = APIRouter(route_class=StrictJsonRoute)


@router.post(
    "/v1/redact",
    tags=["redaction"],
    summary="Redact one narrative; nothing is stored",
    response_model=RedactedBody,
    responses=error_responses(*MODEL_WORK, *ACCESS),
    dependencies=[UNLESS_OPEN],
)
def redact(
    request: RedactRequest, pipeline: PipelineDep, _turn: TurnDep, log_fields: LogFieldsDep
) -> dict[str, Any]:
    """Give the redacted text, what was replaced where, and what to be careful about."""
    redacted = pipeline.redact(request.text, request.placeholders, request.seed)
    log_fields |= {
        "language": redacted.language,
        "characters": len(redacted.text),
        "identifiers": len(redacted.identifiers),
        "placeholders": request.placeholders.value,
        "warnings": list(redacted.warnings),
        "model_version": redacted.model_version,
    }
    return to_redacted_body(redacted, request.placeholders)
