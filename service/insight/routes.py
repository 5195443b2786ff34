"""The addresses of what the page draws: counts, and the quality of the models."""

from fastapi import APIRouter, Request

from service.access.dependencies import StoreDep
from service.api_description import ACCESS, error_responses
from service.cases.dependencies import ReviewerDep
from service.cases.listing_query import FiltersDep
from service.dependencies import PipelineDep
from service.insight.counts import counts_of
from service.insight.quality import read_quality
from service.insight.schemas import CountsBody, QualityBody
from service.json_route import StrictJsonRoute

router = APIRouter(route_class=StrictJsonRoute, tags=["insight"])


@router.get(
    "/v1/insight/counts",
    summary="How many cases have which label, country, language and month",
    responses=error_responses(400, 422, *ACCESS),
)
def counts(
    filters: FiltersDep, who: ReviewerDep, store: StoreDep, pipeline: PipelineDep
) -> CountsBody:
    """Count the cases that the filters let through; small counts are not told."""
    with store.reading() as session:
        return counts_of(session, who.organisation_id, filters.wanted, list(pipeline.labels.facets))


@router.get(
    "/v1/insight/quality",
    summary="How good the models are, by facet and language",
    responses=error_responses(*ACCESS),
)
def quality(request: Request, who: ReviewerDep) -> QualityBody:
    """Give the figures of the evaluation report that came with the models."""
    return read_quality(request.app.state.trained_folder)
