"""Train the tagger: `python -m training.train_tagger`.

Writes the averaged fp32 weights and tokenizer to the run folder; `training.export` turns
them into what the service loads, `training.calibrate` adds thresholds.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from models.label_sets import LabelSets, load_label_sets
from training.base_encoder import load_base
from training.batches import plan_batches
from training.config import CONFIG_FOLDER, TaggerConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_local, read_splits, select
from training.loop import freeze_embeddings, train
from training.tagger import Tagger
from training.tagger_data import TaggerEncoder, TaggerExample, collate, mask_tokens
from training.tagger_variants import VariantMaker
from training.token_head import token_id

WEIGHTS_FILE = "weights.pt"
# Seconds of the last run; one that was interrupted before it is not counted.
TIME_FILE = "training_time.json"


def train_tagger(
    config: TaggerConfig,
    labels: LabelSets,
    narratives: Sequence[AnnotatedNarrative],
    folder: Path,
) -> Tagger:
    """Train on narratives; save and return the network."""
    torch.manual_seed(config.seed)
    encoder, tokenizer = load_base(config.base)
    model = Tagger(encoder, len(labels.outputs), config.dropout)
    model.start_from(describe(labels, encoder, tokenizer))
    fit_tagger(model, tokenizer, config, labels, narratives, folder)
    return model


def fit_tagger(
    model: Tagger,
    tokenizer: Tokenizer,
    config: TaggerConfig,
    labels: LabelSets,
    narratives: Sequence[AnnotatedNarrative],
    folder: Path,
) -> None:
    """Train a network from the weights it has; save weights and tokenizer in the folder."""
    torch.manual_seed(config.seed)
    freeze_embeddings(model)
    tagger_encoder = TaggerEncoder(tokenizer, labels.outputs)
    examples = [tagger_encoder.encode(narrative) for narrative in narratives]
    variants = VariantMaker(labels, config, examples)
    mask_id = token_id(tokenizer, "<unk>")

    def drawn(epoch: int, number: int) -> TaggerExample:
        rng = random.Random(f"{config.seed}-{epoch}-{number}")
        return variants.draw(examples[number], rng)

    def plan(epoch: int) -> list[list[int]]:
        # By the lengths of the variants: one long one makes its whole batch long.
        return plan_batches(
            [len(drawn(epoch, number).ids) for number in range(len(examples))],
            max_tokens=config.max_tokens_per_batch,
            max_examples=config.max_examples_per_batch,
            seed=config.seed,
            epoch=epoch,
        )

    def loss_of(epoch: int, batch: Sequence[int]) -> Tensor:
        rng = random.Random(f"{config.seed}-{epoch}-{batch[0]}")
        masked = [
            mask_tokens(drawn(epoch, n), share=config.mask_share, mask_id=mask_id, rng=rng)
            for n in batch
        ]
        ids, mask, targets, evidence, weights = collate(masked)
        logits, attention = model(ids, mask)
        return tagger_loss(logits, attention, (targets, evidence, weights), labels, config)

    started = time.monotonic(), time.process_time()
    train(model, plan, loss_of, config.loop, folder)
    seconds = {
        "clock": round(time.monotonic() - started[0]),
        "processor": round(time.process_time() - started[1]),
    }
    (folder / TIME_FILE).write_text(json.dumps(seconds) + "\n", encoding="utf-8")
    torch.save(model.state_dict(), folder / WEIGHTS_FILE)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def tagger_loss(
    logits: Tensor,
    attention: Tensor,
    truth: tuple[Tensor, Tensor, Tensor],
    labels: LabelSets,
    config: TaggerConfig,
) -> Tensor:
    """Return the loss of a batch.

    Binary cross-entropy over all labels, cross-entropy over the record types, and the
    negative log of the attention that falls on the quoted evidence.

    Args:
        logits: Shape (batch, labels).
        attention: Shape (batch, labels, tokens).
        truth: Targets, evidence and weights as `collate` returns them.
        labels: The label sets, in the order of the outputs.
        config: Weights of the parts.
    """
    targets, evidence, weights = truth
    columns = [i for i, name in enumerate(labels.outputs) if name.startswith("record_type/")]
    labelled = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    record_types = nn.functional.cross_entropy(
        logits[:, columns], targets[:, columns].argmax(-1), reduction="none"
    )
    record_type = (record_types * weights[:, columns[0]]).mean()
    quoted = evidence.sum(-1) > 0
    on_evidence = (attention * evidence).sum(-1)[quoted].clamp_min(1e-6)
    attended = -on_evidence.log().sum() / max(1, len(logits))
    return (
        (labelled * weights).sum(-1).mean()
        + config.record_type_weight * record_type
        + config.evidence_weight * attended
    )


@torch.no_grad()
def describe(labels: LabelSets, encoder: BertModel, tokenizer: Tokenizer) -> Tensor:
    """Encode every label's name and definition, shape (labels, width)."""
    encoder.train(mode=False)
    rows = []
    for output in labels.outputs:
        names = ". ".join(labels.name(output, lang) for lang in labels.languages)
        text = f"query: {names}. {labels.label(output).definition}"
        ids = torch.tensor([tokenizer.encode(text).ids])
        rows.append(encoder(input_ids=ids).last_hidden_state[0].mean(0))
    return torch.stack(rows)


def main() -> None:
    """Train with a configuration file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG_FOLDER / "tagger.yaml")
    parser.add_argument("--run", type=Path, default=Path("runs/tagger"))
    arguments = parser.parse_args()
    config = load_config(arguments.config, TaggerConfig)
    narratives = select(read_corpus(), read_splits(), "train", last_part=config.last_part)
    arguments.run.mkdir(parents=True, exist_ok=True)
    train_tagger(config, load_label_sets(), [*narratives, *read_local("train")], arguments.run)


if __name__ == "__main__":
    main()
