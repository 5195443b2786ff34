import hmac

import pytest

from service.access import secrets_format
from service.access.secrets_format import (
    Credential,
    csrf_token,
    hash_secret,
    is_secret,
    new_secret,
    read_key,
    read_token,
    write_key,
    write_token,
)

ID = "0" * 31 + "a"


def test_a_secret_has_256_bits_and_is_never_the_same():
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(bytes.fromhex(secret)) == 32 for secret in made)


def test_keys_and_tokens_are_read_as_they_were_written():
    credential = Credential(ID, new_secret())
    assert read_key(write_key(credential)) == credential
    assert read_token(write_token(credential)) == credential


@pytest.mark.parametrize(
    "text",
    [
        "",
        "casetag_",
        f"casetag_{ID}",
        f"casetag_{ID}_{'g' * 64}",
        f"casetag_{ID}_{'0' * 63}",
        f"casetag_{ID}_{'0' * 65}",
        f"casetag_{ID.upper()}_{'0' * 64}",
        f"casetag_{ID}_{'0' * 64}\n",
        f" casetag_{ID}_{'0' * 64}",
        f"casetag_{ID}_{'٠' * 64}",
        "x" * 100_000,
    ],
)
def test_what_is_not_written_like_a_key_is_none(text):
    assert read_key(text) is None
    assert read_token(text) is None


def test_only_the_secret_itself_fits_its_hash():
    secret = new_secret()
    assert is_secret(secret, hash_secret(secret))
    assert not is_secret(new_secret(), hash_secret(secret))
    assert not is_secret(hash_secret(secret), hash_secret(secret))


@pytest.mark.parametrize("secret", ["", "x"])
def test_without_a_stored_hash_nothing_fits(secret):
    assert not is_secret(secret, None)


def test_comparison_is_in_constant_time_also_when_nothing_is_stored(monkeypatch):
    compared = []

    def watch(one, other):
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(secrets_format.hmac, "compare_digest", watch)
    assert hmac.compare_digest is watch
    is_secret("a", hash_secret("b"))
    is_secret("a", None)
    assert compared == [(64, 64), (64, 64)]


def test_a_credential_does_not_show_its_secret():
    credential = Credential(ID, new_secret())
    assert credential.secret not in f"{credential} {credential!r}"


def test_the_csrf_token_follows_from_the_secret_and_does_not_tell_it():
    secret = new_secret()
    assert csrf_token(secret) == csrf_token(secret) != csrf_token(new_secret())
    assert csrf_token(secret) not in (secret, hash_secret(secret))
