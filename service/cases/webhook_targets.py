"""Where messages may go: public addresses by HTTPS, looked up once and then connected to.

A name can be made to point at this machine between a check and a connection (DNS rebinding), so
what was checked is what is connected to: the address, not the name.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from service.errors import WebhookTargetError

MAX_URL_CHARACTERS = 1000
_PORTS = {"https": 443, "http": 80}
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A checked place to send to.

    Attributes:
        url: The URL with the address in the place of the name.
        host: What the Host header and the certificate are about.
        host_header: The same with its port, where it is not the usual one.
    """

    url: str
    host: str
    host_header: str


def check_url(url: str, *, allow_private: bool) -> SplitResult:
    """Return the parts of a URL that messages may go to, as far as it can be told without DNS.

    Raises:
        WebhookTargetError: If it may not. It is not quoted: it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WebhookTargetError("The address of the webhook is no URL.") from None
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise WebhookTargetError("The address of the webhook has characters that are none of one.")
    if parts.scheme not in _PORTS or (parts.scheme == "http" and not allow_private):
        raise WebhookTargetError("A webhook needs an https address.")
    if not parts.hostname or port == 0:
        raise WebhookTargetError("The address of the webhook has no host.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise WebhookTargetError("The address of a webhook has no password and no fragment.")
    literal = _literal(parts.hostname)
    if literal is not None and not allow_private and not is_public(literal):
        raise WebhookTargetError("A webhook may not go to this machine or its networks.")
    return parts


def resolve(url: str, *, allow_private: bool) -> Target:
    """Look a URL's host up and return where to connect to.

    Raises:
        WebhookTargetError: If the host is not found, or any of its addresses is not public.
    """
    parts = check_url(url, allow_private=allow_private)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookTargetError("The host of the webhook is not found.") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not (allow_private or all(map(is_public, addresses))):
        raise WebhookTargetError("A webhook may not go to this machine or its networks.")
    place = f"[{addresses[0]}]" if addresses[0].version == 6 else str(addresses[0])
    name = f"[{host}]" if ":" in host else host
    return Target(
        url=parts._replace(netloc=f"{place}:{port}").geturl(),
        host=host,
        host_header=name if port == _PORTS[parts.scheme] else f"{name}:{port}",
    )


def is_public(address: _Address) -> bool:
    """Tell whether an address is out on the internet, also one that wraps another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address in one of RFC 6052's 64:ff9b::/96."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
