"""The addresses for sessions of the page and for keys."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, Security

from service.access.api_keys import NewKey, create_key, list_keys, revoke_key
from service.access.cookies import clear_session_cookie, session_token, set_session_cookie
from service.access.dependencies import (
    AdminDep,
    CallerAddressDep,
    GateDep,
    OpenSessionDep,
    StoreDep,
    session_scheme,
)
from service.access.organisations import organisation_name
from service.access.schemas import (
    KeyBody,
    KeyRequest,
    KeysBody,
    NewKeyBody,
    SessionBody,
    SignInRequest,
)
from service.access.sessions import OpenSession, close_session
from service.api_description import ACCESS, error_responses
from service.dependencies import SettingsDep
from service.json_route import StrictJsonRoute
from service.store import audit
from service.store.store import Store
from service.store.tables import ApiKey

router = APIRouter(route_class=StrictJsonRoute, tags=["access"])

BODY = (400, 415, 422)


@router.post(
    "/v1/session",
    summary="Sign in on the page with a one-time link or a key",
    responses=error_responses(*ACCESS, *BODY),
)
def sign_in(
    request: SignInRequest,
    http_request: Request,
    response: Response,
    settings: SettingsDep,
    store: StoreDep,
    gate: GateDep,
    address: CallerAddressDep,
) -> SessionBody:
    """Give the browser its session in a cookie, and tell who is signed in."""
    if request.link is not None:
        opened, token = gate.sign_in_with_link(store, request.link, address)
    else:
        opened, token = gate.sign_in_with_key(store, request.key or "", address)
    gate.end_replaced(store, session_token(http_request.cookies, settings))
    set_session_cookie(response, token, settings)
    return _session_body(store, opened)


@router.get(
    "/v1/session",
    summary="Who is signed in on the page",
    responses=error_responses(*ACCESS),
    dependencies=[Security(session_scheme)],
)
def session(opened: OpenSessionDep, store: StoreDep) -> SessionBody:
    """Tell who is signed in."""
    return _session_body(store, opened)


@router.delete(
    "/v1/session",
    summary="Sign out on the page",
    status_code=204,
    responses=error_responses(*ACCESS),
    dependencies=[Security(session_scheme)],
)
def sign_out(
    response: Response, opened: OpenSessionDep, settings: SettingsDep, store: StoreDep
) -> None:
    """End the session and take its cookie from the browser."""
    who = opened.principal
    with store.session() as database:
        close_session(database, opened.id)
        audit.append(
            database,
            organisation_id=who.organisation_id,
            actor=who.actor,
            action="signed_out",
            detail={},
        )
    clear_session_cookie(response, settings)


@router.get(
    "/v1/keys",
    summary="The keys of the organisation",
    responses=error_responses(*ACCESS),
)
def keys(who: AdminDep, store: StoreDep) -> KeysBody:
    """Give all keys without their secrets, the newest first."""
    with store.session() as database:
        rows = list_keys(database, who.organisation_id)
        return KeysBody(items=[_key_body(row) for row in rows])


@router.post(
    "/v1/keys",
    summary="Make a key",
    status_code=201,
    responses=error_responses(*ACCESS, *BODY),
)
def make_key(request: KeyRequest, who: AdminDep, store: StoreDep) -> NewKeyBody:
    """Make a key in the organisation of the admin; it is told in this answer only."""
    with store.session() as database:
        wanted = NewKey(request.name, request.role, request.days)
        row, key = create_key(database, who, wanted)
        return NewKeyBody(**_key_body(row).model_dump(), key=key)


@router.delete(
    "/v1/keys/{key_id}",
    summary="Revoke a key",
    status_code=204,
    responses=error_responses(*ACCESS, 404, 422),
)
def end_key(key_id: Annotated[str, Path(max_length=64)], who: AdminDep, store: StoreDep) -> None:
    """End a key and the sessions that began with it, at once."""
    with store.session() as database:
        revoke_key(database, who, key_id)


def _session_body(store: Store, opened: OpenSession) -> SessionBody:
    who = opened.principal
    with store.session() as database:
        name = organisation_name(database, who.organisation_id)
    return SessionBody(
        role=who.role,
        organisation=name,
        csrf_token=opened.csrf_token,
        expires_at=opened.expires_at,
    )


def _key_body(row: ApiKey) -> KeyBody:
    return KeyBody.model_validate(row, from_attributes=True, extra="ignore")
