"""The cookie of a session.

One rule for every address: `__Host-`, Secure, HttpOnly, SameSite=Strict. Chromium (checked with
150) and Firefox take a Secure cookie from http://127.0.0.1 and http://localhost as well, since
nobody is in between; from any other http:// address they refuse it, and so they should. For
browsers that refuse it there too, such as Safari, the setting secure_cookies drops
the prefix and the word Secure, and `check_cookies` lets it do so at a loopback address only.
"""

import ipaddress
from collections.abc import Mapping

from fastapi import Response

from service.errors import SettingsError
from service.settings import Settings

COOKIE = "__Host-casetag"
PLAIN_COOKIE = "casetag"
SECONDS_PER_HOUR = 3600


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen at can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def check_cookies(settings: Settings) -> None:
    """Refuse to send sessions over a network in a cookie that is not Secure.

    Raises:
        SettingsError: If secure_cookies is off and the service listens elsewhere than here.
    """
    if not settings.secure_cookies and not is_loopback(settings.host):
        raise SettingsError("CASETAG_SECURE_COOKIES may be off at a loopback address only.")


def cookie_name(settings: Settings) -> str:
    """Return the name that the cookie has under these settings."""
    return COOKIE if settings.secure_cookies else PLAIN_COOKIE


def session_token(cookies: Mapping[str, str], settings: Settings) -> str | None:
    """Return the token of the session that a request comes with."""
    return cookies.get(cookie_name(settings)) or None


def set_session_cookie(response: Response, token: str, settings: Settings) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=settings.session_hours * SECONDS_PER_HOUR,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


def clear_session_cookie(response: Response, settings: Settings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


def is_wildcard(host: str) -> bool:
    """Tell whether an address to listen at stands for all addresses of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
