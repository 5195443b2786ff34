"""The addresses of the service. Work of the models is in plain functions: they run in threads."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from models.types import TaggedNarrative
from service.access.dependencies import UNLESS_OPEN
from service.api_description import ACCESS, MODEL_WORK, error_responses
from service.correction_schemas import to_correction
from service.dependencies import LogFieldsDep, PipelineDep, SettingsDep, TurnDep
from service.errors import BatchTooLargeError
from service.json_route import StrictJsonRoute
from service.label_catalogue import LabelsBody, describe_labels
from service.outcomes import is_error, tag_or_error
from service.schemas import (
    BatchBody,
    BatchRequest,
    ModelBody,
    ReadyBody,
    StatusBody,
    TaggedBody,
    TagRequest,
    to_body,
)
from service.static_files import STATIC_FOLDER

router = APIRouter(route_class=StrictJsonRoute)


@router.post(
    "/v1/tag",
    tags=["tagging"],
    summary="Redact and tag one narrative; nothing is stored",
    response_model=TaggedBody,
    responses=error_responses(*MODEL_WORK, *ACCESS),
    dependencies=[UNLESS_OPEN],
)
def tag(
    request: TagRequest, pipeline: PipelineDep, _turn: TurnDep, log_fields: LogFieldsDep
) -> dict[str, Any]:
    """Give the redacted text, the tags with the words that caused them, and the country."""
    correction = to_correction(request.corrections)
    tagged = pipeline.tag(request.text, correction) if correction else pipeline.tag(request.text)
    if request.explain:
        tagged = pipeline.explain(tagged)
    log_fields |= _loggable(tagged)
    return to_body(tagged)


@router.post(
    "/v1/tag/batch",
    tags=["tagging"],
    summary="Redact and tag several narratives; nothing is stored",
    response_model=BatchBody,
    responses=error_responses(*MODEL_WORK, *ACCESS),
    dependencies=[UNLESS_OPEN],
)
def tag_batch(
    request: BatchRequest,
    pipeline: PipelineDep,
    settings: SettingsDep,
    _turn: TurnDep,
    log_fields: LogFieldsDep,
) -> dict[str, Any]:
    """Give for each narrative, in the order sent, its answer or what is wrong with it."""
    if len(request.items) > settings.max_batch_items:
        limit = settings.max_batch_items
        raise BatchTooLargeError(f"At most {limit} narratives go into one request.")
    items = [{"id": item.id} | tag_or_error(pipeline, item.text) for item in request.items]
    log_fields |= {"items": len(items), "failed_items": sum(is_error(item) for item in items)}
    log_fields["languages"] = [item["language"] for item in items if not is_error(item)]
    return {"items": items}


@router.get(
    "/v1/labels",
    tags=["labels"],
    summary="All labels with their names and definitions",
    responses=error_responses(400, 422, *ACCESS),
    dependencies=[UNLESS_OPEN],
)
async def labels(
    pipeline: PipelineDep,
    lang: Annotated[str, Query(description="Language of the names.")] = "en",
) -> LabelsBody:
    """Give everything that can be said of a narrative, named in one language."""
    return describe_labels(pipeline.labels, lang)


@router.get(
    "/health/live",
    tags=["health"],
    summary="The process is up",
    responses=error_responses(),
)
async def live() -> StatusBody:
    """Say that the process is up."""
    return StatusBody(status="live")


@router.get(
    "/health/ready",
    tags=["health"],
    summary="The models are loaded",
    responses=error_responses(503),
)
async def ready(pipeline: PipelineDep) -> ReadyBody:
    """Say that narratives can be sent."""
    return ReadyBody(status="ready", model=ModelBody(version=pipeline.version))


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def page() -> FileResponse:
    """Give the web page."""
    return FileResponse(STATIC_FOLDER / "index.html")


def _loggable(tagged: TaggedNarrative) -> dict[str, Any]:
    """Return what may be logged of an answer: ids and sizes."""
    tags = [tag for tags in tagged.tags.values() for tag in tags]
    return {
        "language": tagged.language,
        "characters": len(tagged.redacted_text),
        "identifiers": len(tagged.identifiers),
        "record_type": tagged.record_type.label,
        "labels": sorted(tag.label for tag in (*tags, *tagged.flags)),
        "warnings": list(tagged.warnings),
        "model_version": tagged.model_version,
    }
