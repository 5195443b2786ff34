import dataclasses
import json
import re

import pytest
import spacy

from models.types import Entity
from training import train_recognizer as module
from training.corpus import AnnotatedNarrative
from training.recognizer_config import PIPELINE_FILE, read_recognizer_config
from training.train_recognizer import RecognizerData, train_recognizer

NAMES = ("Оксана", "Марфа", "Егор", "Остап", "Равшан", "Гульнара", "Айжан", "Болат")


def narrative(number: int, name: str) -> AnnotatedNarrative:
    text = f"Звонила {name} и сказала, что врач отказал ей в лечении."
    return AnnotatedNarrative(
        id=str(number), lang="ru", style="note", text=text, labels={},
        country_incident=(), country_other=(), country_basis="none", evidence={},
        identifiers=(Entity(8, 8 + len(name), "PERSON"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def data():
    narratives = [narrative(number, name) for number, name in enumerate(NAMES)]
    return RecognizerData(train=narratives, sentences={}, dev=narratives)


@pytest.fixture(autouse=True)
def small_pipeline(tmp_path_factory, monkeypatch):
    """The real pipeline with few and short vectors."""
    text = PIPELINE_FILE.read_text(encoding="utf-8").replace("width = 96", "width = 16")
    path = tmp_path_factory.mktemp("config") / "small.cfg"
    path.write_text(re.sub(r"rows = .*", "rows = [300, 300, 300, 300, 300]", text), "utf-8")
    monkeypatch.setattr(module, "PIPELINE_FILE", path)


def config(batches: int):
    return dataclasses.replace(
        read_recognizer_config(),
        batches=batches, batches_per_evaluation=5, words_per_batch=60, dropout=0.0,
        warmup_batches=1, rate_batches=100, learning_rate=0.02, final_rate_share=1.0,
    )  # fmt: skip


def weights(folder):
    return (folder / "checkpoint" / "pipeline" / "ner" / "model").read_bytes()


def test_a_tiny_training_finds_names_and_its_folder_loads(tmp_path, data):
    train_recognizer(tmp_path, data, config(40))
    nlp = spacy.load(tmp_path / "best")
    doc = nlp("Звонила Оксана и сказала, что врач отказал ей в лечении.")
    assert [ent.text for ent in doc.ents] == ["Оксана"]
    assert not (tmp_path / "final" / "vocab").exists()
    scores = json.loads((tmp_path / "best" / "dev_scores.json").read_text(encoding="utf-8"))
    assert scores["all"]["mentions"] == len(NAMES)


def test_an_interrupted_training_ends_with_the_same_weights(tmp_path, data):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    train_recognizer(whole, data, config(10))
    train_recognizer(cut, data, config(5))
    train_recognizer(cut, data, config(10))
    assert weights(cut) == weights(whole)
    log = (cut / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["batches"] for line in log] == [5, 10]


def test_a_finished_training_is_not_repeated(tmp_path, data):
    train_recognizer(tmp_path, data, config(5))
    before = weights(tmp_path)
    train_recognizer(tmp_path, data, config(5))
    assert weights(tmp_path) == before
