import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from models.errors import LabelError
from models.label_sets import LABELS_FOLDER, load_label_sets

FACETS = ("violation_type", "perpetrator", "key_population")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LABELS_FOLDER, tmp_path / "labels"))


def replace(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence and return the line it stands on."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    return content[: content.index(old)].count("\n") + 1


def test_outputs_follow_the_order_of_the_files():
    label_sets = load_label_sets()
    found = []
    for facet in (*FACETS, "record_type", "flags"):
        content = (LABELS_FOLDER / f"{facet}.yaml").read_text(encoding="utf-8")
        indent = "  " if "\ngroups:" in content else ""
        ids = re.findall(rf"^{indent}- id: (\w+)$", content, re.MULTILINE)
        found += [f"{facet}/{label_id}" for label_id in ids]
    assert label_sets.outputs == tuple(found)


def test_every_facet_has_as_many_labels_as_the_taxonomy_says():
    label_sets = load_label_sets()
    counts = {label_set.facet: len(label_set.labels) for label_set in label_sets}
    assert counts == {
        "violation_type": 35,
        "perpetrator": 25,
        "key_population": 20,
        "record_type": 3,
        "flags": 4,
    }
    assert tuple(label_sets.facets) == FACETS


def test_labels_know_their_group_and_groups_have_names():
    violations = load_label_sets()["violation_type"]
    assert violations["denial_of_care"].group == "health_care"
    assert {label.group for label in violations.labels} == {g.id for g in violations.groups}
    assert violations.groups[0].names["uk"] == "Порушення у сфері охорони здоров’я"


def test_what_stands_alone_and_what_needs_a_violation_is_read():
    label_sets = load_label_sets()
    assert label_sets["perpetrator"].exclusive == {"unknown"}
    assert label_sets["key_population"].exclusive == {"general_population", "unknown"}
    assert label_sets["violation_type"].needs_record_type == "violation"
    assert label_sets["key_population"].needs_record_type is None
    assert label_sets["key_population"].min_labels == 1


def test_names_fall_back_to_english():
    label_sets = load_label_sets()
    assert label_sets.name("flags/urgent_risk", "ru") == "Срочная угроза"
    assert label_sets.name("flags/urgent_risk", "ka") == "Urgent risk"


@pytest.mark.parametrize("output", ["flags/nothing", "nothing/urgent_risk", "urgent_risk", ""])
def test_unknown_output_is_an_error(output: str):
    with pytest.raises(LabelError):
        load_label_sets().name(output, "en")


def test_fingerprint_tells_order_and_meaning_but_not_wording():
    label_sets = load_label_sets()
    assert re.fullmatch("[0-9a-f]{64}", label_sets.fingerprint)
    assert label_sets.fingerprint == load_label_sets().fingerprint
    major, minor, patch = label_sets.version.split(".")
    reworded = dataclasses.replace(label_sets, version=f"{major}.{minor}.{int(patch) + 1}")
    redefined = dataclasses.replace(label_sets, version=f"{major}.{int(minor) + 1}.0")
    flags = label_sets.flags
    reordered = dataclasses.replace(
        label_sets, flags=dataclasses.replace(flags, labels=flags.labels[::-1])
    )
    assert reworded.fingerprint == label_sets.fingerprint
    assert redefined.fingerprint != label_sets.fingerprint
    assert reordered.fingerprint != label_sets.fingerprint


def test_retired_label_is_no_output_but_keeps_its_name(folder: Path):
    before = load_label_sets(folder)
    replace(
        folder / "flags.yaml", "- id: declines_action", "- retired: 0.2.0\n  id: declines_action"
    )
    after = load_label_sets(folder)
    assert after.outputs == before.outputs[:-1]
    assert after.name("flags/declines_action", "en") == "Declines further action"
    assert after.flags["declines_action"].retired == "0.2.0"


DAMAGES = [
    ("flags.yaml", "- id: urgent_risk", "- id: [urgent_risk", "expected|did not find"),
    ("flags.yaml", "- id: urgent_risk", "- idd: urgent_risk", "unknown key 'idd'"),
    ("flags.yaml", "- id: minor_involved", "- id: urgent_risk", "'urgent_risk' is given twice"),
    ("flags.yaml", "- id: minor_involved", "- id: Minor-Involved", "not in snake_case"),
    ("flags.yaml", "    uk: Термінова загроза\n", "", "the key 'uk' is missing"),
    ("flags.yaml", "uk: Термінова загроза", "uk: ''", "the text is empty"),
    ("flags.yaml", "uk: Термінова загроза", "fr: Danger", "unknown key 'fr'"),
    ("flags.yaml", "uk: Термінова загроза", "en: Danger", "'en' is given twice"),
    ("flags.yaml", "facet: flags", "facet: flag", "must be 'flags'"),
    ("flags.yaml", "exclusive: []", "exclusive: [nothing]", "unknown label 'nothing'"),
    ("flags.yaml", "exclusive: []", "exclusive: nothing", "expected a list"),
    ("flags.yaml", "exclusive: []", "min: some", "must be a whole number"),
    ("key_population.yaml", "definition:", "descr:", "unknown key 'descr'"),
    (
        "perpetrator.yaml",
        "court_prosecutor: prosecutor",
        "judge: prosecutor",
        "unknown label 'judge'",
    ),
    ("perpetrator.yaml", "needs_record_type: violation", "needs_record_type: x", "record type 'x'"),
    ("violation_type.yaml", "- id: privacy", "- id: health_care", "'health_care' is given twice"),
    ("country.yaml", "code: MD", "code: UA", "given once"),
    ("country.yaml", "code: MD", "code: md", "two capital letters"),
    ("warnings.yaml", "- id: no_letters", "- id: identifying_combination", "is given twice"),
    ("taxonomy.yaml", "version: 0.1.0", "version: '1'", "three numbers"),
    ("taxonomy.yaml", "facets:", "facet:", "the key 'facets' is missing"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), DAMAGES)
def test_damaged_file_is_refused_with_file_and_line(
    folder: Path, file: str, old: str, new: str, message: str
):
    replace(folder / file, old, new)
    with pytest.raises(LabelError, match=message) as error:
        load_label_sets(folder)
    assert re.match(rf"{re.escape(file)}, line \d+: ", str(error.value))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("violation_type.yaml", "id: outing\n", "id: Outing\n"),
        ("perpetrator.yaml", "ru: Полиция", "ru: ''"),
        ("key_population.yaml", "migrants_refugees_idps: displaced", "nobody: displaced"),
    ],
)
def test_the_line_is_the_one_that_is_wrong(folder: Path, file: str, old: str, new: str):
    line = replace(folder / file, old, new)
    with pytest.raises(LabelError) as error:
        load_label_sets(folder)
    assert str(error.value).startswith(f"{file}, line {line}: ")


