"""Make the names that realistic redaction draws from: a part of data/names, in one small file.

`python -m training.build_substitute_names` writes models/resources/substitute_names.json,
because serving has no data/ folder. Names that are also words are left out: a substitute
must read as a name.
"""

import argparse
import json
import random
from collections.abc import Mapping
from pathlib import Path

from models.name_lists import NameLists
from models.substitutes_lists import NAME_WORD, SUBSTITUTE_NAMES_FILE
from training.name_lists import NAMES_FOLDER, read_name_lists

MOST_OF_A_KIND = 200
NO_FOLDER = NAMES_FOLDER / "none"


def choose_names(lists: Mapping[str, NameLists]) -> dict[str, dict[str, list[str]]]:
    """Return for each variety and kind the names to serve, the same ones every time."""
    return {
        variety: {kind: _choose(names, kind) for kind in names.names}
        for variety, names in sorted(lists.items())
    }


def _choose(lists: NameLists, kind: str) -> list[str]:
    names = sorted(
        name
        for name in set(lists.names[kind])
        if NAME_WORD.fullmatch(name) and name not in lists.common_words
    )
    rng = random.Random(f"{lists.variety} {kind}")
    return sorted(rng.sample(names, min(len(names), MOST_OF_A_KIND)))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=SUBSTITUTE_NAMES_FILE)
    names = choose_names(read_name_lists(shared_ner=NO_FOLDER))
    lines = [
        f'"{variety}": {{\n'
        + ",\n".join(
            f'  "{kind}": {json.dumps(listed, ensure_ascii=False)}'
            for kind, listed in by_kind.items()
        )
        + "\n}"
        for variety, by_kind in names.items()
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    parser.parse_args().to.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
