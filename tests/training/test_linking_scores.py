import json
from collections import Counter

import pytest

from training.linking_scores import (
    LINKING_FILE,
    linking_figures,
    linking_table,
    read_linking,
    score_linking,
)

FEWEST_ROWS = 150
# Measured when the set was written: 0.97 and 0.997.
LOWEST_PRECISION, LOWEST_RECALL = 0.95, 0.97


def test_rows_are_many_and_their_ids_their_own():
    rows = read_linking()
    assert len(rows) >= FEWEST_ROWS
    assert max(Counter(row.id for row in rows).values()) == 1


def test_each_language_has_rows_of_one_person_and_of_several():
    rows = read_linking()
    for lang in {row.lang for row in rows}:
        counts = [len(set(row.persons)) for row in rows if row.lang == lang]
        assert min(counts) == 1, lang
        assert max(counts) > 1, lang


def test_every_language_of_the_stress_set_is_there():
    files = {path.stem for path in LINKING_FILE.parent.parent.glob("*.jsonl")}
    assert {row.lang for row in read_linking()} == files


def test_spans_hold_the_marked_words():
    record = json.loads(LINKING_FILE.read_text(encoding="utf-8").splitlines()[0])
    row = read_linking()[0]
    assert "<" not in row.text
    for span in row.spans:
        assert row.text[span.start : span.end] in record["text"]


@pytest.mark.parametrize(
    ("gold", "linked", "precision", "recall"),
    [
        ("aab", "xxy", 1, 1),
        ("aab", "xyz", 1, 0),
        ("aab", "xxx", 1 / 3, 1),
        ("aabb", "xyyy", 1 / 3, 1 / 2),
    ],
)
def test_pairs_are_counted(gold, linked, precision, recall):
    score = score_linking(gold, linked)
    linked_pairs = score.pairs_linked or 1
    assert (score.pairs_right / linked_pairs if score.pairs_linked else 1) == precision
    assert score.pairs_right / score.pairs_gold == recall


def test_b_cubed_is_averaged_over_mentions():
    score = score_linking("aab", "xxx")
    assert score.cubed_precision == pytest.approx(4 / 3 + 1 / 3)
    assert score.cubed_recall == pytest.approx(3)


def test_linking_is_as_good_as_it_was():
    figures = linking_figures(read_linking())
    assert figures["precision"] >= LOWEST_PRECISION
    assert figures["recall"] >= LOWEST_RECALL


def test_the_table_names_every_language_and_phenomenon():
    figures = linking_figures(read_linking())
    table = linking_table(figures)
    for name in ("all", *figures["by_language"], *figures["by_phenomenon"]):
        assert f"| {name} |" in table
