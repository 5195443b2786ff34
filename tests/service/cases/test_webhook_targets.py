import socket

import pytest

from service.cases import webhook_targets
from service.cases.webhook_targets import check_url, resolve
from service.errors import WebhookTargetError


@pytest.fixture
def lookup(monkeypatch):
    """Let every host have these addresses."""

    def answer(*addresses):
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses
        ]
        monkeypatch.setattr(webhook_targets.socket, "getaddrinfo", lambda *_a, **_k: found)

    return answer


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///x",
        "https://user:secret@example.org/",
        "https://example.org/#x",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://[::1",
        "https://exa mple.org/",
        "https://example.org\\@127.0.0.1/",
        "https://example.org/\r\nHost: x",
        "https://пример.example/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "",
    ],
)
def test_addresses_that_no_webhook_may_have(url):
    with pytest.raises(WebhookTargetError) as refused:
        check_url(url, allow_private=False)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["192.168.1.1"],
        ["100.64.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["fd00::1"],
        ["fe80::1%eth0"],
        ["::ffff:10.0.0.1"],
        ["93.184.215.14", "127.0.0.1"],
        [],
    ],
)
def test_names_that_lead_to_private_addresses_are_refused(lookup, addresses):
    lookup(*addresses)
    with pytest.raises(WebhookTargetError):
        resolve("https://example.org/", allow_private=False)


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_other_spellings_of_this_machine_are_refused(spelling):
    with pytest.raises(WebhookTargetError):
        resolve(f"https://{spelling}/", allow_private=False)


def test_what_was_checked_is_what_is_connected_to(lookup):
    lookup("93.184.215.14")
    target = resolve("https://example.org/hook?a=1", allow_private=False)
    assert target.url == "https://93.184.215.14:443/hook?a=1"
    assert (target.host, target.host_header) == ("example.org", "example.org")


def test_an_unusual_port_is_told_to_the_host(lookup):
    lookup("2606:4700::1111")
    target = resolve("https://example.org:8443/", allow_private=False)
    assert target.url == "https://[2606:4700::1111]:8443/"
    assert target.host_header == "example.org:8443"


def test_private_addresses_are_allowed_by_a_setting():
    assert resolve("http://127.0.0.1:99/", allow_private=True).url == "http://127.0.0.1:99/"
