"""Export a fine-tuned network to ONNX, fuse its attention and quantise it to int8.

The legacy exporter is used because ONNX Runtime's fusion of BERT layers knows only its
graphs. Weights are quantised per channel (per tensor loses too much on this encoder); the
layers named by `kept` stay in fp32.
"""

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import nn

from models.onnx_encoder import MODEL_FILE, TOKENIZER_FILE

FP32_FILE = "model.fp32.onnx"
OPSET = 17
INPUTS = ("input_ids", "attention_mask")


def export(
    model: nn.Module,
    tokenizer_file: Path,
    folder: Path,
    *,
    outputs: Sequence[str],
    axes: dict[str, dict[int, str]],
    keep_ffn_output: bool = False,
) -> Path:
    """Write model.onnx (int8) and tokenizer.json to a folder.

    Args:
        model: Takes token ids and attention mask of shape (batch, tokens).
        tokenizer_file: The tokenizer the model was trained with.
        folder: Where to write.
        outputs: Names of the model's outputs.
        axes: Output name to its dynamic axes.
        keep_ffn_output: Leave the second feed-forward layers in fp32: nearer to the
            original, 21 MB larger.

    Returns:
        The fused fp32 file, kept beside the run for comparison.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fused = tokenizer_file.parent / FP32_FILE
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / "raw.onnx"
        _export_raw(model, raw, outputs, axes)
        config = model.model.encoder.config  # type: ignore[union-attr]
        fusions = FusionOptions("bert")
        # On a CPU its kernel takes five times as long as the additions and norms it replaces.
        fusions.enable_skip_layer_norm = False
        fusions.enable_bias_skip_layer_norm = False
        bert = optimizer.optimize_model(
            str(raw),
            model_type="bert",
            num_heads=config.num_attention_heads,  # type: ignore[union-attr]
            hidden_size=config.hidden_size,  # type: ignore[union-attr]
            opt_level=0,
            optimization_options=fusions,
        )
        if bert.get_fused_operator_statistics()["Attention"] != config.num_hidden_layers:  # type: ignore[union-attr]
            raise ValueError("attention was not fused; the export would be four times slower")
        bert.save_model_to_file(str(fused))
    quantize_dynamic(
        fused,
        folder / MODEL_FILE,
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=_kept_nodes(fused, keep_ffn_output=keep_ffn_output),
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    shutil.copyfile(tokenizer_file, folder / TOKENIZER_FILE)
    return fused


def _export_raw(
    model: nn.Module, path: Path, outputs: Sequence[str], axes: dict[str, dict[int, str]]
) -> None:
    # The fusion knows the plain form of attention only.
    model.model.encoder.set_attn_implementation("eager")  # type: ignore[union-attr,operator]
    example = torch.tensor([[0, *range(5, 21), 2]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the legacy exporter warns that it is the legacy one
        torch.onnx.export(
            model.eval(),
            # The mask is all ones in service, but the fusion finds attention by it.
            (example, torch.ones_like(example)),
            str(path),
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in INPUTS} | axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _kept_nodes(path: Path, *, keep_ffn_output: bool) -> list[str]:
    """Return the nodes to leave in fp32: the head, which is small, and on demand more."""
    nodes = onnx.load(path, load_external_data=False).graph.node
    weighted = [node.name for node in nodes if node.op_type in {"MatMul", "Gemm"}]
    head = [name for name in weighted if "/encoder/" not in name]
    ffn = [name for name in weighted if "/output/dense" in name and "/attention/" not in name]
    return head + (ffn if keep_ffn_output else [])
