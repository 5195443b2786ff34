"""An update goes on from the weights that are served; a learning curve is measured once.

With tiny networks: 20 seconds on an idle core.
"""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from models.artifacts import TRAINED_FOLDER, write_manifest
from models.classifier import Classifier
from models.label_sets import load_label_sets
from models.onnx_encoder import MODEL_FILE
from tests.training.tiny_base import tiny_encoder, tiny_tokenizer
from training import build_tagger, train_tagger, update_tagger
from training.config import CONFIG_FOLDER, TaggerConfig, UpdateConfig, load_config
from training.corpus import read_corpus
from training.learning_curve import extrapolate, learning_curve, part_of
from training.onnx_weights import load_served_weights
from training.replay import choose_replay
from training.report import curve_table
from training.tagger import Tagger
from training.train_tagger import WEIGHTS_FILE
from training.update_tagger import STARTED_FROM, UpdateData


@pytest.fixture(scope="module")
def narratives():
    return read_corpus()[:10]


@pytest.fixture(scope="module")
def labels():
    return load_label_sets()


@pytest.fixture(scope="module")
def config():
    config = load_config(CONFIG_FOLDER / "tagger.yaml", TaggerConfig)
    return dataclasses.replace(config, epochs=1, max_examples_per_batch=4)


@pytest.fixture(scope="module")
def tiny(narratives):
    """Replaces the pretrained encoder everywhere by the same tiny one."""
    tokenizer = tiny_tokenizer([narrative.text for narrative in narratives])

    def load_tiny(source):
        torch.manual_seed(1)
        return tiny_encoder(tokenizer), tokenizer

    with pytest.MonkeyPatch.context() as patch:
        for module in (train_tagger, build_tagger, update_tagger):
            patch.setattr(module, "load_base", load_tiny)
        yield load_tiny


@pytest.fixture(scope="module")
def version(tmp_path_factory, tiny, narratives, labels, config):
    """A folder with a trained tagger, and the run it comes from."""
    run = tmp_path_factory.mktemp("run")
    folder = tmp_path_factory.mktemp("version")
    train_tagger.train_tagger(config, labels, narratives, run)
    build_tagger.build_tagger(run, config, labels, narratives, folder / "tagger")
    write_manifest(folder / "tagger", name="tagger", version="1", facts={})
    return folder, run


def test_served_weights_are_the_trained_ones_but_for_the_rounding(version, tiny, labels, config):
    folder, run = version
    model = Tagger(tiny("")[0], len(labels.outputs), config.dropout)
    load_served_weights(model, folder / "tagger" / MODEL_FILE)
    trained = torch.load(run / WEIGHTS_FILE, weights_only=True)
    for name, value in model.state_dict().items():
        step = trained[name].abs().max() / 127
        assert (value - trained[name]).abs().max() <= step + 1e-6, name


def test_served_weights_give_the_served_logits(version, tiny, labels, config):
    folder, _ = version
    model = Tagger(tiny("")[0], len(labels.outputs), config.dropout).eval()
    load_served_weights(model, folder / "tagger" / MODEL_FILE)
    ids = torch.tensor([[0, *range(5, 40), 2]])
    with torch.no_grad():
        logits = model(ids, torch.ones_like(ids))[0][0].numpy()
    encoder = Classifier.load(folder / "tagger", labels)._encoder
    feeds = {"input_ids": ids.numpy(), "attention_mask": np.ones_like(ids.numpy())}
    served = encoder._session.run(None, feeds)[0][0]
    assert np.abs(logits - served).max() < 0.15


def test_an_update_starts_from_the_served_weights_and_keeps_its_own(
    version, narratives, labels, tmp_path: Path
):
    folder, _ = version
    settings = load_config(CONFIG_FOLDER / "update.yaml", UpdateConfig)
    # Without a step worth the name: what comes out is what it started from.
    settings = dataclasses.replace(settings, epochs=1, encoder_rate=0.0, head_rate=0.0)
    data = UpdateData(narratives[:2], narratives[2:6], narratives)
    source = update_tagger.update_tagger(folder, settings, labels, data, tmp_path)
    assert source == STARTED_FROM[0]
    before, after = (
        Classifier.load(place, labels) for place in (folder / "tagger", tmp_path / "tagger")
    )
    text = narratives[0].text
    assert np.abs(before.read(text).logits - after.read(text).logits).max() < 0.3
    torch.save(torch.load(tmp_path / WEIGHTS_FILE, weights_only=True), folder / WEIGHTS_FILE)
    assert update_tagger.load_start(folder, labels, settings)[2] == STARTED_FROM[1]


def test_replay_has_every_label_before_it_has_any_often(narratives):
    corpus = read_corpus()[:400]
    chosen = choose_replay(corpus, 150, seed=1)
    assert len({narrative.id for narrative in chosen}) == 150
    rare = {output for narrative in corpus for output in narrative.outputs}
    assert {output for narrative in chosen for output in narrative.outputs} == rare
    assert choose_replay(corpus, 150, seed=1) == chosen
    assert len(choose_replay(narratives, 50, seed=1)) == len(narratives)


def test_parts_of_a_curve_lie_within_each_other(narratives):
    small, large = (part_of(narratives, share, seed=3) for share in (0.3, 0.7))
    assert len(small) == 3
    assert small == large[:3]


def test_a_curve_is_measured_once(tiny, narratives, labels, config, tmp_path: Path, monkeypatch):
    figures = learning_curve(config, labels, narratives, narratives, tmp_path, (0.5, 1.0))
    assert [point["narratives"] for point in figures["points"]] == [5, 10]
    assert "| train narratives | violation_type |" in curve_table(figures)
    assert not list(tmp_path.rglob("*.pt"))

    def fail(*_: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr("training.learning_curve.train_tagger", fail)
    assert learning_curve(config, labels, narratives, narratives, tmp_path, (0.5, 1.0)) == figures


def test_a_curve_ends_with_a_tagger_that_was_trained_on_all(
    labels, config, tmp_path: Path, monkeypatch
):
    monkeypatch.delattr("training.learning_curve.train_tagger")
    read, whole = read_corpus()[:60], TRAINED_FOLDER / "tagger"
    figures = learning_curve(config, labels, read, read, tmp_path, (1.0,), whole=whole)
    assert min(figures["points"][0]["macro_f1"].values()) > 0.5
    with pytest.raises(NameError, match="train_tagger"):
        learning_curve(config, labels, read, read, tmp_path, (0.5,), whole=whole)


def test_a_curve_is_drawn_on_to_the_wanted_score():
    points = [{"narratives": n, "macro_f1": {"x": y}} for n, y in ((100, 0.4), (1000, 0.6))]
    assert extrapolate(points, "x", 0.8) == pytest.approx(10_000, rel=0.01)
    assert extrapolate(points[::-1], "x", 0.8) == pytest.approx(10_000, rel=0.01)
    falling = [{"narratives": n, "macro_f1": {"x": y}} for n, y in ((100, 0.6), (1000, 0.5))]
    assert extrapolate(falling, "x", 0.8) is None
