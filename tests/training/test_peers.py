import sys
from pathlib import Path

import pytest

from models.errors import CasetagError
from models.types import Entity
from training.corpus import AnnotatedNarrative
from training.peer_report import peer_section
from training.peers import finders
from training.peers.comparison import CONTENDERS, OURS, ask_peer, score

TEXT = "Asel came from Osh."


def narrative() -> AnnotatedNarrative:
    return AnnotatedNarrative(
        id="x-1",
        lang="en",
        style="note",
        text=TEXT,
        labels={},
        country_incident=(),
        country_other=(),
        country_basis="none",
        evidence={},
        identifiers=(Entity(0, 4, "PERSON"),),
    )


def test_warm_ups_are_not_counted():
    asked: list[str] = []
    answers = finders.answer(lambda text: asked.append(text) or [(0, 4, "PERSON")], ["a", "b"])
    assert asked == ["a", "b", "a", "b"]
    assert [answer["entities"] for answer in answers] == [[(0, 4, "PERSON")]] * 2


def test_places_hidden_on_purpose_are_over_redaction_only_where_they_count():
    answer = {"ms": 3.0, "cpu_ms": 2.0, "entities": [[0, 4, "PERSON"], [15, 18, "LOCATION"]]}
    everything = score([narrative()], [answer], lambda _kind: True)
    direct = score([narrative()], [answer], lambda kind: kind != "LOCATION")
    assert everything["leak_share"] == direct["leak_share"] == 0
    assert everything["over_redaction"] == pytest.approx(1 / 3)
    assert direct["over_redaction"] == 0
    assert (direct["median_ms"], direct["median_cpu_ms"]) == (3, 2)


def test_a_peer_that_fails_is_told_without_its_output(tmp_path: Path):
    with pytest.raises(CasetagError) as caught:
        ask_peer(Path(sys.executable), "no such peer", [TEXT])
    assert "Asel" not in str(caught.value)


def test_every_contender_has_a_finder():
    assert {contender.peer for contender in CONTENDERS} == {OURS, *finders.PEERS}


def test_section_shows_a_row_for_each_contender_and_the_versions():
    figures = {
        "model_version": "1",
        "date": "2026-01-01",
        "versions": {"natasha": "1.6.0"},
        "rows": [
            {"who": "Natasha", "language": "ru", **score([narrative()], [
                {"ms": 3.0, "cpu_ms": 2.0, "entities": []}], bool)}
        ],
    }  # fmt: skip
    section = peer_section(figures, "1")
    assert "| Natasha | ru | 1 | 100.0 % |" in section
    assert "natasha 1.6.0" in section
    assert "of other models" in peer_section(figures, "2")
