"""Check that what a person adds to a case is a label there is."""

from functools import cache

from babel import Locale

from models.errors import LabelError
from models.labels import LabelSets
from service.cases.submission import COUNTRY, COUNTRY_OTHER
from service.errors import LabelUnknownError

_CODE_LETTERS = 2


def check_label(labels: LabelSets, facet: str, label: str) -> None:
    """Pass over a label in use.

    Raises:
        LabelUnknownError: If there is no such facet, label or country. It is not quoted.
    """
    if facet in {COUNTRY, COUNTRY_OTHER}:
        is_known = label in labels.countries or label in _country_codes()
    else:
        try:
            is_known = label in labels[facet].ids
        except LabelError:
            is_known = False
    if not is_known:
        raise LabelUnknownError("A label is not one of the labels in use; see /v1/labels.")


def exclusive_labels(labels: LabelSets, facet: str) -> frozenset[str]:
    """Return the labels of a facet that stand alone; none for countries."""
    try:
        return labels[facet].exclusive
    except LabelError:
        return frozenset()


@cache
def _country_codes() -> frozenset[str]:
    territories = Locale("en").territories
    codes = map(str, territories)
    return frozenset(code for code in codes if code.isalpha() and len(code) == _CODE_LETTERS)
