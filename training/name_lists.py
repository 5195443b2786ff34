"""Names to draw from when narratives are augmented, by language, script and kind.

Read from data/names (committed) and, where it is there, from the gazetteers of the shared
NER folder. A variety is a language in one script, such as "uz-Cyrl".
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from models.inflection import KINDS, NO_FORMS, read_varieties
from models.name_lists import NameLists

ROOT = Path(__file__).parent.parent
NAMES_FOLDER = ROOT / "data" / "names"
SHARED_NER_FOLDER = ROOT.parent / "shared" / "ner"
COMMON_WORDS_FILE = "common_words.yaml"

# Our key -> keys of data/names, key of the shared gazetteers.
LIST_KEYS = {
    "first_male": ("given_male", "first_male"),
    "first_female": ("given_female", "first_female"),
    "last_male": ("surnames", "surnames_male", "last"),
    "last_female": ("surnames", "surnames_female"),
    "middle_male": ("patronymics_male", "middle"),
    "middle_female": ("patronymics_female",),
}
DERIVED_PER_KIND = 300
STRESS_MARK = "\N{COMBINING ACUTE ACCENT}"


@lru_cache(maxsize=4)
def read_name_lists(
    names_folder: Path = NAMES_FOLDER, shared_ner: Path = SHARED_NER_FOLDER
) -> dict[str, NameLists]:
    """Read the name lists of every variety; folders that are not there give nothing."""
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    words = _read_common_words(names_folder / COMMON_WORDS_FILE)
    common: dict[str, frozenset[str]] = {}
    for path in sorted(names_folder.glob("*.yaml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(record, dict) and "script" in record:
            variety = f"{record['lang']}-{record['script']}"
            common[variety] = words.get(path.stem, frozenset())
            _add(names[variety], record)
    for path in sorted((shared_ner / "gazetteers").glob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            # "ro-MD-Latn" is Romanian too.
            parts = path.name.removesuffix(".json.gz").split("-")
            _add(names[f"{parts[0]}-{parts[-1]}"], json.load(lines))
    return {
        variety: NameLists(variety, _complete(variety, lists), common.get(variety, frozenset()))
        for variety, lists in names.items()
    }


def _read_common_words(path: Path) -> dict[str, frozenset[str]]:
    if not path.exists():
        return {}
    contents = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {
        stem: frozenset(item["name"] for item in items)
        for stem, items in contents.items()
        if isinstance(items, list)
    }


def _add(lists: dict[str, list[str]], record: Mapping[str, Any]) -> None:
    for kind, keys in LIST_KEYS.items():
        for key in keys:
            names = (name for name in record.get(key, ()) if _is_name(name))
            lists[kind] += [name.replace(STRESS_MARK, "") for name in names]


def _is_name(name: object) -> bool:
    return isinstance(name, str) and len(name) > 1 and name[0].isalpha()


def _complete(variety: str, lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Add the names that are made from others: women's surnames, patronymics."""
    forms = read_varieties().get(variety, NO_FORMS)
    names = {kind: list(dict.fromkeys(lists.get(kind, ()))) for kind in KINDS}
    for target, (source, _) in forms.derivations.items():
        # Surnames of women are made of all of men's, other kinds only where a list is thin.
        if target == "last_female" or len(names[target]) < DERIVED_PER_KIND:
            derived = (forms.derive(name, source, target) for name in names[source])
            names[target] = list(dict.fromkeys([*names[target], *filter(None, derived)]))
    if not names["last_female"]:
        names["last_female"] = list(names["last_male"])
    return {kind: tuple(kept) for kind, kept in names.items()}
