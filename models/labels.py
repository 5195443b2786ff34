"""What can be said of a narrative: labels, a label set for each facet, all of them together."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from models.errors import LabelError

FALLBACK_LANGUAGE = "en"

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Label:
    """One possible answer to the question of a facet.

    Attributes:
        id: Stable for ever, unique within its facet.
        facet: The facet it belongs to.
        group: The group it rolls up to, None where the facet has no groups.
        names: Display name by language.
        definition: When to use it.
        include: What counts, with examples of acts.
        exclude: Neighbouring label or sentinel to the reason why that one, not this.
        examples: A few words that earn the label, by language.
        maps_to: The label's counterparts in other vocabularies.
        expected_frequency: high, medium or low, as the taxonomy's authors guess.
        why: Why the label exists.
        retired: The taxonomy version that retired it, empty while it is in use.
    """

    id: str
    facet: str
    group: str | None
    names: Mapping[str, str]
    definition: str
    include: str = ""
    exclude: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    examples: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    maps_to: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    expected_frequency: str = ""
    why: str = ""
    retired: str = ""

    @property
    def output(self) -> str:
        """Its name among the classifier's outputs, "facet/label"."""
        return f"{self.facet}/{self.id}"


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over some labels of a facet; it is on when any of them is."""

    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of one facet.

    Attributes:
        facet: The facet's id.
        names: Display name of the facet by language.
        labels: The labels in use, in output order.
        groups: Headings, in order; empty where the facet has none.
        exclusive: Ids of labels that stand alone or not at all.
        needs_record_type: The record type without which the facet is left empty, or None.
        min_labels: How many labels a narrative has at least.
        retired: Labels no longer given, kept so that old records can be read.
    """

    facet: str
    names: Mapping[str, str]
    labels: tuple[Label, ...]
    groups: tuple[Group, ...] = ()
    exclusive: frozenset[str] = frozenset()
    needs_record_type: str | None = None
    min_labels: int = 0
    retired: tuple[Label, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the labels in use, in output order."""
        return tuple(label.id for label in self.labels)

    def __getitem__(self, label_id: str) -> Label:
        for label in (*self.labels, *self.retired):
            if label.id == label_id:
                return label
        raise LabelError(f"The facet '{self.facet}' has no label '{label_id}'.")


@dataclass(frozen=True)
class LabelSets:
    """Everything that can be said of a narrative.

    Attributes:
        version: Version of the label files.
        languages: Languages every name is given in.
        facets: The text facets, in output order.
        record_types: What kind of record it is; exactly one label.
        flags: What must be known at once; any number.
        countries: Names by country code, the countries Casetag serves first.
        warnings: Warning id to its sentence by language.
    """

    version: str
    languages: tuple[str, ...]
    facets: Mapping[str, LabelSet]
    record_types: LabelSet
    flags: LabelSet
    countries: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _EMPTY)
    warnings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _EMPTY)

    def __iter__(self) -> Iterator[LabelSet]:
        yield from self.facets.values()
        yield self.record_types
        yield self.flags

    def __getitem__(self, facet: str) -> LabelSet:
        for label_set in self:
            if label_set.facet == facet:
                return label_set
        raise LabelError(f"There is no facet '{facet}'.")

    @property
    def outputs(self) -> tuple[str, ...]:
        """The classifier's outputs in order, each "facet/label"."""
        return tuple(label.output for label_set in self for label in label_set.labels)

    @property
    def fingerprint(self) -> str:
        """Return a SHA-256 over the outputs and the part of the version that tells their meaning.

        The third number of the version counts changes of wording only, so a corrected
        translation does not make a trained model unusable.
        """
        meaning = self.version.rpartition(".")[0]
        content = json.dumps({"outputs": self.outputs, "version": meaning}, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    def label(self, output: str) -> Label:
        """Return the label behind an output such as "flags/urgent_risk"."""
        facet, _, label_id = output.partition("/")
        return self[facet][label_id]

    def name(self, output: str, lang: str) -> str:
        """Return the display name of an output, in English where the language is not there."""
        names = self.label(output).names
        return names.get(lang, names[FALLBACK_LANGUAGE])
