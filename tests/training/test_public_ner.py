import gzip
import json
from pathlib import Path

import pytest

from models.types import Entity
from training.public_ner import file_figures, public_ner_figures, score_sentence
from training.public_ner_report import headline_sentence, public_ner_section
from training.public_ner_sentences import (
    NerSettings,
    has_train_part,
    list_test_files,
    read_sample,
    read_settings,
)

SETTINGS = NerSettings(
    sentences_per_file=3,
    headline_sentences=5,
    seed=1,
    target=0.9,
    target_languages=["kk"],
    headline={"kk": "kk_news"},
    caveats={"nc/ru_wiki": "automatic"},
)


def write(path: Path, count: int) -> None:
    path.parent.mkdir(exist_ok=True)
    record = {"spans": [[0, 5, "PER"], [9, 13, "LOC"]], "lang": "kk"}
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for number in range(count):
            lines.write(json.dumps({**record, "text": f"Asel{number % 10} in Osh "}) + "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "kk_news_train.jsonl.gz", 2)
    write(tmp_path / "kk_news_test.jsonl.gz", 9)
    write(tmp_path / "nc" / "ru_wiki_test.jsonl.gz", 9)
    write(tmp_path / "nc" / "ru_wiki_train.jsonl.gz", 9)
    return tmp_path


class Finder:
    def recognize(self, text: str) -> list[Entity]:
        return [Entity(0, 5, "PERSON")]


def test_only_test_files_are_read_and_those_of_nc_too(folder: Path):
    assert list(list_test_files(folder)) == ["kk_news", "nc/ru_wiki"]
    assert has_train_part(folder, "kk_news")
    assert not has_train_part(folder, "nc/ru_wiki")
    assert list_test_files(folder / "nothing") == {}


def test_the_sample_is_the_same_each_time_and_larger_for_a_headline(folder: Path):
    path = folder / "kk_news_test.jsonl.gz"
    sample = read_sample(path, "kk_news", SETTINGS)
    assert sample == read_sample(path, "kk_news", SETTINGS)
    assert len(sample) == 5
    assert len(read_sample(path, "other", SETTINGS)) == 3
    assert {entity.label for entity in sample[0].identifiers} == {"PERSON"}


def test_hidden_touched_and_exact_are_told_apart(folder: Path):
    (sentence, *_) = read_sample(folder / "kk_news_test.jsonl.gz", "kk_news", SETTINGS)
    exact = score_sentence(sentence, [Entity(0, 5, "PERSON")])
    assert (exact.mentions, exact.hidden, exact.touched, exact.exact) == (1, 1, 1, 1)
    wide = score_sentence(sentence, [Entity(0, 8, "PERSON")])
    assert (wide.hidden, wide.exact, wide.predicted, wide.right) == (1, 0, 1, 1)
    beside = score_sentence(sentence, [Entity(9, 12, "PERSON")])
    assert (beside.hidden, beside.touched, beside.predicted, beside.right) == (0, 0, 1, 0)
    other_type = score_sentence(sentence, [Entity(0, 5, "ADDRESS")])
    assert (other_type.hidden, other_type.exact, other_type.predicted) == (1, 0, 0)


def test_figures_have_intervals_around_them(folder: Path):
    sentences = read_sample(folder / "kk_news_test.jsonl.gz", "kk_news", SETTINGS)
    scores = [
        score_sentence(s, [Entity(0, 5, "PERSON")] * (i % 2)) for i, s in enumerate(sentences)
    ]
    figures = file_figures(scores)
    low, high = figures["recall_interval"]
    assert low < figures["recall"] == 2 / 5 < high
    assert figures["precision"] == 1


def test_section_says_when_figures_are_of_other_models(folder: Path):
    measured = public_ner_figures(Finder(), "old", folder, SETTINGS)
    section = public_ner_section(measured, "new", SETTINGS)
    assert "of other models: `old`" in section
    assert "of other models" not in public_ner_section(measured, "old", SETTINGS)
    assert "| kk | kk_news | 5 | 1.000 |" in section
    assert "reached" in section
    assert "automatic" in section
    assert "kk 100.0 %" in headline_sentence(measured, "old", SETTINGS)


def test_settings_name_each_target_language_and_its_file():
    settings = read_settings()
    assert set(settings.target_languages) == {"ru", "sr", "ro", "kk", "hy"}
    assert set(settings.target_languages) <= set(settings.headline)
