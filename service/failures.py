"""Tell where an unexpected exception came from, without what it says.

The message of an exception may quote the narrative, so only types and places are told.
"""

import traceback
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAX_FRAMES = 12
MAX_CAUSES = 3


def describe_failure(error: BaseException) -> dict[str, object]:
    """Return the type of an exception, of its causes, and the places it passed, innermost last."""
    return {"exception": _kind(error), "causes": _causes(error), "frames": _frames(error)}


def place_of(error: BaseException) -> str:
    """Return type and innermost place in one line, such as "KeyError at models/text.py:12"."""
    frames = _frames(error)
    return f"{_kind(error)} at {frames[-1]}" if frames else _kind(error)


def short_path(file: str) -> str:
    """Return a path without the folders that only this machine has."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return path.name


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _causes(error: BaseException) -> list[str]:
    causes: list[str] = []
    cause = _cause(error)
    while cause is not None and len(causes) < MAX_CAUSES:
        causes.append(_kind(cause))
        cause = _cause(cause)
    return causes


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> list[str]:
    summary = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return [f"{short_path(frame.filename)}:{frame.lineno}" for frame in summary]
