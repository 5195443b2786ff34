"""A small token head learns from a large one, both tiny."""

import dataclasses

import pytest
import torch

from tests.training.tiny_base import tiny_encoder, tiny_tokenizer
from training import distil_token_head
from training.config import CONFIG_FOLDER, DistillationConfig, load_config
from training.corpus import read_corpus
from training.distil_token_head import distil, distillation_loss, small_copy
from training.token_head import TokenHead


@pytest.fixture(scope="module")
def narratives():
    return [n for n in read_corpus() if n.identifiers][:6]


@pytest.fixture(scope="module")
def tokenizer(narratives):
    return tiny_tokenizer([narrative.text for narrative in narratives])


@pytest.fixture
def config():
    config = load_config(CONFIG_FOLDER / "token_head_distilled.yaml", DistillationConfig)
    return dataclasses.replace(config, layers=[1], narrative_copies=2, max_examples_per_batch=4)


@pytest.fixture
def teacher(tokenizer, config, monkeypatch):
    torch.manual_seed(1)
    monkeypatch.setattr(
        distil_token_head, "load_base", lambda _source: (tiny_encoder(tokenizer), tokenizer)
    )
    return TokenHead(tiny_encoder(tokenizer), len(config.labels)).eval()


def batch(config, tokens=6):
    ids = torch.tensor([[0, *range(5, 5 + tokens - 2), 2]])
    shape = (1, tokens, len(config.labels))
    return ids, torch.ones_like(ids), torch.zeros(shape), torch.ones(shape)


def test_small_copy_starts_from_the_layers_named(teacher, config):
    student = small_copy(teacher, config)
    assert len(student.encoder.encoder.layer) == 1
    for part, values in student.encoder.encoder.layer[0].state_dict().items():
        assert torch.equal(values, teacher.encoder.encoder.layer[1].state_dict()[part])
    assert torch.equal(student.output.weight, teacher.output.weight)


def test_a_copy_with_all_layers_says_what_the_teacher_says(teacher, config):
    every = dataclasses.replace(config, layers=list(range(len(teacher.encoder.encoder.layer))))
    ids, mask, _, _ = batch(config)
    student = small_copy(teacher, every).eval()
    assert torch.allclose(student(ids, mask), teacher(ids, mask), atol=1e-5)


def test_the_loss_is_least_where_the_teacher_is_followed(teacher, config):
    every = dataclasses.replace(
        config, layers=list(range(len(teacher.encoder.encoder.layer))), teacher_weight=1.0
    )
    same = small_copy(teacher, every).eval()
    other = small_copy(teacher, every).eval()
    with torch.no_grad():
        other.output.bias += 2.0
    assert distillation_loss(same, teacher, batch(config), every) < distillation_loss(
        other, teacher, batch(config), every
    )


def test_layers_far_from_the_teachers_cost(teacher, config):
    student = small_copy(teacher, config).eval()
    near, far = (
        distillation_loss(
            student, teacher, batch(config), dataclasses.replace(config, hidden_weight=weight)
        )
        for weight in (0.0, 5.0)
    )
    assert far > near


def test_labels_nobody_annotated_are_learned_from_the_teacher_alone(teacher, config):
    ids, mask, targets, weights = batch(config)
    weights[..., 1:] = 0.0  # a public sentence knows persons only
    student = small_copy(teacher, config)
    loss = distillation_loss(student, teacher, (ids, mask, targets, weights), config)
    loss.backward()
    assert student.output.weight.grad[1:].abs().sum() > 0


def test_distilling_writes_weights_of_the_small_network(teacher, config, narratives, tmp_path):
    student = distil(config, teacher, narratives, tmp_path, ner_folder=None)
    saved = torch.load(tmp_path / "weights.pt", weights_only=True)
    assert saved.keys() == student.state_dict().keys()
    assert (tmp_path / "tokenizer.json").exists()
