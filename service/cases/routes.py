"""The addresses of stored cases."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from sqlalchemy.orm import Session

from service.access import clock
from service.access.dependencies import AnyRoleDep, StoreDep, require
from service.access.principals import Principal
from service.access.roles import Role
from service.api_description import ACCESS, MODEL_WORK, error_responses
from service.cases.schemas import CaseBody, CaseRequest, CasesBody, to_case_body, to_summary
from service.cases.submission import UNSURE, idempotency_of, to_new_case
from service.dependencies import LogFieldsDep, PipelineDep, SettingsDep, TurnDep
from service.errors import CaseUnknownError, RedactionUnsureError
from service.json_route import StrictJsonRoute
from service.store import audit
from service.store.cases import CaseRepository
from service.store.listing import CaseFilter
from service.store.store import Store
from service.store.tables import Case

router = APIRouter(route_class=StrictJsonRoute, tags=["cases"])

SubmitterDep = Annotated[Principal, Depends(require(Role.DOCUMENTER, Role.CASE_SYSTEM, Role.ADMIN))]
ReaderDep = Annotated[Principal, Depends(require(Role.DOCUMENTER, Role.ANNOTATOR, Role.ADMIN))]
EraserDep = Annotated[Principal, Depends(require(Role.DOCUMENTER, Role.ADMIN))]
CaseId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the case.")]
IdempotencyKeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern="^[\\x21-\\x7e]+$",
        description="The same key and body give the same case once.",
    ),
]


@router.post(
    "/v1/cases",
    summary="Redact, tag and store one narrative",
    status_code=201,
    response_model=CaseBody,
    responses=error_responses(*MODEL_WORK, *ACCESS, 404, 409)
    | {200: {"model": CaseBody, "description": "The key came before: the same case"}},
)
def submit(
    request: CaseRequest,
    response: Response,
    principal: SubmitterDep,
    pipeline: PipelineDep,
    settings: SettingsDep,
    store: StoreDep,
    _turn: TurnDep,
    log_fields: LogFieldsDep,
    key: IdempotencyKeyHeader = None,
) -> dict[str, Any]:
    """Store the redacted narrative with its suggested tags; the narrative itself is forgotten."""
    now = clock.now()
    idempotency = idempotency_of(key, request, now, settings.idempotency_hours)
    if idempotency is not None:
        with store.reading() as session:
            cases = _repository(store, session, principal)
            earlier = cases.replayed(idempotency, now)
            if earlier is not None:
                return _replay(response, cases, earlier)
    tagged = pipeline.tag(request.text)
    try:
        new = to_new_case(tagged, request, principal, now, settings.retention_days)
    except RedactionUnsureError:
        _audit_refusal(store, principal, tagged.warnings)
        raise
    with store.session() as session:
        cases = _repository(store, session, principal)
        case, is_new = cases.create(new, now, idempotency)
        if not is_new:
            return _replay(response, cases, case)
        body = to_case_body(case, cases.tags_of(case))
    response.headers["ETag"] = etag_of(case)
    response.headers["Location"] = f"/v1/cases/{case.id}"
    log_fields |= {"case": case.id, "language": case.language, "override": case.is_override}
    return body


@router.get(
    "/v1/cases",
    summary="The organisation's cases, newest first",
    response_model=CasesBody,
    responses=error_responses(400, 422, *ACCESS),
)
def list_cases(
    principal: ReaderDep,
    store: StoreDep,
    language: Annotated[str | None, Query(max_length=16)] = None,
    record_type: Annotated[str | None, Query(max_length=64)] = None,
    review_state: Annotated[str | None, Query(pattern="^(pending|reviewed)$")] = None,
    label: Annotated[
        list[str] | None,
        Query(max_length=10, description="facet/label, such as violation_type/outing; all hold."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> dict[str, Any]:
    """Give one page of cases without their texts."""
    wanted = CaseFilter(
        labels=[(facet, name) for facet, _, name in (one.partition("/") for one in label or ())],
        language=language,
        record_type=record_type,
        review_state=review_state,
    )
    with store.reading() as session:
        page = _repository(store, session, principal).find(wanted, limit=limit, cursor=cursor)
        cases = [to_summary(case) for case in page.cases]
    return {"cases": cases, "next_cursor": page.next_cursor}


@router.get(
    "/v1/cases/{case_id}",
    summary="One case",
    response_model=CaseBody,
    responses=error_responses(404, 422, *ACCESS),
)
def read(
    case_id: CaseId, response: Response, principal: AnyRoleDep, store: StoreDep
) -> dict[str, Any]:
    """Give a case; a case system sees only what it submitted itself."""
    with store.reading() as session:
        cases = _repository(store, session, principal)
        case = cases.get(case_id)
        if principal.role is Role.CASE_SYSTEM and case.system != principal.system:
            raise CaseUnknownError("There is no case of this id.")
        body = to_case_body(case, cases.tags_of(case))
    response.headers["ETag"] = etag_of(case)
    return body


@router.delete(
    "/v1/cases/{case_id}",
    summary="Erase one case",
    status_code=204,
    responses=error_responses(404, 422, *ACCESS),
)
def erase(case_id: CaseId, principal: EraserDep, store: StoreDep) -> None:
    """Erase a case and everything that came of it; a signed tombstone without content is left."""
    with store.session() as session:
        _repository(store, session, principal).erase(case_id, "requested", clock.now())


def etag_of(case: Case) -> str:
    """Return what changes with every change of a case."""
    return f'"{case.version}"'


def _replay(response: Response, cases: CaseRepository, case: Case) -> dict[str, Any]:
    response.status_code = 200
    response.headers["Idempotency-Replayed"] = "true"
    response.headers["ETag"] = etag_of(case)
    return to_case_body(case, cases.tags_of(case))


def _repository(store: Store, session: Session, principal: Principal) -> CaseRepository:
    return CaseRepository(session, store.cipher, principal.organisation_id, principal.actor)


def _audit_refusal(store: Store, principal: Principal, warnings: tuple[str, ...]) -> None:
    """Write down that a case was refused; what it said is gone."""
    with store.session() as session:
        audit.append(
            session,
            organisation_id=principal.organisation_id,
            actor=principal.actor,
            action="case_refused",
            detail={"warnings": [warning for warning in warnings if warning in UNSURE]},
        )
