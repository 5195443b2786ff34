"""Decide who comes in: look at keys, sessions and links, count failed tries, keep the audit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session

from service.access import api_keys, clock, login_links, sessions
from service.access.attempts import AttemptLimiter
from service.access.principals import ANONYMOUS_ACTOR, Principal
from service.access.roles import PAGE_ROLES, Role
from service.access.secrets_format import Credential, csrf_token, is_secret, read_key, read_token
from service.access.sessions import OpenSession
from service.errors import (
    CsrfError,
    ForbiddenError,
    LinkUnusableError,
    NotSignedInError,
    StoreUnavailableError,
    TooManyAttemptsError,
)
from service.logs import get_logger
from service.settings import Settings
from service.store import audit
from service.store.tables import ApiKey, LoginLink

# A flood from many addresses must not fill the audit: the log still has each try.
MAX_AUDITED_PER_MINUTE = 60
EVERYBODY = "everybody"
UNUSABLE_KEY = "The key is unknown, expired or revoked."
UNUSABLE_SESSION = "The session has ended. Sign in again."
UNUSABLE_LINK = "The link is unknown, used or too old. Ask for a new one."


class Sessions(Protocol):
    """The part of the store that is needed here."""

    def session(self) -> AbstractContextManager[Session]:
        """Open a transaction that is committed when it ends well."""

    def reading(self) -> AbstractContextManager[Session]:
        """Open a transaction that only reads, and waits for nobody who writes."""


class Gate:
    """One for each app: it remembers the failed tries."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._attempts = AttemptLimiter(
            max_failures=settings.max_failed_attempts,
            window_seconds=settings.failed_attempts_minutes * 60,
        )
        self._audited = AttemptLimiter(max_failures=MAX_AUDITED_PER_MINUTE, window_seconds=60)

    def admit_key(self, store: Sessions, text: str, address: str) -> Principal:
        """Return who comes with a key.

        Raises:
            NotSignedInError: If the key is unknown, expired or revoked.
            TooManyAttemptsError: If too many tries have failed.
        """
        credential = self._read(read_key, store, text, address, NotSignedInError(UNUSABLE_KEY))
        now = clock.now()
        with store.reading() as database:
            key, problem = self._look_at_key(database, credential)
            principal = api_keys.key_principal(key) if key else None
            is_due = key is not None and api_keys.is_use_due(key, now)
        if principal is None or problem is not None:
            self._fail(store, address, problem or "unknown", credential.id, principal)
            raise NotSignedInError(UNUSABLE_KEY)
        if is_due:
            self._note(store, lambda database: api_keys.note_use(database, credential.id, now))
        return principal

    def admit_session(
        self, store: Sessions, token: str, address: str, *, sent_csrf: str | None, is_unsafe: bool
    ) -> OpenSession:
        """Return the session that a browser's cookie stands for.

        Args:
            store: Where sessions are kept.
            token: What the cookie holds.
            address: Of the caller, only for the count of failed tries.
            sent_csrf: What the page sent along with an unsafe request.
            is_unsafe: Whether the request may change something.

        Raises:
            NotSignedInError: If there is no such session any more.
            CsrfError: If an unsafe request comes without the page's own token.
            TooManyAttemptsError: If too many tries have failed.
        """
        credential = read_token(token)
        now = clock.now()
        with store.reading() as database:
            row = sessions.find_session(database, credential) if credential else None
            csrf_hash = row.csrf_hash if row else None
            is_open = row is not None and sessions.is_open(
                database, row, now, self._settings.session_idle_minutes
            )
            is_due = row is not None and sessions.is_note_due(row, now)
            principal = sessions.session_principal(row) if row else None
            expires_at = row.expires_at if row else now
        if credential is None or principal is None or not is_open:
            # A session that has ended is no guess: its browser only did not know yet. And who has
            # an open one works on, whatever others have tried from behind the same address.
            if principal is None:
                self._attempts.check(address)
                self._fail(store, address, "unknown", None, None)
            raise NotSignedInError(UNUSABLE_SESSION)
        if is_unsafe and not is_secret(sent_csrf or "", csrf_hash):
            raise CsrfError("Send the session's own token as X-CSRF-Token.")
        if is_due:
            self._note(store, lambda database: sessions.note_seen(database, credential.id, now))
        csrf = csrf_token(credential.secret)
        return OpenSession(credential.id, principal, csrf, expires_at)

    def sign_in_with_key(self, store: Sessions, text: str, address: str) -> tuple[OpenSession, str]:
        """Begin a session with a key; return it and the token for the cookie.

        Raises:
            NotSignedInError: If the key is unknown, expired or revoked.
            ForbiddenError: If the key is one of a case system.
            TooManyAttemptsError: If too many tries have failed.
        """
        principal = self.admit_key(store, text, address)
        if principal.role not in PAGE_ROLES:
            raise ForbiddenError("The key of a case system opens no page.")
        with store.session() as database:
            key = database.get_one(ApiKey, principal.key_id)
            return self._begin(database, key, {"key_id": key.id})

    def sign_in_with_link(
        self, store: Sessions, token: str, address: str
    ) -> tuple[OpenSession, str]:
        """Begin a session with a one-time link; return it and the token for the cookie.

        Raises:
            LinkUnusableError: If the link is unknown, used or too old.
            TooManyAttemptsError: If too many tries have failed.
        """
        refusal = LinkUnusableError(UNUSABLE_LINK)
        credential = self._read(read_token, store, token, address, refusal)
        with store.session() as database:
            link = login_links.use_link(database, credential)
            if link is not None:
                return self._begin(database, link, {"link_id": link.id})
        self._fail(store, address, "link", None, None)
        raise refusal

    def end_replaced(self, store: Sessions, token: str | None) -> None:
        """End the session that a browser had before it signed in anew."""
        credential = read_token(token or "")
        if credential is None:
            return
        with store.session() as database:
            if sessions.find_session(database, credential) is not None:
                sessions.close_session(database, credential.id)

    def _begin(
        self, database: Session, source: ApiKey | LoginLink, detail: dict[str, str]
    ) -> tuple[OpenSession, str]:
        opened, token = sessions.open_session(database, source, self._settings.session_hours)
        audit.append(
            database,
            organisation_id=opened.principal.organisation_id,
            actor=opened.principal.actor,
            action="signed_in",
            detail=detail | {"role": opened.principal.role.value},
        )
        return opened, token

    def _look_at_key(
        self, database: Session, credential: Credential
    ) -> tuple[ApiKey | None, str | None]:
        key = api_keys.find_key(database, credential)
        return key, api_keys.end_of(key, clock.now()) if key else "unknown"

    def _read(
        self,
        read: Callable[[str], Credential | None],
        store: Sessions,
        text: str,
        address: str,
        refusal: NotSignedInError | LinkUnusableError,
    ) -> Credential:
        """Read a key or a token, unless its caller has failed too often."""
        credential = read(text)
        self._attempts.check(address, credential.id if credential else None)
        if credential is None:
            self._fail(store, address, "malformed", None, None)
            raise refusal
        return credential

    def _fail(
        self,
        store: Sessions,
        address: str,
        reason: str,
        key_id: str | None,
        principal: Principal | None,
    ) -> None:
        """Count a failed try and write it down, without the secret and without the address."""
        self._attempts.fail(address, key_id)
        get_logger().warning("sign_in_failed", reason=reason)
        try:
            self._audited.check(EVERYBODY)
        except TooManyAttemptsError:
            return
        self._audited.fail(EVERYBODY)
        with store.session() as database:
            audit.append(
                database,
                organisation_id=principal.organisation_id if principal else None,
                actor=principal.actor if principal else ANONYMOUS_ACTOR,
                action="sign_in_failed",
                detail={"reason": reason},
            )

    def _note(self, store: Sessions, write: Callable[[Session], None]) -> None:
        """Write down a use; a busy database must not turn a good key away."""
        try:
            with store.session() as database:
                write(database)
        except StoreUnavailableError:
            get_logger().warning("use_not_noted")


def check_role(principal: Principal, roles: frozenset[Role]) -> None:
    """Refuse who has none of these roles.

    Raises:
        ForbiddenError: If the role does not allow it.
    """
    if principal.role not in roles:
        raise ForbiddenError("Your role does not allow this.")
