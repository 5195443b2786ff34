"""What a handler asks for to know who is calling; one alias for each circle of roles."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from service.access.cookies import COOKIE, is_loopback, session_token
from service.access.gate import Gate, check_role
from service.access.principals import Principal
from service.access.roles import ALL_ROLES, Role
from service.access.sessions import OpenSession
from service.dependencies import LogFieldsDep
from service.errors import NotReadyError, NotSignedInError
from service.store.store import Store

CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# These two only describe; what a request comes with is read by `identify`.
key_scheme = HTTPBearer(auto_error=False, scheme_name="key", description="casetag_<id>_<secret>")
session_scheme = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"The page's session; with {CSRF_HEADER} for all but GET and HEAD.",
)

Dependency = Callable[..., Principal]


def get_store(request: Request) -> Store:
    """Return the store of the app.

    Raises:
        NotReadyError: If the app has none, or none yet.
    """
    store: Store | None = request.app.state.store
    if store is None:
        raise NotReadyError("The store is not open yet. Try again in a moment.")
    return store


def get_gate(request: Request) -> Gate:
    """Return what decides who comes in."""
    gate: Gate = request.app.state.gate
    return gate


def caller_address(request: Request) -> str:
    """Return where a request comes from; behind a trusted proxy, what the proxy says."""
    return request.client.host if request.client else ""


def key_of(request: Request) -> str | None:
    """Return the key in the Authorization header; other schemes are a proxy's own affair."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def identify(request: Request) -> Principal:
    """Return who is calling: a key goes before a session.

    Raises:
        NotSignedInError: If there is no valid key or session.
        CsrfError: If an unsafe request with a session comes without the page's own token.
        TooManyAttemptsError: If too many tries have failed.
        NotReadyError: If there is no store yet.
    """
    key = key_of(request)
    if key is None:
        return current_session(request).principal
    return get_gate(request).admit_key(get_store(request), key, caller_address(request))


def current_session(request: Request) -> OpenSession:
    """Return the session of the browser that is calling; raises as `identify` does."""
    store = get_store(request)
    token = session_token(request.cookies, request.app.state.settings)
    if token is None:
        raise NotSignedInError("Send a key as Authorization: Bearer, or sign in on the page.")
    return get_gate(request).admit_session(
        store,
        token,
        caller_address(request),
        sent_csrf=request.headers.get(CSRF_HEADER),
        is_unsafe=request.method not in SAFE_METHODS,
    )


def require(*roles: Role) -> Dependency:
    """Return the dependency that lets these roles in and tells the handler who it is."""
    allowed = frozenset(roles) or ALL_ROLES

    def principal(
        request: Request,
        log_fields: LogFieldsDep,
        _key: Annotated[HTTPAuthorizationCredentials | None, Security(key_scheme)],
        _session: Annotated[str | None, Security(session_scheme)],
    ) -> Principal:
        found = identify(request)
        log_fields["actor"] = found.actor
        check_role(found, allowed)
        return found

    return principal


def require_unless_open(request: Request, log_fields: LogFieldsDep) -> None:
    """Let everybody tag where the service is open, else those with any role."""
    settings = request.app.state.settings
    is_open = settings.open_tagging
    if is_open is None:
        is_open = is_loopback(settings.host)
    if not is_open:
        log_fields["actor"] = identify(request).actor


def require_admin_unless_local(request: Request, log_fields: LogFieldsDep) -> None:
    """Let everybody in where only this machine can come, else admins; for the metrics."""
    if not is_loopback(request.app.state.settings.host):
        found = identify(request)
        log_fields["actor"] = found.actor
        check_role(found, frozenset({Role.ADMIN}))


# Asynchronous, because a plain function would be sent to a thread for what takes no time.
async def _store(request: Request) -> Store:
    return get_store(request)


async def _gate(request: Request) -> Gate:
    return get_gate(request)


async def _caller_address(request: Request) -> str:
    return caller_address(request)


# First of all dependencies of a route: who may not come in gets no turn and learns nothing.
UNLESS_OPEN = Depends(require_unless_open)
StoreDep = Annotated[Store, Depends(_store)]
GateDep = Annotated[Gate, Depends(_gate)]
CallerAddressDep = Annotated[str, Depends(_caller_address)]
OpenSessionDep = Annotated[OpenSession, Depends(current_session)]
AnyRoleDep = Annotated[Principal, Depends(require())]
AdminDep = Annotated[Principal, Depends(require(Role.ADMIN))]
