"""The personal numbers of our countries: length, birth date and check digit of each.

Sources, all public descriptions of the formats: KZ government order on the IIN (weights 1 to 11,
then 3 to 11, 1, 2); UZ cabinet decision on the PINFL and MD law on the register (weights 7, 3, 1);
RU Federal Tax Service order on the INN and Pension Fund order on the SNILS (modulo 101); the
Yugoslav law on the JMBG, which BA, ME, MK, RS and XK took over; RO law 105/1996 on the CNP; UA
Ministry of Finance order on the RNOKPP (days since 31 December 1899 and a weighted sum); BY
State Standard on the identification number. KG, GE, AM, AL and AZ publish no check digit: their
numbers need a word beside them, or a shape of their own.
"""

import re
from collections.abc import Callable, Sequence
from types import MappingProxyType

_LETTER_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Birth dates of 1930 to 2012, as days since 31 December 1899.
_UKRAINIAN_DAYS = range(10_958, 41_275)
_BELARUSIAN = re.compile(r"[1-6]\d{6}[A-Z]\d{3}[A-Z]{2}\d")


def is_personal_number(plain: str) -> bool:
    """Tell whether a code without spaces is a whole personal number with the right check digit."""
    return any(check(plain) for check in PERSONAL_NUMBERS.values())


def _is_date(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _has_length(plain: str, length: int) -> bool:
    return len(plain) == length and plain.isascii() and plain.isdigit()


def _sum(plain: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(plain, weights, strict=False))


def _is_iin(plain: str) -> bool:
    if not (_has_length(plain, 12) and _is_date(plain[4:6], plain[2:4]) and plain[6] in "0123456"):
        return False
    check = _sum(plain, range(1, 12)) % 11
    if check == 10:
        check = _sum(plain, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return check == int(plain[-1])


def _is_pinfl(plain: str) -> bool:
    if not (_has_length(plain, 14) and plain[0] in "123456" and _is_date(plain[1:3], plain[3:5])):
        return False
    return _sum(plain, (7, 3, 1) * 4 + (7,)) % 10 == int(plain[-1])


def _is_idnp(plain: str) -> bool:
    if not (_has_length(plain, 13) and plain[0] in "02" and plain[:2] != "00"):
        return False
    return _sum(plain, (7, 3, 1) * 4) % 10 == int(plain[-1])


def _is_inn_of_kyrgyzstan(plain: str) -> bool:
    """Tell whether it has the gender and birth date; there is no public check digit."""
    return (
        _has_length(plain, 14)
        and plain[0] in "12"
        and _is_date(plain[1:3], plain[3:5])
        and plain[5:7] in ("19", "20")
    )


def _is_inn_of_russia(plain: str) -> bool:
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    return (
        _has_length(plain, 12)
        and plain[:2] != "00"
        and _sum(plain, weights[1:]) % 11 % 10 == int(plain[10])
        and _sum(plain, weights) % 11 % 10 == int(plain[11])
    )


def _is_snils(plain: str) -> bool:
    if not _has_length(plain, 11):
        return False
    return _sum(plain, range(9, 0, -1)) % 101 % 100 == int(plain[9:])


def _is_jmbg(plain: str) -> bool:
    if not (_has_length(plain, 13) and _is_date(plain[:2], plain[2:4]) and plain[4] in "09"):
        return False
    check = 11 - _sum(plain, (7, 6, 5, 4, 3, 2) * 2) % 11
    return (0 if check > 9 else check) == int(plain[-1])


def _is_cnp(plain: str) -> bool:
    if not (_has_length(plain, 13) and plain[0] != "0" and _is_date(plain[5:7], plain[3:5])):
        return False
    check = _sum(plain, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if check == 10 else check) == int(plain[-1])


def _is_rnokpp(plain: str) -> bool:
    if not (_has_length(plain, 10) and int(plain[:5]) in _UKRAINIAN_DAYS):
        return False
    return _sum(plain, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(plain[-1])


def _is_belarusian(plain: str) -> bool:
    if not (_BELARUSIAN.fullmatch(plain) and _is_date(plain[1:3], plain[3:5])):
        return False
    values = [_LETTER_VALUES.index(character) for character in plain[:-1]]
    weights = (7, 3, 1) * 4 + (7,)
    return sum(v * w for v, w in zip(values, weights, strict=True)) % 10 == int(plain[-1])


PERSONAL_NUMBERS = MappingProxyType[str, Callable[[str], bool]](
    {
        "kz_iin": _is_iin,
        "uz_pinfl": _is_pinfl,
        "md_idnp": _is_idnp,
        "kg_inn": _is_inn_of_kyrgyzstan,
        "ru_inn": _is_inn_of_russia,
        "ru_snils": _is_snils,
        "jmbg": _is_jmbg,
        "ro_cnp": _is_cnp,
        "ua_rnokpp": _is_rnokpp,
        "by_number": _is_belarusian,
    }
)
