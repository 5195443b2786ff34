"""`casetag` and `python -m service`: run a command, and say in one line why it failed."""

import io
import sys

import typer

from models.errors import ArtifactError, CasetagError, LabelError
from service.cli import EXIT_INTERRUPTED, app
from service.errors import SettingsError, StoreError
from service.failures import place_of

EXIT_ERROR = 1
EXIT_UNUSABLE = 3
EXIT_UNEXPECTED = 70


def main() -> None:
    """Run the command line.

    Exit codes: 0 done; 1 the input is wrong or some rows are; 2 the command is wrong; 3 models,
    labels, settings or the store cannot be used; 70 something unexpected; 130 interrupted.
    """
    _speak_utf8()
    try:
        app(standalone_mode=True)
    except (ArtifactError, LabelError, SettingsError, StoreError) as error:
        _stop(f"casetag: {error}", EXIT_UNUSABLE)
    except CasetagError as error:
        _stop(f"casetag: {error}", EXIT_ERROR)
    except KeyboardInterrupt:
        _stop("casetag: interrupted.", EXIT_INTERRUPTED)
    except Exception as error:
        # Not its message: it may quote the narrative.
        _stop(f"casetag: unexpected {place_of(error)}.", EXIT_UNEXPECTED)


def _stop(message: str, code: int) -> None:
    typer.echo(message, err=True)
    sys.exit(code)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the terminal's locale is: labels and narratives need it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
