"""Logging: one JSON object a line on standard error, and never a word of a narrative.

Our own events are fixed words with ids, sizes and durations. What libraries log is cut down to
who said it and where, because their messages may quote what they were given.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from service.failures import describe_failure, short_path

LOGGER = "casetag"
# uvicorn's messages are about sockets and processes; its access log is never on.
TRUSTED_LOGGER = "uvicorn.error"
LEVELS = logging.getLevelNamesMapping()
WITHHELD = "library_message_withheld"


def configure_logging(level: str) -> None:
    """Send everything that is logged, ours and the libraries', to standard error as JSON lines."""
    root = logging.getLogger()
    for handler in [old for old in root.handlers if isinstance(old, StderrHandler)]:
        root.removeHandler(handler)
    root.addHandler(StderrHandler())
    root.setLevel(logging.WARNING)
    logging.getLogger(LOGGER).setLevel(level.upper())
    logging.getLogger(TRUSTED_LOGGER).setLevel(max(LEVELS[level.upper()], logging.INFO))
    logging.getLogger("uvicorn.access").disabled = True
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _withhold_exception,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def get_logger() -> structlog.stdlib.BoundLogger:
    """Return the logger of the service."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(LOGGER)
    return logger


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment of writing."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(SafeFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Say nothing: logging's own report prints the record with its arguments."""


class SafeFormatter(logging.Formatter):
    """Lets our own events through and cuts a library's record down to who and where."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON line."""
        if record.name == LOGGER and isinstance(record.msg, str) and not record.args:
            return record.msg
        return json.dumps(_library_event(record))


def _library_event(record: logging.LogRecord) -> dict[str, Any]:
    trusted = record.name == TRUSTED_LOGGER and not record.exc_info
    event: dict[str, Any] = {
        "event": record.getMessage() if trusted else WITHHELD,
        "logger": record.name,
        "at": f"{short_path(record.pathname)}:{record.lineno}",
        "level": record.levelname.lower(),
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
    }
    if record.exc_info and record.exc_info[1] is not None:
        event |= describe_failure(record.exc_info[1])
    return event


def _withhold_exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and places, should somebody log one."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event.update(describe_failure(error))
    return event
