"""The files of the web page."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_FOLDER = Path(__file__).parent / "static"


class PageFiles(StaticFiles):
    """Static files; an address that no file system can hold is not found, not a fault."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file at a path."""
        try:
            return await super().get_response(path, scope)
        except ValueError:  # a NUL in the path
            raise HTTPException(404) from None
