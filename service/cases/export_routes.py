"""The address that gives reviewed cases to those who train or count."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from models.export_formats.files import ExportFormat
from service.access.dependencies import StoreDep
from service.api_description import ACCESS, error_responses
from service.cases.dependencies import ExporterDep
from service.cases.export import CaseExport
from service.json_route import StrictJsonRoute

router = APIRouter(route_class=StrictJsonRoute, tags=["cases"])
_MEDIA_TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
_LINES = {"type": "string", "description": "One case a line; for CSV after a line of names."}


@router.get(
    "/v1/export",
    summary="All reviewed cases, redacted, as a stream",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The reviewed cases of the organisation, the newest first",
            "content": {"application/jsonl": {"schema": _LINES}, "text/csv": {"schema": _LINES}},
        },
        **error_responses(422, *ACCESS),
    },
)
def export(
    who: ExporterDep,
    store: StoreDep,
    chosen: Annotated[Literal["jsonl", "csv"], Query(alias="format")] = "jsonl",
) -> StreamingResponse:
    """Stream the cases and remember that they left: exported cases no longer expire."""
    lines = CaseExport(store, who, ExportFormat(chosen)).stream()
    headers = {"Content-Disposition": f'attachment; filename="casetag-export.{chosen}"'}
    return StreamingResponse(lines, media_type=_MEDIA_TYPES[chosen], headers=headers)
