"""Compile what the resolver reads beside the tables: letters, endings, words of role."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from models.folding import Folding
from training.gazetteer_sources import read_yaml

Nested = Mapping[str, Any] | list[str]
Endings = dict[str, dict[str, str]]


def compile_rules(folder: Path) -> dict[str, Any]:
    """Return what the resolver reads beside the tables: letters, endings, words of role."""
    folding_data = read_yaml(folder / "folding.yaml")
    folding = Folding(folding_data["sequences"], folding_data["letters"])
    ambiguous, roles = read_yaml(folder / "ambiguous.yaml"), read_yaml(folder / "roles.yaml")
    rules = {group: _folded(words, folding) for group, words in ambiguous.items()}
    rules |= {group: _folded(words, folding) for group, words in roles.items() if group != "homes"}
    return {
        **rules,
        "homes": roles["homes"],
        "folding": folding_data,
        "endings": compile_endings(read_yaml(folder / "endings.yaml"), folding),
    }


def _folded(value: Nested, folding: Folding) -> dict[str, Any] | list[str]:
    """Fold every word of nested lists, keeping a star at the end."""
    if isinstance(value, Mapping):
        return {key: _folded(inner, folding) for key, inner in value.items()}
    folded = {folding.fold(word) + "*" * word.endswith("*") for word in value}
    return sorted(folded - {"", "*"})


def compile_endings(data: Mapping[str, Any], folding: Folding) -> dict[str, Any]:
    """Fold the endings of each family, and join the families of each script and language."""
    families = {name: _family(parts, folding) for name, parts in data["families"].items()}
    joined = {script: _join(families, names) for script, names in data["scripts"].items()}
    result = {script[0]: endings for script, endings in joined.items()}
    for language, names in data["languages"].items():
        result[f"L-{language}"] = _join(families, names)
    result["other"] = _join(families, data["other"])
    return result


def _family(parts: Mapping[str, Any], folding: Folding) -> Endings:
    """Return the folded endings of one family by group, each with the case it shows."""
    made = [head + tail for head in parts.get("adjective", []) for tail in parts["adjective_tail"]]
    tails = parts.get("adjective_tail", [])
    result = {}
    for group, extra in (("full", made), ("cut", made + tails)):
        endings = dict.fromkeys(map(folding.fold, extra), "adjective")
        endings.update(dict.fromkeys(map(folding.fold, parts.get("dweller", [])), ""))
        for case, forms in parts[group].items():
            endings.update({folding.fold(form): case for form in forms})
        result[group] = endings
    return result


def _join(families: Mapping[str, Any], names: Iterable[str]) -> Endings:
    """Join families; an ending that shows a case in one of them keeps it."""
    joined: Endings = {"full": {}, "cut": {}}
    for name in names:
        for group, endings in joined.items():
            for ending, case in families[name][group].items():
                if not endings.get(ending):
                    endings[ending] = case
    return {group: dict(sorted(endings.items())) for group, endings in joined.items()}
