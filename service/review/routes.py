"""The addresses of the review as a whole: progress, second codings, agreement."""

from typing import Annotated

from fastapi import APIRouter, Depends

from service.access.dependencies import StoreDep, require
from service.access.principals import Principal
from service.access.roles import Role
from service.api_description import ACCESS, error_responses
from service.cases.dependencies import CaseIdDep, ReviewerDep
from service.dependencies import PipelineDep, SettingsDep
from service.json_route import StrictJsonRoute
from service.review.review_work import ReviewWork
from service.review.schemas import (
    AgreementBody,
    CodingBody,
    CodingRequest,
    NextSecondBody,
    ProgressBody,
)

router = APIRouter(route_class=StrictJsonRoute, tags=["review"])
CoderDep = Annotated[Principal, Depends(require(Role.ANNOTATOR, Role.ADMIN))]


@router.get(
    "/v1/review/progress", summary="How far the review is", responses=error_responses(*ACCESS)
)
def progress(who: ReviewerDep, store: StoreDep, settings: SettingsDep) -> ProgressBody:
    """Count what is reviewed, by language, and what two people code."""
    return ReviewWork(store, who).progress(settings.double_coding_share)


@router.get(
    "/v1/review/second",
    summary="The next case to code blind",
    responses=error_responses(*ACCESS),
)
def second(who: CoderDep, store: StoreDep) -> NextSecondBody:
    """Give a case that somebody else coded: its text, and nothing anybody said of it."""
    return ReviewWork(store, who).next_second()


@router.post(
    "/v1/review/codings/{case_id}",
    summary="Code a case blind, as the second coder",
    status_code=201,
    responses=error_responses(400, 404, 409, 415, 422, *ACCESS),
)
def code(
    case_id: CaseIdDep,
    request: CodingRequest,
    who: CoderDep,
    store: StoreDep,
    pipeline: PipelineDep,
) -> CodingBody:
    """Keep the labels; the case itself stays as the first coder left it."""
    return ReviewWork(store, who).code(case_id, request.labels, pipeline.labels)


@router.get(
    "/v1/review/agreement",
    summary="How far coders and model agree, by label",
    responses=error_responses(*ACCESS),
)
def agreement(who: CoderDep, store: StoreDep) -> AgreementBody:
    """Give Krippendorff's alpha for each label over the cases that were coded twice."""
    return ReviewWork(store, who).agreement()
