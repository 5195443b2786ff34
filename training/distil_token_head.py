"""Teach a token head of fewer layers what the trained one knows.

`python -m training.distil_token_head`. The small network starts from some of the teacher's
layers and learns three things at once: the annotation, the teacher's scores (Hinton et al.
2015, "Distilling the Knowledge in a Neural Network"), and the teacher's states after each
of its layers (Sun et al. 2019, "Patient Knowledge Distillation for BERT Model Compression").
Writes the averaged fp32 weights and tokenizer to the run folder, as `train_token_head` does.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from training.base_encoder import load_base
from training.config import CONFIG_FOLDER, DistillationConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.loop import freeze_embeddings, train
from training.token_head import TokenHead
from training.token_head_data import TokenBatches, narrative_examples, sentence_examples
from training.train_token_head import WEIGHTS_FILE


def small_copy(teacher: TokenHead, config: DistillationConfig) -> TokenHead:
    """Return a token head with the layers of the teacher that the configuration names."""
    student = smaller(config)
    kept = {f"encoder.encoder.layer.{old}.": new for new, old in enumerate(config.layers)}
    state: dict[str, Tensor] = {}
    for name, values in teacher.state_dict().items():
        if not name.startswith("encoder.encoder.layer."):
            state[name] = values
        for prefix, new in kept.items():
            if name.startswith(prefix):
                state[f"encoder.encoder.layer.{new}." + name.removeprefix(prefix)] = values
    student.load_state_dict(state)
    return student


def smaller(config: DistillationConfig) -> TokenHead:
    """Return an untrained token head with as many layers as the configuration names."""
    encoder, _ = load_base(config.base)
    encoder.encoder.layer = encoder.encoder.layer[: len(config.layers)]
    encoder.config.num_hidden_layers = len(config.layers)
    return TokenHead(encoder, len(config.labels))


def distil(
    config: DistillationConfig,
    teacher: TokenHead,
    narratives: Sequence[AnnotatedNarrative],
    folder: Path,
    *,
    ner_folder: Path | None,
) -> TokenHead:
    """Train the small network on narratives and, if there, public sentences; save and return it."""
    torch.manual_seed(config.seed)
    student = small_copy(teacher, config)
    freeze_embeddings(student)
    teacher.eval()
    _, tokenizer = load_base(config.base)
    examples = list(narrative_examples(narratives, config.narrative_copies))
    if ner_folder is not None:
        examples += sentence_examples(ner_folder, config)
    batches = TokenBatches(examples, tokenizer, config)

    def loss_of(epoch: int, batch: Sequence[int]) -> Tensor:
        return distillation_loss(student, teacher, batches.read(epoch, batch), config)

    train(student, batches.plan, loss_of, config.loop, folder)
    torch.save(student.state_dict(), folder / WEIGHTS_FILE)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return student


def distillation_loss(
    student: TokenHead,
    teacher: TokenHead,
    batch: tuple[Tensor, Tensor, Tensor, Tensor],
    config: DistillationConfig,
) -> Tensor:
    """Return the loss of a batch of ids, attention mask, targets and weights."""
    ids, mask, targets, weights = batch
    with torch.no_grad():
        taught_states, taught_logits = _read(teacher, ids, mask)
    states, logits = _read(student, ids, mask)
    taught = taught_logits.sigmoid()
    # Of labels that nobody annotated in a public sentence the teacher still has an opinion.
    mixed = torch.where(weights > 0, torch.lerp(targets, taught, config.teacher_weight), taught)
    losses = nn.functional.binary_cross_entropy_with_logits(logits, mixed, reduction="none")
    tokens = mask.unsqueeze(-1)
    trusted = torch.where(weights > 0, weights, config.teacher_weight * tokens)
    marked = (losses * trusted).sum() / mask.sum()
    apart = [
        1 - nn.functional.cosine_similarity(state.float(), taught_states[old].float(), dim=-1)
        for state, old in zip(states, config.layers, strict=True)
    ]
    distance = (torch.stack(apart) * mask).sum() / mask.sum()
    return marked + config.hidden_weight * distance / len(apart)


def _read(model: TokenHead, ids: Tensor, mask: Tensor) -> tuple[tuple[Tensor, ...], Tensor]:
    """Return the states after each layer, (batch, tokens, width) each, and the logits."""
    read = model.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=True)
    logits = model.output(model.dropout(read.last_hidden_state)).float()
    return read.hidden_states[1:], logits


def main() -> None:
    """Distil the trained token head with a configuration file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG_FOLDER / "token_head_distilled.yaml")
    parser.add_argument("--teacher", type=Path, default=Path("runs/token_head"))
    parser.add_argument("--run", type=Path, default=Path("runs/token_head_distilled"))
    parser.add_argument("--ner", type=Path, default=Path("../shared/ner"))
    arguments = parser.parse_args()
    config = load_config(arguments.config, DistillationConfig)
    encoder, _ = load_base(config.base)
    teacher = TokenHead(encoder, len(config.labels))
    teacher.load_state_dict(torch.load(arguments.teacher / WEIGHTS_FILE, weights_only=True))
    narratives = select(read_corpus(), read_splits(), "train", last_part=config.last_part)
    arguments.run.mkdir(parents=True, exist_ok=True)
    distil(config, teacher, narratives, arguments.run, ner_folder=arguments.ner)


if __name__ == "__main__":
    main()
