"""Invent numbers, addresses and the like: they look real and can belong to nobody.

Phone numbers begin with 000 after the country code, e-mails are at example.org, handles hold
a hyphen, check digits are wrong, streets are called Example Street, births are on 30 February.
"""

import random
import string
from collections.abc import Mapping
from functools import cache
from typing import cast

from models.patterns.check_digits import is_valid
from models.resource_files import read_resource
from models.romanisation import romanise
from models.substitutes_lists import read_substitute_names, variety_for

_FEWEST_DIGITS = 5  # of a phone number that is written in digits
_NATIONAL_DIGITS = 9
_CODE_STARTS = "123456789"
_CYRILLIC, _LATIN_LETTERS = "АВЕКМНОРСТХ", "ABCEHKMOPTX"
_TRIES = 50


def invent_value(label: str, mention: str, language: str, seed: int) -> str:
    """Return something of a kind that is written like a mention.

    Args:
        label: EMAIL, PHONE, HANDLE, ID_NUMBER, ADDRESS, PLATE or DOB; others are like ID_NUMBER.
        mention: What is to be replaced; its digits and letters are never used.
        language: Code of the text's language.
        seed: The same for all mentions of one phone number, person's handle and so on.
    """
    rng = random.Random(seed)
    if label == "PHONE":
        return _phone(mention, rng)
    if label == "EMAIL":
        return f"{_latin_name(rng)}.{rng.randint(100, 999)}@example.org"
    if label == "HANDLE":
        return _handle(mention, rng)
    if label == "ADDRESS":
        return _address(mention, language, rng)
    if label == "DOB":
        return _birth_date(mention, rng)
    if label == "PLATE":
        return _like_shape(mention, rng, leading_zeros=3)
    return _id_number(mention, rng)


def _phone(mention: str, rng: random.Random) -> str:
    """Keep the way of grouping; "000" where no operator's number begins."""
    count = sum(character.isdigit() for character in mention)
    pool = [rng.choice(string.digits) for _ in range(count + _NATIONAL_DIGITS)]
    if count < _FEWEST_DIGITS or any(character.isalpha() for character in mention):
        return f"+{rng.choice(_calling_codes())} 000 {''.join(pool[:3])} {''.join(pool[3:6])}"
    prefix = _prefix("".join(c for c in mention if c.isdigit()), mention.lstrip(" (")[:1] == "+")
    # Filled from the end: a number with and without its country code ends alike.
    digits = (prefix + "000").ljust(count, "?")[:count]
    tail = pool[: count - len(digits.rstrip("?"))]
    filled = iter(digits.rstrip("?") + "".join(reversed(tail)))
    return "".join(next(filled) if c.isdigit() else c for c in mention)


def _prefix(digits: str, has_plus: bool) -> str:
    """Return what comes before the national number: a country code says no more than a country."""
    start = "00" if digits.startswith("00") else ""
    if has_plus or start:
        codes = (code for code in _calling_codes() if digits.startswith(start + code))
        return start + next(codes, "")
    return digits[:1] if digits[0] in "08" else ""


@cache
def _calling_codes() -> tuple[str, ...]:
    return tuple(cast(list[str], read_resource("substitutes")["calling_codes"]))


def _handle(mention: str, rng: random.Random) -> str:
    name = f"{_latin_name(rng)}-example-{rng.randint(100, 999)}"
    if "/" in mention or "." in mention.strip("."):
        return f"https://example.org/{name}"
    return f"@{name}" if mention.startswith("@") else name


def _latin_name(rng: random.Random) -> str:
    names = read_substitute_names()["en-Latn"].names[rng.choice(("first_male", "first_female"))]
    return romanise(rng.choice(names))


def _address(mention: str, language: str, rng: random.Random) -> str:
    by_variety = cast(Mapping[str, list[str]], read_resource("substitutes")["addresses"])
    templates = by_variety[variety_for(language, mention) or "en-Latn"]
    pieces = rng.choice(templates).split("#")
    # 900: streets with so many houses are few.
    numbers = [str(rng.randint(900, 999)) for _ in pieces[1:]] + [""]
    return "".join(piece + number for piece, number in zip(pieces, numbers, strict=True))


def _birth_date(mention: str, rng: random.Random) -> str:
    """Return 30 February of some year, or the year, in the mention's order of digits."""
    year = str(rng.randint(1945, 2004))
    groups = "".join(c if c.isdigit() else " " for c in mention).split()
    if len(groups) == 1 and len(groups[0]) == len(year):
        return year
    separator = next((c for c in mention if c in ".-/"), ".")
    if groups and len(groups[0]) == len(year):
        return separator.join((year, "02", "30"))
    return separator.join(("30", "02", year))


def _id_number(mention: str, rng: random.Random) -> str:
    for _ in range(_TRIES):
        number = _like_shape(mention, rng, leading_zeros=3)
        if not is_valid(number):
            break
    return number


def _like_shape(mention: str, rng: random.Random, *, leading_zeros: int) -> str:
    """Return other letters and digits in the same places; the digits begin with zeros."""
    zeros = leading_zeros
    pieces = []
    for character in mention:
        if character.isnumeric():
            pieces.append("0" if zeros > 0 else rng.choice(string.digits))
            zeros -= 1
        elif character.isalpha():
            pieces.append(_letter_like(character, rng))
        elif character.isprintable():
            pieces.append(character)
    return "".join(pieces)


def _letter_like(character: str, rng: random.Random) -> str:
    letters = _CYRILLIC if "\u0400" <= character <= "\u052f" else _LATIN_LETTERS
    letter = rng.choice(letters)
    return letter.lower() if character.islower() else letter
