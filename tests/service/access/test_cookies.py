import pytest

from service.access.cookies import check_cookies, is_loopback
from service.errors import SettingsError
from service.settings import Settings


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("casetag.example", False),
        ("localhost.example", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(host, is_here):
    assert is_loopback(host) is is_here


def test_cookies_without_secure_are_for_a_loopback_address_only():
    check_cookies(Settings(host="127.0.0.1", secure_cookies=False))
    check_cookies(Settings(host="192.0.2.1"))
    with pytest.raises(SettingsError, match="loopback"):
        check_cookies(Settings(host="192.0.2.1", secure_cookies=False))
