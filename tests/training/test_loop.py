"""The training loop on a model of a few numbers."""

import dataclasses
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from training import loop
from training.loop import LoopSettings, TrainingError, parameter_groups, train


class TinyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Module()
        self.encoder.encoder = SimpleNamespace(layer=[nn.Linear(2, 2), nn.Linear(2, 2)])
        self.encoder.layers = nn.ModuleList(self.encoder.encoder.layer)
        self.output = nn.Linear(2, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, values):
        for layer in self.encoder.layers:
            values = torch.tanh(layer(values))
        return self.output(self.dropout(values))


SETTINGS = LoopSettings(epochs=4, encoder_rate=0.01, head_rate=0.05, layer_decay=0.5)


def run(folder, *, stop_after=None, settings=SETTINGS):
    torch.manual_seed(3)
    model = TinyModel()
    data = torch.randn(8, 2)
    calls = 0

    def loss_of(epoch, batch):
        nonlocal calls
        calls += 1
        if stop_after is not None and calls > stop_after:
            raise KeyboardInterrupt
        return (model(data[list(batch)]) - 1).pow(2).mean()

    train(model, lambda epoch: [[0, 1, 2, 3], [4, 5, 6, 7]], loss_of, settings, folder)
    return model


def test_interrupted_training_resumes_to_the_same_weights(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", -1)
    whole = run(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "cut", stop_after=3)
    resumed = run(tmp_path / "cut")
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_training_lowers_the_loss(tmp_path):
    torch.manual_seed(3)
    start, values = TinyModel().eval(), torch.randn(8, 2)
    end = run(tmp_path)
    assert (end(values) - 1).pow(2).mean() < (start(values) - 1).pow(2).mean()


def test_rates_fall_from_head_to_lower_layers():
    groups = parameter_groups(TinyModel(), SETTINGS)
    assert [group["lr"] for group in groups] == [0.005, 0.01, 0.05]


def test_run_begun_with_another_configuration_is_not_continued(tmp_path):
    run(tmp_path)
    with pytest.raises(TrainingError, match="delete the folder"):
        run(tmp_path, settings=dataclasses.replace(SETTINGS, head_rate=0.1))


def test_losses_are_logged(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", -1)
    run(tmp_path)
    assert len((tmp_path / "losses.tsv").read_text().splitlines()) == 8
