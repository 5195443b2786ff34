"""Check digits of personal numbers, bank cards and accounts.

A number whose check digit fits needs no word beside it; one that a word announces needs no check
digit, for writers mask digits and mistype them.
"""

from models.patterns.personal_numbers import is_personal_number

_CARD_LENGTHS = range(15, 20)
_IBAN_LENGTHS = range(15, 35)


def is_valid(code: str) -> bool:
    """Tell whether the check digits of any known kind of number fit this code."""
    plain = "".join(c for c in code if c.isalnum()).upper()
    if not plain.isascii():
        return False
    if is_personal_number(plain):
        return True
    return (plain.isdigit() and len(plain) in _CARD_LENGTHS and is_luhn(plain)) or is_iban(plain)


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
