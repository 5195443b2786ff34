"""Write figures as Markdown: tables, shares, intervals."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; floats are shown with three digits."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def interval(pair: Sequence[float]) -> str:
    """Return an interval as text."""
    return f"{pair[0]:.3f} to {pair[1]:.3f}"


def percent(value: float) -> str:
    """Return a share in per cent with one digit."""
    return f"{100 * value:.1f} %"


def percent_interval(pair: Sequence[float]) -> str:
    """Return an interval of a share in per cent."""
    return f"{percent(pair[0])} to {percent(pair[1])}"
