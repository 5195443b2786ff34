"""A detail of a narrative that narrows down who it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Detail:
    """A stretch of the redacted text that narrows down who somebody is.

    Attributes:
        start: First code point.
        end: Code point after the last.
        sort: Which row of the rule it falls under: "small_place", "age", "unique_role", ...
    """

    start: int
    end: int
    sort: str
