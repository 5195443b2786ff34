"""YAML files read with their line numbers, so that every complaint says file and line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from models.errors import LabelError

# The C loader reads the label files ten times faster; both give the same lines.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlNode:
    """One place of a YAML file: a value together with where it stands."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        """The line it starts on, counted from 1."""
        return int(self.node.start_mark.line) + 1

    def error(self, message: str) -> LabelError:
        """Make the error that points here; the caller raises it."""
        return LabelError(f"{self.file}, line {self.line}: {message}")

    def mapping(self, allowed: frozenset[str] | None = None) -> "YamlMapping":
        """Return the mapping that stands here.

        Args:
            allowed: The keys it may have; None allows any.

        Raises:
            LabelError: If it is no mapping, or a key is repeated or not allowed.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("expected 'key: value' lines here.")
        values: dict[str, YamlNode] = {}
        for key_node, value_node in self.node.value:
            key = YamlNode(self.file, key_node)
            name = key.text()
            if name in values:
                raise key.error(f"the key '{name}' is given twice.")
            if allowed is not None and name not in allowed:
                raise key.error(f"unknown key '{name}'; allowed: {', '.join(sorted(allowed))}.")
            values[name] = YamlNode(self.file, value_node)
        return YamlMapping(self, MappingProxyType(values))

    def sequence(self) -> "list[YamlNode]":
        """Return the list that stands here."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("expected a list here.")
        return [YamlNode(self.file, item) for item in self.node.value]

    def text(self) -> str:
        """Return the text that stands here; refuse an empty one."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("expected a text here.")
        value = str(self.node.value).strip()
        if not value:
            raise self.error("the text is empty.")
        return value

    def plain(self) -> Any:  # noqa: ANN401 - whatever the file holds
        """Return the value as ordinary Python objects."""
        if isinstance(self.node, yaml.MappingNode):
            return {key: value.plain() for key, value in self.mapping().values.items()}
        if isinstance(self.node, yaml.SequenceNode):
            return [item.plain() for item in self.sequence()]
        return yaml.safe_load(yaml.serialize(self.node))


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A mapping of a YAML file, its values still knowing their lines."""

    place: YamlNode
    values: Mapping[str, YamlNode]

    def need(self, key: str) -> YamlNode:
        """Return a value that must be there."""
        if key not in self.values:
            raise self.place.error(f"the key '{key}' is missing.")
        return self.values[key]

    def text(self, key: str, default: str = "") -> str:
        """Return the text under a key, or the default if there is no such key."""
        return self.values[key].text() if key in self.values else default

    def texts(self, key: str) -> dict[str, str]:
        """Return the mapping of texts under a key, empty if there is no such key."""
        if key not in self.values:
            return {}
        return {name: node.text() for name, node in self.values[key].mapping().values.items()}

    def integer(self, key: str, default: int) -> int:
        """Return the whole number under a key, or the default if there is no such key."""
        if key not in self.values:
            return default
        try:
            return int(self.values[key].text())
        except ValueError:
            raise self.values[key].error(f"'{key}' must be a whole number.") from None

    def number(self, key: str) -> float:
        """Return the number under a key that must be there."""
        try:
            return float(self.need(key).text())
        except ValueError:
            raise self.values[key].error(f"'{key}' must be a number.") from None

    def sequence(self, key: str) -> list[YamlNode]:
        """Return the list under a key, empty if there is no such key."""
        return self.values[key].sequence() if key in self.values else []


def read_yaml(path: Path) -> YamlNode:
    """Read a YAML file.

    Raises:
        LabelError: If the file is missing, not UTF-8, empty or not YAML.
    """
    try:
        content = path.read_text(encoding="utf-8")
        node = yaml.compose(content, Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path.name}: cannot be read ({type(error).__name__}).") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LabelError(f"{path.name}, line {line}: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise LabelError(f"{path.name}, line 1: is not YAML ({type(error).__name__}).") from error
    if node is None:
        raise LabelError(f"{path.name}, line 1: the file is empty.")
    return YamlNode(path.name, node)
