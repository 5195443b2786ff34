"""The token head's whole path with a tiny network: train, export, put into spaCy, find."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from models import tokenization
from models.token_head import SCORES, SETTINGS_FILE, SOURCE, TokenHead
from models.types import Entity
from tests.training.tiny_base import tiny_encoder, tiny_tokenizer
from training import build_recognizer, train_token_head
from training.build_recognizer import AXES, save_settings
from training.config import CONFIG_FOLDER, TokenHeadConfig, load_config
from training.corpus import read_corpus
from training.export import export
from training.token_head import TokenHeadExport
from training.token_head_data import TokenEncoder, TokenExample, collate, narrative_examples

LABELS = ["PERSON", "HANDLE", "PHONE", "EMAIL", "ID_NUMBER", "ADDRESS", "PLATE", "DOB"]


@pytest.fixture(scope="module")
def narratives():
    return [n for n in read_corpus() if n.identifiers][:8]


@pytest.fixture(scope="module")
def config():
    config = load_config(CONFIG_FOLDER / "token_head.yaml", TokenHeadConfig)
    return dataclasses.replace(config, narrative_copies=2, max_examples_per_batch=4)


@pytest.fixture(scope="module")
def tokenizer(narratives):
    return tiny_tokenizer([narrative.text for narrative in narratives])


@pytest.fixture(scope="module")
def folder(tmp_path_factory, narratives, config, tokenizer):
    def load_tiny(source):
        torch.manual_seed(1)
        return tiny_encoder(tokenizer), tokenizer

    run = tmp_path_factory.mktemp("run")
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_token_head, "load_base", load_tiny)
        model = train_token_head.train_token_head(config, narratives, run, ner_folder=None)
        export(
            TokenHeadExport(model),
            run / "tokenizer.json",
            folder / "token_head",
            outputs=["scores"],
            axes=AXES,
        )
    save_settings(folder, LABELS, 0.5, 0.25, build_recognizer.MergeSettings())
    return folder


def set_thresholds(folder, value):
    path = folder / "token_head" / SETTINGS_FILE
    settings = json.loads(path.read_text())
    settings["thresholds"] = settings["floors"] = dict.fromkeys(LABELS, value)
    path.write_text(json.dumps(settings))


def test_token_head_scores_every_token_of_the_doc(folder, narratives):
    nlp = tokenization.create_blank()
    doc = TokenHead(folder / "token_head", threads=1)(nlp(narratives[0].text))
    scores = doc.user_data[SCORES]
    assert scores.shape == (len(doc), len(LABELS))
    words = [token.i for token in doc if token.text.isalpha()]
    assert (scores[words].max(axis=1) > 0).all()


def test_threshold_above_one_finds_nothing_and_at_zero_everything(folder, narratives):
    nlp = tokenization.create_blank()
    set_thresholds(folder, 1.1)
    assert not TokenHead(folder / "token_head", threads=1)(nlp(narratives[0].text)).spans[SOURCE]
    set_thresholds(folder, 0.0)
    doc = TokenHead(folder / "token_head", threads=1)(nlp(narratives[0].text))
    covered = {token.i for span in doc.spans[SOURCE] for token in span}
    assert covered == {token.i for token in doc if not token.is_space}


def test_uzbek_cyrillic_scores_land_on_the_cyrillic_tokens(folder):
    text = "Клиника шифокори Гулчеҳра опани қабул қилмади, ўша куни яна бордик, лекин рад этишди."
    doc = tokenization.create_blank()(text)
    scores = TokenHead(folder / "token_head", threads=1).score(doc)
    assert (scores[[token.i for token in doc if token.text.isalpha()]].max(axis=1) > 0).all()


def test_targets_mark_the_word_pieces_of_entities(config, tokenizer):
    text = "Вчера Айгуль пришла"
    example = TokenExample(text, (Entity(6, 12, "PERSON"),), "ru")
    encoded = TokenEncoder(tokenizer, config).encode(example, epoch=0, number=0)
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    marked = [offsets[i] for i in np.flatnonzero(encoded.targets[1:-1, 0])]
    assert marked
    assert all(start < 12 and end > 6 for start, end in marked)
    assert encoded.targets[:, 1:].sum() == 0


def test_public_sentences_teach_persons_only(config, tokenizer):
    example = TokenExample("Anna came", (Entity(0, 4, "PERSON"),), "en", is_narrative=False)
    encoded = TokenEncoder(tokenizer, config).encode(example, epoch=0, number=0)
    assert encoded.weights[1:-1, 0].all()
    assert encoded.weights[:, 1:].sum() == 0


def test_capitalised_words_without_a_mark_count_less_in_silver_data(config, tokenizer):
    example = TokenExample("Anna came", (), "en", is_narrative=False, is_silver=True)
    weights = TokenEncoder(tokenizer, config).encode(example, epoch=0, number=0).weights
    assert weights[1, 0] == pytest.approx(config.silver_weight)
    assert weights[-2, 0] == 1.0


def test_copies_differ_but_not_between_runs(config, tokenizer, narratives):
    examples = list(narrative_examples(narratives[:1], 2))
    encoder = TokenEncoder(tokenizer, config)
    plain, copy, again = (
        encoder.encode(examples[0], epoch=0, number=0),
        encoder.encode(examples[1], epoch=0, number=1),
        encoder.encode(examples[1], epoch=0, number=1),
    )
    assert list(copy.ids) == list(again.ids)
    assert list(plain.ids) != list(copy.ids)


def test_padding_has_no_weight(config, tokenizer):
    encoder = TokenEncoder(tokenizer, config)
    short, long = (TokenExample(text, (), "en") for text in ("One.", "One and two and three."))
    batch = [encoder.encode(example, epoch=0, number=0) for example in (short, long)]
    ids, mask, _, weights = collate(batch)
    assert ids.shape == mask.shape == weights.shape[:2]
    assert weights[0, len(batch[0].ids) :].sum() == 0
