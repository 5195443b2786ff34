"""Check digits of personal numbers, bank cards and accounts: evidence, never a condition."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from models.resource_files import read_resource

_CARD_LENGTHS = range(15, 20)
_IBAN_LENGTHS = range(15, 35)


def is_valid(code: str) -> bool:
    """Tell whether the check digits of any known kind of number fit this code."""
    plain = "".join(c for c in code if c.isalnum()).upper()
    if not plain.isascii():
        return False
    if plain.isdigit():
        return _is_personal_number(plain) or (len(plain) in _CARD_LENGTHS and is_luhn(plain))
    return is_iban(plain)


def is_luhn(digits: str) -> bool:
    """Tell whether a card number passes the Luhn check."""
    values = [int(d) for d in reversed(digits)]
    doubled = [sum(divmod(2 * v, 10)) for v in values[1::2]]
    return (sum(values[::2]) + sum(doubled)) % 10 == 0


def is_iban(plain: str) -> bool:
    """Tell whether an account number without spaces has remainder 1 modulo 97."""
    if len(plain) not in _IBAN_LENGTHS or not (plain[:2].isalpha() and plain[2:4].isdigit()):
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _is_personal_number(digits: str) -> bool:
    return any(len(digits) == n and weighted_digit(digits, w) for n, w in _weights())


def weighted_digit(digits: str, weights: Sequence[int]) -> bool:
    """Tell whether the last digit is the weighted sum modulo 11, or 11 minus it."""
    rest = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
    return int(digits[-1]) in {rest % 10, (11 - rest) % 10 if rest > 1 else 0}


@cache
def _weights() -> tuple[tuple[int, tuple[int, ...]], ...]:
    kinds = cast(Mapping[str, Mapping[str, Any]], read_resource("id_numbers")["check_digits"])
    return tuple((int(k["length"]), tuple(map(int, k["weights"]))) for k in kinds.values())
