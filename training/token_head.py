"""The network that marks names and other identifiers token by token."""

from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

PAD_ID = 1


class TokenHead(nn.Module):
    """A linear layer on the encoder: for each token and label, is it part of such a span?

    Labels are independent (no BIO scheme): a redactor needs to know what is a name, not
    where one name ends and the next begins, and a single number is easy to threshold.
    """

    def __init__(self, encoder: BertModel, labels: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(encoder.config.hidden_size, labels)
        # Most tokens are no identifier: start from that, not from one half.
        nn.init.constant_(self.output.bias, -4.0)

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None) -> Tensor:
        """Return logits of shape (batch, tokens, labels)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
        logits: Tensor = self.output(self.dropout(hidden.last_hidden_state))
        return logits


class TokenHeadExport(nn.Module):
    """What is exported: token ids in, scores of shape (batch, tokens, labels) out."""

    def __init__(self, model: TokenHead) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return scores from 0 to 1."""
        scores: Tensor = self.model(input_ids, attention_mask).sigmoid()
        return scores


def special_ids(tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the ids of <s> and </s>."""
    return token_id(tokenizer, "<s>"), token_id(tokenizer, "</s>")


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """Return the id of a token the vocabulary must have.

    Raises:
        ValueError: If it has not.
    """
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"the tokenizer has no {token}")
    return number
