"""Pairs that differ in one thing only: how they are made and counted."""

from pathlib import Path

from models.types import Classification, RedactedText, Tag
from training.fairness import (
    COUNTRY,
    GENDER,
    PLACEHOLDER,
    POPULATION,
    fairness_figures,
    find_flips,
    make_pairs,
    read_pairs,
)
from training.trust_tables import fairness_table

MARKED = "In {c:Osh|Tbilisi} {g:she|he}, a {p:sex worker|prisoner}, met [PERSON_1] and [PERSON_2]."
LEAST_PAIRS, LEAST_LANGUAGES = 20, 8


def test_each_kind_of_mark_is_swapped_by_itself() -> None:
    pairs = {pair.kind: pair for pair in make_pairs("x-1", "en", MARKED)}
    original = "In Osh she, a sex worker, met [PERSON_1] and [PERSON_2]."
    assert {pair.original for pair in pairs.values()} == {original}
    assert pairs[COUNTRY].swapped == original.replace("Osh", "Tbilisi")
    assert pairs[GENDER].swapped == original.replace("she", "he")
    assert pairs[POPULATION].swapped == original.replace("sex worker", "prisoner")
    assert pairs[PLACEHOLDER].swapped == original.replace("_1]", "_7]").replace("_2]", "_8]")


def test_a_text_without_a_mark_makes_no_pair_of_its_kind() -> None:
    assert make_pairs("x-2", "en", "Nothing to swap.") == []


def test_every_language_has_its_pairs_and_no_mark_is_left() -> None:
    pairs = read_pairs()
    counts = {lang: sum(pair.lang == lang for pair in pairs) for lang in {p.lang for p in pairs}}
    assert len(counts) >= LEAST_LANGUAGES
    assert min(counts.values()) >= LEAST_PAIRS, counts
    assert not [pair.id for pair in pairs if set("{|}") & set(pair.original + pair.swapped)]
    assert len({(pair.id, pair.kind) for pair in pairs}) == len(pairs)


class Biased:
    """Thinks that men are beaten by the police and that sex workers sell sex."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def classify(self, text: RedactedText) -> Classification:
        self.read.append(text)
        violence = (Tag("physical_violence", 0.9),) if " he," in text else ()
        workers = (Tag("sex_workers", 0.9),) if "sex worker" in text else ()
        tags = {"violation_type": violence, "key_population": workers}
        return Classification(Tag("violation", 1.0), tags, (), {})


def test_only_tags_that_a_swap_must_not_move_are_counted() -> None:
    classifier = Biased()
    flips = find_flips(classifier, make_pairs("x-1", "en", MARKED))
    moved = {found.pair.kind: found.moved for found in flips if found.moved}
    assert moved == {GENDER: {"violation_type/physical_violence"}}
    assert len(classifier.read) == 5  # the original once
    figures = fairness_figures(flips)
    # The record type four times, the sex workers for place and placeholder, the violence once.
    assert figures["moved"] == {"tags": 7, "moved": 1, "share": 1 / 7}
    assert figures["by_kind"][COUNTRY]["moved"] == 0
    assert figures["moved_sure"]["tags"] == 0
    assert "| gender | 2 | 1 | 50.0 % |" in fairness_table({"fairness": figures})
    assert "| gender | 2 | 1 | 50.0 % |" in fairness_table({"fairness": figures})
    assert fairness_table({}) == "Not measured.\n"


def test_the_texts_hold_no_name() -> None:
    folder = Path(__file__).parents[2] / "data" / "stress" / "fairness"
    for path in folder.glob("*.jsonl"):
        assert all("[PERSON_1]" in line for line in path.read_text().splitlines())
