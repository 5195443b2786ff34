"""Read labels/*.yaml and check them: a damaged file is refused with its name and line.

The order of labels in the files is the order of the classifier's outputs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from models.labels import Group, Label, LabelSet, LabelSets
from models.yaml_nodes import YamlMapping, YamlNode, read_yaml

__all__ = ["LABELS_FOLDER", "Group", "Label", "LabelSet", "LabelSets", "load_label_sets"]

LABELS_FOLDER = Path(__file__).parent.parent / "labels"
RECORD_TYPE = "record_type"
FLAGS = "flags"

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_LABEL_KEYS = frozenset(
    [
        "id",
        "names",
        "definition",
        "include",
        "exclude",
        "examples",
        "maps_to",
        "expected_frequency",
        "why",
        "retired",
    ]
)
_GROUP_KEYS = frozenset({"id", "names", "labels"})
_FACET_KEYS = frozenset(
    [
        "facet",
        "names",
        "type",
        "levels",
        "min",
        "max_typical",
        "rule",
        "roll_up",
        "why",
        "needs_record_type",
        "exclusive",
        "groups",
        "labels",
    ]
)


def load_label_sets(folder: Path = LABELS_FOLDER) -> LabelSets:
    """Read and check the label files of a folder.

    Raises:
        LabelError: If a file is damaged; the message has file and line.
    """
    taxonomy = read_yaml(folder / "taxonomy.yaml").mapping()
    version = taxonomy.need("version")
    if not _VERSION.fullmatch(version.text()):
        raise version.error("a version has three numbers, such as 0.1.0.")
    languages = tuple(node.text() for node in taxonomy.need("languages").sequence())
    sentinels = taxonomy.need("sentinel_keys").mapping().need("keys").sequence()
    reader = _Reader(folder, languages, frozenset(node.text() for node in sentinels))
    facets = [node.text() for node in taxonomy.need("facets").sequence()]
    record_types = reader.label_set(RECORD_TYPE)
    return LabelSets(
        version=version.text(),
        languages=languages,
        facets=MappingProxyType({f: reader.label_set(f, record_types.ids) for f in facets}),
        record_types=record_types,
        flags=reader.label_set(FLAGS, record_types.ids),
        countries=reader.countries(),
        warnings=reader.warnings(),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the files of one folder; knows what all of them must share."""

    folder: Path
    languages: tuple[str, ...]
    sentinels: frozenset[str]

    def label_set(self, facet: str, record_types: tuple[str, ...] = ()) -> LabelSet:
        """Read the file of a facet."""
        file = read_yaml(self.folder / f"{facet}.yaml").mapping(_FACET_KEYS)
        if file.need("facet").text() != facet:
            raise file.need("facet").error(f"the facet of this file must be '{facet}'.")
        groups, label_nodes = self._groups(file)
        labels = [self._label(node, facet, group) for node, group in label_nodes]
        _refuse_repeated(label_nodes, [label.id for label in labels])
        self._check_references(label_nodes, {label.id for label in labels})
        in_use = tuple(label for label in labels if not label.retired)
        if not in_use:
            raise file.place.error("no label is in use.")
        return LabelSet(
            facet=facet,
            names=self._names(file),
            labels=in_use,
            groups=groups,
            exclusive=_exclusive(file, {label.id for label in in_use}),
            needs_record_type=_record_type(file, record_types),
            min_labels=file.integer("min", 0),
            retired=tuple(label for label in labels if label.retired),
        )

    def countries(self) -> Mapping[str, Mapping[str, str]]:
        """Read the names of the countries Casetag serves first."""
        file = read_yaml(self.folder / "country.yaml").mapping()
        names: dict[str, Mapping[str, str]] = {}
        for node in (*file.need("priority").sequence(), *file.sequence("also_frequent")):
            country = node.mapping(frozenset({"code", "names"}))
            code = country.need("code")
            if not _COUNTRY_CODE.fullmatch(code.text()) or code.text() in names:
                raise code.error("a country code is two capital letters and given once.")
            names[code.text()] = self._names(country)
        return MappingProxyType(names)

    def warnings(self) -> Mapping[str, Mapping[str, str]]:
        """Read the sentences of the warnings."""
        file = read_yaml(self.folder / "warnings.yaml").mapping(frozenset({"warnings"}))
        texts: dict[str, Mapping[str, str]] = {}
        for node in file.need("warnings").sequence():
            warning = node.mapping(frozenset({"id", "texts"}))
            warning_id = _id(warning)
            if warning_id in texts:
                raise node.error(f"the id '{warning_id}' is given twice.")
            texts[warning_id] = self._names(warning, "texts")
        return MappingProxyType(texts)

    def _groups(
        self, file: YamlMapping
    ) -> tuple[tuple[Group, ...], list[tuple[YamlNode, str | None]]]:
        """Return the groups of a facet and, for each label's place, its group."""
        if "groups" not in file.values:
            return (), [(node, None) for node in file.need("labels").sequence()]
        groups: list[Group] = []
        label_nodes: list[tuple[YamlNode, str | None]] = []
        for node in file.sequence("groups"):
            group = node.mapping(_GROUP_KEYS)
            group_id = _id(group)
            if group_id in {known.id for known in groups}:
                raise node.error(f"the id '{group_id}' is given twice.")
            groups.append(Group(group_id, self._names(group)))
            label_nodes += ((label, group_id) for label in group.need("labels").sequence())
        return tuple(groups), label_nodes

    def _label(self, node: YamlNode, facet: str, group: str | None) -> Label:
        """Read one label."""
        label = node.mapping(_LABEL_KEYS)
        return Label(
            id=_id(label),
            facet=facet,
            group=group,
            names=self._names(label),
            definition=label.need("definition").text(),
            include=label.text("include"),
            exclude=MappingProxyType(label.texts("exclude")),
            examples=MappingProxyType(label.texts("examples")),
            maps_to=MappingProxyType(
                label.values["maps_to"].plain() if "maps_to" in label.values else {}
            ),
            expected_frequency=label.text("expected_frequency"),
            why=label.text("why"),
            retired=label.text("retired"),
        )

    def _names(self, mapping: YamlMapping, key: str = "names") -> Mapping[str, str]:
        """Read the names of something, one in each language."""
        names = mapping.need(key).mapping(frozenset(self.languages))
        for language in self.languages:
            names.need(language)
        return MappingProxyType({lang: names.text(lang) for lang in self.languages})

    def _check_references(
        self, label_nodes: list[tuple[YamlNode, str | None]], ids: set[str]
    ) -> None:
        """Refuse an exclude note that points to a label that is not there."""
        for node, _ in label_nodes:
            label = node.mapping()
            if "exclude" not in label.values:
                continue
            for reference, reason in label.values["exclude"].mapping().values.items():
                if reference not in ids | self.sentinels:
                    raise reason.error(f"'exclude' names the unknown label '{reference}'.")


def _id(mapping: YamlMapping) -> str:
    """Read an id and check its form."""
    node = mapping.need("id")
    if not _ID.fullmatch(node.text()):
        raise node.error(f"the id '{node.text()}' is not in snake_case.")
    return node.text()


def _refuse_repeated(label_nodes: list[tuple[YamlNode, str | None]], ids: list[str]) -> None:
    """Refuse a label id that stands twice in a facet."""
    for index, label_id in enumerate(ids):
        if label_id in ids[:index]:
            raise label_nodes[index][0].error(f"the id '{label_id}' is given twice.")


def _exclusive(file: YamlMapping, ids: set[str]) -> frozenset[str]:
    """Read which labels stand alone."""
    for node in file.sequence("exclusive"):
        if node.text() not in ids:
            raise node.error(f"'exclusive' names the unknown label '{node.text()}'.")
    return frozenset(node.text() for node in file.sequence("exclusive"))


def _record_type(file: YamlMapping, record_types: tuple[str, ...]) -> str | None:
    """Read the record type without which the facet is empty."""
    if "needs_record_type" not in file.values:
        return None
    node = file.values["needs_record_type"]
    if node.text() not in record_types:
        raise node.error(f"unknown record type '{node.text()}'.")
    return node.text()
