"""Where the files of the web page are."""

from pathlib import Path

STATIC_FOLDER = Path(__file__).parent / "static"
