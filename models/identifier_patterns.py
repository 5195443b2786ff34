"""Find every identifier that a pattern can find, kind by kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from models.patterns.addresses import ADDRESS, find_addresses
from models.patterns.birth_dates import DOB, find_birth_dates
from models.patterns.emails import EMAIL, find_emails
from models.patterns.handles import HANDLE, find_handles
from models.patterns.id_numbers import ID_NUMBER, find_id_numbers
from models.patterns.phones import PHONE, find_phones
from models.patterns.plates import PLATE, find_plates
from models.placeholders import blank_placeholders
from models.types import Entity

Finder = Callable[[str], Iterator[Entity]]
# Where two kinds are equally sure of the same characters, the first gives the label.
FINDERS: Mapping[str, Finder] = MappingProxyType(
    {
        EMAIL: find_emails,
        DOB: find_birth_dates,
        PLATE: find_plates,
        ID_NUMBER: find_id_numbers,
        PHONE: find_phones,
        HANDLE: find_handles,
        ADDRESS: find_addresses,
    }
)


def find_identifiers(text: str) -> list[Entity]:
    """Return the identifiers of a text in order, without those that lie inside another.

    Entities may still overlap; whatever any finder covers is covered.
    """
    readable = blank_placeholders(text)
    found = [entity for find in FINDERS.values() for entity in find(readable)]
    return sorted(_outermost(found), key=lambda e: (e.start, e.end))


def _outermost(entities: Iterable[Entity]) -> list[Entity]:
    """Drop what lies inside another entity: sorted by start, only the farthest end matters."""
    kept: list[Entity] = []
    farthest = 0
    for entity in sorted(entities, key=lambda e: (e.start, -e.end, -e.score)):
        if entity.end > farthest:
            kept.append(entity)
            farthest = entity.end
    return kept