def test_missing_definition_is_refused_at_its_label(folder: Path):
    path = folder / "flags.yaml"
    content = path.read_text(encoding="utf-8")
    line = content[: content.index("- id: declines_action")].count("\n") + 1
    replace(path, "  definition: The affected person refuses", "  why: The affected person refuses")
    content = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"  why: most common limit.*\n.*\n", "", content), encoding="utf-8")
    with pytest.raises(LabelError, match=f"flags.yaml, line {line}: the key 'definition'"):
        load_label_sets(folder)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"# only a comment\n", b"key: \x00"])
def test_file_that_is_no_yaml_is_refused(folder: Path, content: bytes):
    (folder / "flags.yaml").write_bytes(content)
    with pytest.raises(LabelError, match=r"^flags\.yaml"):
        load_label_sets(folder)


def test_missing_file_is_refused(folder: Path):
    (folder / "perpetrator.yaml").unlink()
    with pytest.raises(LabelError, match=r"perpetrator\.yaml: cannot be read"):
        load_label_sets(folder)


def test_facet_without_labels_in_use_is_refused(folder: Path):
    path = folder / "flags.yaml"
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("- id:", "- retired: 0.2.0\n  id:"), encoding="utf-8")
    with pytest.raises(LabelError, match="no label is in use"):
        load_label_sets(folder)
