"""Read a tagger's weights back from the served int8 file, to go on training from them.

The fp32 weights of the released models are not in the repository. Rounding to 8 bits moves each
weight by at most half a step of its column; the second feed-forward layers and the head are in
fp32 anyway, and the embeddings, which training leaves alone, are those of the base. Measured
nearness to the served logits: training/README.md.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from models.errors import ArtifactError
from training.tagger import Tagger

FloatArray = npt.NDArray[np.float32]
_DENSE = re.compile(r"/model/(?P<path>.+)/MatMul(_quant)?")
_ATTENTION = re.compile(r"Attention_(?P<layer>\d+)_qkv_(?P<kind>weight|bias)(_quantized)?")
_PREFIX = "model."
_EMBEDDINGS = "encoder.embeddings."
_QUANTIZED = "_quantized"


def load_served_weights(model: Tagger, path: Path) -> None:
    """Put the weights of model.onnx into a network whose embeddings are those of the base.

    Raises:
        ArtifactError: If a weight of the network is not in the file.
    """
    state = served_weights(path)
    missing = [
        name
        for name in model.state_dict()
        if name not in state and not name.startswith(_EMBEDDINGS)
    ]
    if missing:
        raise ArtifactError(f"{path.name} lacks {len(missing)} weights of the tagger")
    model.load_state_dict(state, strict=False)


def served_weights(path: Path) -> dict[str, Tensor]:
    """Return the weights by their names in the network, the embeddings left out."""
    graph = onnx.load(path).graph
    values = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    state: dict[str, FloatArray] = {}
    for name in values:
        if name.startswith(_PREFIX) and "_scale" not in name and "_zero_point" not in name:
            state[name.removeprefix(_PREFIX).removesuffix(_QUANTIZED)] = _floats(name, values)
        elif found := _ATTENTION.fullmatch(name):
            parts = np.split(_floats(name, values), 3, axis=-1)
            for part, value in zip(("query", "key", "value"), parts, strict=True):
                layer = f"encoder.encoder.layer.{found['layer']}.attention.self.{part}"
                state[f"{layer}.{found['kind']}"] = value.T
    for node in graph.node:
        found = _DENSE.fullmatch(node.name)
        if found and len(node.input) > 1 and node.input[1] in values:
            dense = found["path"].replace("/", ".")
            state[f"{dense}.weight"] = _floats(node.input[1], values).T
    return {
        name: torch.from_numpy(np.array(value, dtype=np.float32))
        for name, value in state.items()
        if not name.startswith(_EMBEDDINGS)
    }


def _floats(name: str, values: Mapping[str, npt.NDArray[np.generic]]) -> FloatArray:
    """Return an initialiser in fp32; a quantised one is taken times its column's step."""
    if not name.endswith(_QUANTIZED):
        return np.asarray(values[name], dtype=np.float32)
    base = name.removesuffix(_QUANTIZED)
    whole = np.asarray(values[name], dtype=np.float32)
    zero = np.asarray(values[f"{base}_zero_point"], dtype=np.float32)
    return (whole - zero) * np.asarray(values[f"{base}_scale"], dtype=np.float32)
