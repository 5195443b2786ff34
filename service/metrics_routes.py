"""The address that Prometheus reads."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.access.dependencies import require_admin_unless_local
from service.api_description import ACCESS, error_responses
from service.metrics import CONTENT_TYPE, Metrics

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Counts and durations for Prometheus; no content, no names",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus' text format",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **error_responses(*ACCESS),
    },
    dependencies=[Depends(require_admin_unless_local)],
)
def metrics(request: Request) -> Response:
    """Give what was counted since the start, and the state of the moment.

    Where only this machine can come in nobody is asked for a key, else it takes an admin's.
    """
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), media_type=CONTENT_TYPE)
