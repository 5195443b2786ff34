"""Fill the measured sections of README.md: what stands between <!-- name --> and <!-- /name -->."""

import re
from collections.abc import Iterable
from pathlib import Path

README_FILE = Path(__file__).parent.parent / "README.md"


def fill_section(name: str, lines: Iterable[str], path: Path = README_FILE) -> None:
    """Replace the lines of a section.

    Raises:
        ValueError: If the page has no such section, or has it twice.
    """
    page = path.read_text(encoding="utf-8")
    section = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->)", re.S)
    body = "".join(f"{line}\n" for line in lines)
    filled, count = section.subn(lambda match: match[1] + body + match[2], page)
    if count != 1:
        raise ValueError(f"{path.name} has {count} sections named {name}; one is expected")
    path.write_text(filled, encoding="utf-8")
