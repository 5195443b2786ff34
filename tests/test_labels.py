"""The label files are complete, agree with the guide and with the corpus."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from models.label_sets import LABELS_FOLDER, load_label_sets
from models.labels import Label
from models.language_profiles import load_language_profiles

DATA = Path(__file__).parents[1] / "data"
GUIDE = (LABELS_FOLDER / "annotation_guide.md").read_text(encoding="utf-8")
README = (LABELS_FOLDER / "README.md").read_text(encoding="utf-8")
LABEL_SETS = load_label_sets()
LABELS = [label for label_set in LABEL_SETS for label in label_set.labels]
# Words the guide sets in code type that name a field of a record, not a label.
FIELDS = {
    "violation_type",
    "perpetrator",
    "key_population",
    "record_type",
    "flags",
    "country_incident",
    "country_other",
    "country_basis",
    "exclude",
    "stated",
    "inferred",
    "none",
}


def ids(label: Label) -> str:
    return label.output


@pytest.mark.parametrize("label", LABELS, ids=ids)
def test_label_is_complete(label: Label):
    assert set(label.names) == set(LABEL_SETS.languages)
    assert label.definition.endswith(".")
    assert len(label.definition) > 20
    assert label.examples["en"]
    assert label.examples["ru"]
    assert re.search("[а-я]", label.names["ru"]) is not None
    assert re.search("[а-яіїєґ]", label.names["uk"]) is not None
    assert not re.search("[А-я]", label.names["en"] + label.names["ro"] + label.definition)


@pytest.mark.parametrize("label", LABELS, ids=ids)
def test_definition_does_not_lean_on_a_label_that_is_not_there(label: Label):
    text = " ".join((label.definition, label.include, *label.exclude.values()))
    known = {other.id for other in LABELS} | FIELDS | {g.id for s in LABEL_SETS for g in s.groups}
    assert set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text)) <= known


def test_names_within_a_facet_are_all_different():
    for label_set in LABEL_SETS:
        for language in LABEL_SETS.languages:
            names = Counter(label.names[language] for label in label_set.labels)
            assert [name for name, count in names.items() if count > 1] == []


def test_every_id_of_the_guide_is_a_label():
    known = {label.id for label in LABELS} | FIELDS
    used = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", GUIDE))
    assert len(used) > 30
    assert used <= known


def test_every_violation_is_in_the_guide_or_tells_its_neighbours():
    for label in LABEL_SETS["violation_type"].labels:
        assert f"`{label.id}`" in GUIDE or label.exclude


def test_every_flag_and_record_type_is_in_the_guide():
    for label in (*LABEL_SETS.flags.labels, *LABEL_SETS.record_types.labels):
        assert f"`{label.id}`" in GUIDE


def test_readme_names_every_file_and_counts_right():
    for path in LABELS_FOLDER.iterdir():
        assert path.name == "README.md" or path.name in README
    for label_set in LABEL_SETS:
        row = next(line for line in README.splitlines() if f"`{label_set.facet}.yaml`" in line)
        assert f"{len(label_set.labels)} labels" in row
        if label_set.groups:
            assert f"{len(label_set.groups)} groups" in row


def test_the_example_of_the_readme_is_a_valid_label():
    example = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[0])[0]
    label = LABEL_SETS["violation_type"][example["id"]]
    assert example["names"] == label.names
    assert example["examples"] == label.examples
    assert set(example["exclude"]) <= set(label.exclude)


def test_corpus_uses_known_labels_and_languages_only():
    languages = load_language_profiles().names
    for path in sorted((DATA / "corpus").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            narrative = json.loads(line)
            assert narrative["lang"] in languages
            assert narrative["record_type"] in LABEL_SETS.record_types.ids
            assert set(narrative["flags"]) <= set(LABEL_SETS.flags.ids)
            for facet, label_set in LABEL_SETS.facets.items():
                labels = set(narrative[facet])
                assert labels <= set(label_set.ids)
                assert not labels & label_set.exclusive or len(labels) == 1, narrative["id"]


def test_warnings_are_sentences_in_every_language():
    for texts in LABEL_SETS.warnings.values():
        assert set(texts) == set(LABEL_SETS.languages)
        assert all(text.endswith(".") for text in texts.values())
