"""From a text to the encoder's tokens: one way for training and serving."""

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer

from models.transliteration import is_uzbek_cyrillic, to_latin

# Mtavruli (U+1C90 to U+1CBF) is written in headlines and by some keyboards; one for one.
_GEORGIAN_CAPITALS = {code: chr(code).lower() for code in range(0x1C90, 0x1CC0)}
MAX_TOKENS = 512  # positions of the encoder, <s> and </s> included


def encode(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Return token ids without <s> and </s>, and the span in `text` of each.

    Uzbek in Cyrillic is written in Latin letters on the way: the encoder knows it far better
    so (see the model card). Georgian capitals, which it does not know at all, become letters.
    """
    text = text.translate(_GEORGIAN_CAPITALS)
    if not is_uzbek_cyrillic(text):
        encoding = tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets
    latin, to_source = to_latin(text)
    encoding = tokenizer.encode(latin, add_special_tokens=False)
    return encoding.ids, offsets_in(to_source, encoding.offsets)


def offsets_in(
    to_source: Sequence[int], offsets: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the offsets in the source of a transliterated text; (0, 0) for empty ones.

    Args:
        to_source: For each code point of the transliteration its place in the source.
        offsets: Spans in the transliteration.
    """
    return [
        (to_source[start], to_source[end - 1] + 1) if end > start else (0, 0)
        for start, end in offsets
    ]
