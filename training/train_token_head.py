"""Train the recogniser's token head: `python -m training.train_token_head`.

Writes the averaged fp32 weights and tokenizer to the run folder; `training.export` turns
them into what the service loads.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from training.base_encoder import load_base
from training.config import CONFIG_FOLDER, TokenHeadConfig, load_config
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.loop import freeze_embeddings, train
from training.token_head import TokenHead
from training.token_head_data import TokenBatches, narrative_examples, sentence_examples

WEIGHTS_FILE = "weights.pt"


def train_token_head(
    config: TokenHeadConfig,
    narratives: Sequence[AnnotatedNarrative],
    folder: Path,
    *,
    ner_folder: Path | None,
) -> TokenHead:
    """Train on narratives and, if there, public sentences; save and return the network."""
    torch.manual_seed(config.seed)
    encoder, tokenizer = load_base(config.base)
    model = TokenHead(encoder, len(config.labels))
    freeze_embeddings(model)
    examples = list(narrative_examples(narratives, config.narrative_copies))
    if ner_folder is not None:
        examples += sentence_examples(ner_folder, config)
    batches = TokenBatches(examples, tokenizer, config)

    def loss_of(epoch: int, batch: Sequence[int]) -> Tensor:
        ids, mask, targets, weights = batches.read(epoch, batch)
        losses = nn.functional.binary_cross_entropy_with_logits(
            model(ids, mask).float(), targets, reduction="none"
        )
        return (losses * weights).sum() / mask.sum()

    train(model, batches.plan, loss_of, config.loop, folder)
    torch.save(model.state_dict(), folder / WEIGHTS_FILE)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return model


def main() -> None:
    """Train with a configuration file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG_FOLDER / "token_head.yaml")
    parser.add_argument("--run", type=Path, default=Path("runs/token_head"))
    parser.add_argument("--ner", type=Path, default=Path("../shared/ner"))
    arguments = parser.parse_args()
    config = load_config(arguments.config, TokenHeadConfig)
    narratives = select(read_corpus(), read_splits(), "train", last_part=config.last_part)
    arguments.run.mkdir(parents=True, exist_ok=True)
    train_token_head(config, narratives, arguments.run, ner_folder=arguments.ner)


if __name__ == "__main__":
    main()
