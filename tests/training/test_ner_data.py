import gzip
import json
import random
from collections import Counter

import pytest

from models.tokenization import create_blank
from models.types import Entity
from training.corpus import AnnotatedNarrative
from training.ner_data import NerText, batch_by_words, draw_epoch, read_sentences, to_doc
from training.recognizer_config import read_recognizer_config


@pytest.fixture(scope="module")
def nlp():
    return create_blank()


def narrative(number: int, lang: str) -> AnnotatedNarrative:
    return AnnotatedNarrative(
        id=str(number), lang=lang, style="note", text="Врач Оксана ушла.", labels={},
        country_incident=(), country_other=(), country_basis="none", evidence={},
        identifiers=(Entity(5, 11, "PERSON"),),
    )  # fmt: skip


def write_file(folder, name, records):
    with gzip.open(folder / name, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def shared_ner(tmp_path):
    record = {"text": "Sara went to Iran", "spans": [[0, 4, "PER"], [13, 17, "LOC"]], "lang": "en"}
    write_file(tmp_path, "en_x_train.jsonl.gz", [record])
    write_file(tmp_path, "sr-Cyrl_y-silver_train.jsonl.gz", [{**record, "lang": "sr-Cyrl"}])
    write_file(tmp_path, "en_x_test.jsonl.gz", [record])
    (tmp_path / "nc").mkdir()
    write_file(tmp_path / "nc", "uk_z_train.jsonl.gz", [record])
    return tmp_path


def test_only_train_files_with_free_licences_are_read(shared_ner):
    texts = read_sentences(shared_ner)
    assert list(texts) == ["en_x_train.jsonl.gz", "sr-Cyrl_y-silver_train.jsonl.gz"]
    silver = texts["sr-Cyrl_y-silver_train.jsonl.gz"][0]
    assert silver.is_silver
    assert silver.lang == "sr"
    assert silver.entities == (Entity(0, 4, "PERSON"),)
    assert silver.known == ((13, 17),)


def test_only_persons_become_entities(nlp):
    entities = (Entity(0, 6, "PERSON"), Entity(8, 15, "PHONE"))
    doc = to_doc(nlp, NerText("Оксана, 0555123", entities, "ru"))
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Оксана", "PERSON")]


def test_a_name_glued_to_its_role_is_an_entity_of_its_own(nlp):
    doc = to_doc(nlp, NerText("участк.Иванов", (Entity(7, 13, "PERSON"),), "ru"))
    assert [ent.text for ent in doc.ents] == ["Иванов"]


def test_a_span_inside_a_token_is_widened(nlp):
    doc = to_doc(nlp, NerText("Айгүлдің үйі", (Entity(0, 5, "PERSON"),), "kk"))
    assert [ent.text for ent in doc.ents] == ["Айгүлдің"]


def test_capitalised_words_of_silver_texts_are_unknown_unless_annotated(nlp):
    text = NerText("Sara met Bob in Iran", (Entity(0, 4, "PERSON"),), "en", ((16, 20),), True)
    doc = to_doc(nlp, text)
    assert [token.ent_iob for token in doc] == [3, 2, 0, 2, 2]  # 0: missing, 2: outside


def test_an_epoch_is_the_same_for_the_same_seed_and_differs_from_the_next(shared_ner):
    config = read_recognizer_config()
    narratives = [narrative(number, "ru") for number in range(8)]
    sentences = read_sentences(shared_ner)
    first, again, second = (draw_epoch(narratives, sentences, config, e) for e in (0, 0, 1))
    assert first == again
    assert first != second


def test_poor_languages_come_more_often():
    config = read_recognizer_config()
    texts = draw_epoch([narrative(1, "ru"), narrative(2, "tg")], {}, config, 0)
    counts = Counter(text.lang for text in texts)
    assert counts == {"ru": config.narrative_copies, "tg": config.copies_by_language["tg"]}
    assert config.copies_by_language["tg"] > config.narrative_copies


def test_batches_hold_all_texts_in_order():
    rng = random.Random(1)
    texts = [NerText("word " * rng.randrange(1, 50), (), "en") for _ in range(100)]
    batches = list(batch_by_words(texts, 60))
    assert [text for batch in batches for text in batch] == texts
    assert all(sum(len(t.text.split()) for t in batch) >= 60 for batch in batches[:-1])
