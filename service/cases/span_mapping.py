"""Move spans from a text to the same text with some of its words replaced."""

from bisect import bisect_right
from collections.abc import Iterable

from models.types import Identifier, Span


class SpanMapper:
    """Knows where each place of a text is after replacements.

    Args:
        replacements: Stretches of the old text and what stands there now, in order, none
            overlapping another.
    """

    def __init__(self, replacements: Iterable[Identifier]) -> None:
        self._old: list[Span] = []
        self._new: list[Span] = []
        shift = 0
        for found in replacements:
            start = found.start + shift
            self._old.append(Span(found.start, found.end))
            self._new.append(Span(start, start + len(found.placeholder)))
            shift += len(found.placeholder) - (found.end - found.start)

    def move(self, span: Span) -> Span:
        """Return where a span is now; one that cuts a replacement takes all of it."""
        return Span(self._place(span.start, is_end=False), self._place(span.end, is_end=True))

    def _place(self, offset: int, *, is_end: bool) -> int:
        before = bisect_right([old.start for old in self._old], offset - is_end) - 1
        if before < 0:
            return offset
        old, new = self._old[before], self._new[before]
        if offset - is_end < old.end:
            return new.end if is_end else new.start
        return offset + new.end - old.end
