import pytest
from pydantic import ValidationError

from service.errors import SettingsError
from service.settings import Settings, read_settings


def test_loopback_is_the_default(monkeypatch):
    monkeypatch.delenv("CASETAG_HOST", raising=False)
    assert (read_settings().host, read_settings().port) == ("127.0.0.1", 8000)


def test_environment_is_read(monkeypatch):
    monkeypatch.setenv("CASETAG_PORT", "9001")
    assert read_settings().port == 9001


def test_given_values_win_over_the_environment_and_none_does_not(monkeypatch):
    monkeypatch.setenv("CASETAG_PORT", "9001")
    assert read_settings(port=9002).port == 9002
    assert read_settings(port=None).port == 9001


def test_unknown_key_is_refused_with_its_name_and_the_known_ones():
    with pytest.raises(SettingsError, match=r"CASETAG_PROT\b.*CASETAG_PORT"):
        read_settings(environment={"CASETAG_PROT": "9000", "PATH": "/bin"})


def test_wrong_value_is_refused_without_being_quoted(monkeypatch):
    monkeypatch.setenv("CASETAG_PORT", "Zulfiya")
    with pytest.raises(SettingsError, match="CASETAG_PORT") as caught:
        read_settings()
    assert "Zulfiya" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("MAX_CONCURRENT_REQUESTS", "0"),
        ("LOG_LEVEL", "loud"),
        ("REQUEST_TIMEOUT_SECONDS", "0"),
    ],
)
def test_values_out_of_bounds_are_refused(monkeypatch, name, value):
    monkeypatch.setenv(f"CASETAG_{name}", value)
    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        Settings().port = 1
