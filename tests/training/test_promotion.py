"""A worse version is refused with its reasons; a better one is put in use and can be taken back."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.artifacts import write_manifest
from models.errors import ArtifactError
from models.label_sets import load_label_sets
from models.labels import LabelSets
from models.versions import active_folder, read_active
from training import promote as command
from training.compare import comparison_text, write_comparison
from training.comparison import Comparison, compare
from training.judgement_records import JudgementRecord, read_judgements, write_judgements
from training.promote import PromotionRefusedError, promote, rollback
from training.promotion_rules import reasons_against
from training.version_folder import PARTS, make_version

DENIAL, DOCTOR = "violation_type/denial_of_care", "perpetrator/health_worker_general"
RIGHT = ["key_population/plhiv", DOCTOR, "record_type/violation", DENIAL]


@pytest.fixture(scope="module")
def labels() -> LabelSets:
    return load_label_sets()


@pytest.fixture(scope="module")
def in_use(labels: LabelSets) -> list[JudgementRecord]:
    """Two hundred narratives in two languages, all tagged right but every tenth."""
    return [
        JudgementRecord(
            id=f"n-{number}",
            lang="en" if number % 2 else "ka",
            tags=RIGHT if number % 10 else ["record_type/violation"],
            gold=RIGHT,
            scores={o: 0.9 if o in RIGHT else 0.02 for o in labels.outputs},
            countries=["KG"],
            gold_countries=["KG"],
            mentions=2,
            missed=int(number == 7),
        )
        for number in range(200)
    ]


def but(records: list[JudgementRecord], numbers: range, **changes: object) -> list[JudgementRecord]:
    return [replace(r, **changes) if n in numbers else r for n, r in enumerate(records)]


def reasons(a: list[JudgementRecord], b: list[JudgementRecord], labels: LabelSets) -> list[str]:
    return reasons_against(compare(a, b, labels))


def test_the_same_version_is_no_worse(in_use, labels) -> None:
    assert reasons(in_use, in_use, labels) == []


def test_a_better_version_is_no_worse(in_use, labels) -> None:
    better = but(in_use, range(200), tags=RIGHT, missed=0)
    comparison = compare(in_use, better, labels)
    assert reasons_against(comparison) == []
    assert all(part.b >= part.a for part in comparison.facets)
    assert comparison.lost_names == (1, 0)


def test_one_more_lost_name_is_one_too_many(in_use, labels) -> None:
    leaky = but(in_use, range(8, 9), missed=1)
    found = reasons(in_use, leaky, labels)
    assert found == [
        "names: 2 are lost in place of 1",
        "names: lost where they were not before, in n-8",
    ]


def test_names_are_not_weighed_against_each_other(in_use, labels) -> None:
    moved = but(but(in_use, range(7, 8), missed=0), range(8, 9), missed=1)
    assert reasons(in_use, moved, labels) == ["names: lost where they were not before, in n-8"]


def test_more_than_a_point_less_in_a_facet_is_named(in_use, labels) -> None:
    without = [tag for tag in RIGHT if tag != DENIAL]
    worse = but(in_use, range(1, 9), tags=without)
    found = reasons(in_use, worse, labels)
    assert [reason for reason in found if reason.startswith("violation_type: ")]
    assert not [reason for reason in found if reason.startswith("perpetrator: ")]


def test_less_than_a_point_less_is_allowed(in_use, labels) -> None:
    without = [tag for tag in RIGHT if tag != DENIAL]
    assert reasons(in_use, but(in_use, range(1, 3), tags=without), labels) == []


def test_a_language_that_loses_more_than_chance_explains_is_named(in_use, labels) -> None:
    # What the one language loses the other gains: no facet falls.
    swapped = [
        replace(r, tags=[t for t in RIGHT if t != DENIAL] if n % 20 == 2 else r.tags)
        for n, r in enumerate(but(in_use, range(1), tags=RIGHT))
    ]
    gained = [replace(r, tags=RIGHT) if n % 10 == 0 else r for n, r in enumerate(swapped)]
    found = reasons(in_use, gained, labels)
    assert found == []  # it gained elsewhere as much
    lost = [
        replace(r, tags=["record_type/violation"]) if r.lang == "ka" and n % 4 == 2 else r
        for n, r in enumerate(in_use)
    ]
    assert any(reason.startswith("language ka: ") for reason in reasons(in_use, lost, labels))
    assert not any(reason.startswith("language en: ") for reason in reasons(in_use, lost, labels))


def test_versions_judged_on_other_narratives_are_not_compared(in_use, labels) -> None:
    with pytest.raises(ValueError, match="not judged on the same"):
        compare(in_use, in_use[1:], labels)


def test_judgements_are_read_back_and_hold_no_text(in_use, tmp_path: Path) -> None:
    write_judgements(in_use, tmp_path / "judgements.jsonl")
    assert read_judgements(tmp_path / "judgements.jsonl") == in_use
    assert "text" not in JudgementRecord.__annotations__


def test_the_report_names_ids_and_has_its_plots(in_use, labels, tmp_path: Path) -> None:
    comparison = compare(in_use, but(in_use, range(8, 9), missed=1), labels)
    write_comparison("released", "new", "dev", comparison, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "README.md",
        "facets.png",
        "languages.png",
    }
    text = comparison_text("released", "new", "dev", comparison)
    assert "n-7, n-8" in text
    assert f"| {DENIAL} | 200 |" in text


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """Released models of a few bytes."""
    for part in PARTS:
        (tmp_path / "trained" / part).mkdir(parents=True)
        (tmp_path / "trained" / part / "model").write_text(part)
        write_manifest(tmp_path / "trained" / part, name=part, version="1", facts={})
    return tmp_path / "trained"


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def candidate(released: Path, versions: Path, tmp_path: Path) -> str:
    """A version with another tagger."""
    tagger = tmp_path / "run" / "tagger"
    tagger.mkdir(parents=True)
    (tagger / "model").write_text("better")
    write_manifest(tagger, name="tagger", version="2", facts={})
    return make_version(
        {"tagger": tagger}, facts={"narratives": 500}, versions=versions, released=released
    )


def test_a_version_has_every_part_a_card_and_its_origin(
    candidate: str, versions: Path, released: Path
) -> None:
    folder = versions / candidate
    assert (folder / "tagger" / "model").read_text() == "better"
    assert (folder / "countries" / "model").read_text() == "countries"
    assert "narratives: 500" in (folder / "README.md").read_text()
    assert '"parent": "released"' in (folder / "version.json").read_text()
    assert [path.name for path in versions.iterdir()] == [candidate]


def test_a_version_does_not_change_with_what_it_was_made_from(
    candidate: str, versions: Path, released: Path, tmp_path: Path
) -> None:
    (tmp_path / "run" / "tagger" / "model").write_text("written anew in place")
    (released / "countries" / "model").write_text("written anew in place")
    assert (versions / candidate / "tagger" / "model").read_text() == "better"
    assert (versions / candidate / "countries" / "model").read_text() == "countries"
    child = make_version({}, parent=candidate, versions=versions, released=released)
    same = [(versions / v / "tagger" / "model").stat().st_ino for v in (candidate, child)]
    assert same[0] == same[1]


def test_a_better_version_is_put_in_use_and_taken_back(
    candidate: str, versions: Path, released: Path, in_use, labels
) -> None:
    def comparer(a: str, b: str, split: str) -> Comparison:
        assert (a, b, split) == ("released", candidate, "dev")
        return compare(in_use, in_use, labels)

    promote(candidate, comparer=comparer, versions=versions, released=released)
    assert active_folder(versions, released) == versions / candidate
    rollback(versions=versions, released=released)
    assert active_folder(versions, released) == released
    card = (versions / candidate / "README.md").read_text()
    assert card.index("## Promoted at") < card.index("## Rolled back at")
    assert len(read_active(versions).history) == 2


def test_a_worse_version_is_refused_unless_forced_with_a_reason(
    candidate: str, versions: Path, released: Path, in_use, labels
) -> None:
    def comparer(a: str, b: str, split: str) -> Comparison:
        return compare(in_use, but(in_use, range(8, 9), missed=1), labels)

    with pytest.raises(PromotionRefusedError) as refused:
        promote(candidate, comparer=comparer, versions=versions, released=released)
    assert refused.value.reasons[0] == "names: 2 are lost in place of 1"
    assert active_folder(versions, released) == released
    promote(
        candidate, force="n-8 is marked wrong", comparer=comparer, versions=versions,
        released=released,
    )  # fmt: skip
    assert active_folder(versions, released) == versions / candidate
    assert read_active(versions).history[-1]["reason"] == "n-8 is marked wrong"
    card = (versions / candidate / "README.md").read_text()
    assert "Reason given: n-8 is marked wrong" in card
    assert "names: 2 are lost in place of 1" in card


def test_the_version_in_use_is_not_promoted_again(
    candidate: str, versions: Path, released: Path
) -> None:
    with pytest.raises(ArtifactError, match="in use already"):
        promote("released", versions=versions, released=released)


def test_the_command_ends_with_one_and_lists_the_reasons(
    monkeypatch: pytest.MonkeyPatch, in_use, labels
) -> None:
    def refuse(version: str, **_: object) -> None:
        raise PromotionRefusedError(["flags: 0.1 in place of 0.2"])

    monkeypatch.setattr(command, "promote", refuse)
    monkeypatch.setattr("sys.argv", ["promote", "new"])
    with pytest.raises(SystemExit) as end:
        command.main()
    assert "flags: 0.1 in place of 0.2" in str(end.value.code)
