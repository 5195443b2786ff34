"""Checkpoints of the recogniser's training: pipeline, optimiser and place in the plan.

spaCy's own loop cannot resume; the optimiser's moments are kept here by the order of the
layers, since their numbers differ from run to run.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model, Optimizer

PIPELINE_FOLDER = "pipeline"
OPTIMIZER_FILE = "optimizer.npz"
STATE_FILE = "state.json"
SLOTS = ("mom1", "mom2", "averages")


def save_checkpoint(
    folder: Path, nlp: Language, optimizer: Optimizer, state: dict[str, Any]
) -> None:
    """Write a checkpoint; a cut in mid-write leaves the older one whole."""
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    nlp.to_disk(partial / PIPELINE_FOLDER)
    np.savez(partial / OPTIMIZER_FILE, **_optimizer_arrays(nlp, optimizer))
    (partial / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(partial, folder)


def load_checkpoint(folder: Path, nlp: Language, optimizer: Optimizer) -> dict[str, Any]:
    """Restore a checkpoint into `nlp` and `optimizer`, and return its state."""
    nlp.from_disk(folder / PIPELINE_FOLDER)
    with np.load(folder / OPTIMIZER_FILE) as arrays:
        for key, (slot, place) in _places(nlp).items():
            if key in arrays:
                getattr(optimizer, slot)[place] = arrays[key]
            if f"{key}.updates" in arrays:
                optimizer.nr_update[place] = int(arrays[f"{key}.updates"])
    state: dict[str, Any] = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    return state


def _optimizer_arrays(nlp: Language, optimizer: Optimizer) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for key, (slot, place) in _places(nlp).items():
        if place in getattr(optimizer, slot):
            arrays[key] = getattr(optimizer, slot)[place]
            arrays[f"{key}.updates"] = np.array(optimizer.nr_update[place])
    return arrays


def _places(nlp: Language) -> dict[str, tuple[str, tuple[int, str]]]:
    return {
        f"{slot}.{pipe_name}.{number}.{name}": (slot, (layer.id, name))
        for pipe_name, model in _models(nlp)
        for number, layer in enumerate(model.walk())
        for name in layer.param_names
        for slot in SLOTS
    }


def _models(nlp: Language) -> Iterator[tuple[str, Model[Any, Any]]]:
    for name, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            yield name, model
