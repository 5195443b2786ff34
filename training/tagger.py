"""The tagger's network: label-wise attention on the multilingual encoder.

Each label has a query of its own that picks the tokens it looks at (after Mullenbach et
al. 2018, "Explainable Prediction of Medical Codes from Clinical Text"); the attention is
at the same time the evidence, and is trained towards the quotes people marked.
"""

import math

import torch
from torch import Tensor, nn
from transformers import BertModel


class Tagger(nn.Module):
    """Logits of every label and, for each, its attention over the tokens."""

    def __init__(self, encoder: BertModel, labels: int, dropout: float) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.key = nn.Linear(width, width)
        self.queries = nn.Parameter(torch.randn(labels, width) * 0.02)
        self.mix = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.weights = nn.Parameter(torch.randn(labels, width) * 0.02)
        self.bias = nn.Parameter(torch.full((labels,), -3.0))

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return logits (batch, labels) and attention (batch, labels, tokens).

        Without a mask every token is read, as with a text that comes alone.
        """
        encoded = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
        hidden = self.dropout(encoded.last_hidden_state)
        scores = self.queries @ torch.tanh(self.key(hidden)).transpose(1, 2)
        scores = scores / math.sqrt(hidden.shape[-1]) * _SHARPNESS
        if attention_mask is not None:
            scores = scores.masked_fill(attention_mask[:, None, :] == 0, -1e4)
        attention = scores.float().softmax(-1)
        read = attention.to(hidden.dtype) @ hidden
        read = self.dropout(self.norm(read + nn.functional.gelu(self.mix(read))))
        logits = (read.float() * self.weights).sum(-1) + self.bias
        return logits, attention

    @torch.no_grad()
    def start_from(self, descriptions: Tensor) -> None:
        """Start each label's query from the encoding of its name and definition.

        Args:
            descriptions: Mean-pooled encodings, shape (labels, width).
        """
        centred = descriptions - descriptions.mean(0)
        scaled = nn.functional.normalize(centred, dim=-1) * math.sqrt(centred.shape[-1]) * 0.1
        self.queries.copy_(scaled)
        self.weights.copy_(scaled * 0.5)


# Lets attention be narrow from the start: scores of tanh keys are small.
_SHARPNESS = 4.0


class TaggerExport(nn.Module):
    """What is exported: token ids in, logits and attention out, for one window."""

    def __init__(self, model: Tagger) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (1, labels) and attention (1, labels, tokens)."""
        logits, attention = self.model(input_ids, attention_mask)
        return logits, attention
