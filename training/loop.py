"""The training loop shared by the tagger and the recogniser's token head.

It resumes after an interruption: the state (weights, moving average, optimiser, random
numbers, step) is saved every few minutes, and batches depend only on seed and epoch.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

STATE_FILE = "state.pt"
CHECKPOINT_SECONDS = 120


class TrainingError(Exception):
    """Training cannot begin or go on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How long and how fast to train.

    Attributes:
        epochs: Passes over the training examples.
        encoder_rate: Peak learning rate of the encoder's top layer.
        head_rate: Peak learning rate of everything on top of it.
        layer_decay: Factor from each layer to the one below.
        warmup_share: Share of steps in which the rate rises from 0.
        average_decay: Of the exponential moving average of the weights, which is kept.
    """

    epochs: int
    encoder_rate: float
    head_rate: float
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warmup_share: float = 0.1
    average_decay: float = 0.99
    max_gradient_norm: float = 1.0


def train(
    model: nn.Module,
    plan: Callable[[int], Sequence[Sequence[int]]],
    loss_of: Callable[[int, Sequence[int]], Tensor],
    settings: LoopSettings,
    folder: Path,
) -> None:
    """Train `model` in place; at the end it holds the averaged weights.

    Args:
        model: Has an attribute `encoder` (a BertModel); all other parameters are the head.
        plan: Epoch number to its batches, each a list of example numbers.
        loss_of: Epoch and batch to the loss; runs the model.
        settings: Rates and lengths.
        folder: Where the state is kept; a state found there is resumed.

    Raises:
        TrainingError: If the state found belongs to another run.
    """
    plans = [plan(epoch) for epoch in range(settings.epochs)]
    batches = [(epoch, batch) for epoch, batches in enumerate(plans) for batch in batches]
    optimizer = torch.optim.AdamW(
        parameter_groups(model, settings), weight_decay=settings.weight_decay
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate_factor(step, len(batches), settings.warmup_share)
    )
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=_moving_average(settings.average_decay)
    )
    state = _State(folder / STATE_FILE, model, optimizer, schedule, average)
    first = state.resume(_fingerprint(settings, plans))
    model.train()
    for step in _progress(range(first, len(batches)), len(batches), first):
        epoch, batch = batches[step]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of(epoch, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), settings.max_gradient_norm)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        average.update_parameters(model)
        state.after(step + 1, float(loss.detach()))
    state.save(len(batches))
    model.load_state_dict(average.module.state_dict())
    model.eval()


def parameter_groups(model: nn.Module, settings: LoopSettings) -> list[dict[str, object]]:
    """Return optimiser groups with rates that fall from the head down the layers."""
    encoder = model.encoder
    groups: list[dict[str, object]] = []
    depth = len(encoder.encoder.layer)  # type: ignore[union-attr,arg-type]
    for index, layer in enumerate(encoder.encoder.layer):  # type: ignore[union-attr,arg-type]
        rate = settings.encoder_rate * settings.layer_decay ** (depth - 1 - index)
        groups.append({"params": list(layer.parameters()), "lr": rate})
    head = [
        parameter
        for name, parameter in model.named_parameters()
        if not name.startswith("encoder.") and parameter.requires_grad
    ]
    groups.append({"params": head, "lr": settings.head_rate})
    return groups


def freeze_embeddings(model: nn.Module) -> None:
    """Keep the word embeddings as pretrained: two thirds of the weights, little to learn."""
    for parameter in model.encoder.embeddings.parameters():  # type: ignore[union-attr]
        parameter.requires_grad = False


def _moving_average(decay: float) -> Callable[..., None]:
    make: Callable[[float], Callable[..., None]] = torch.optim.swa_utils.get_ema_multi_avg_fn
    return make(decay)


def _rate_factor(step: int, steps: int, warmup_share: float) -> float:
    warmup = max(1, int(steps * warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return max(0.02, (steps - step) / max(1, steps - warmup))


def _fingerprint(settings: LoopSettings, plans: Sequence[object]) -> str:
    """Return what changes with the configuration and with the number and length of examples."""
    return hashlib.sha256(f"{settings}{plans}".encode()).hexdigest()


class _State:
    """Everything needed to go on after an interruption, in one file."""

    def __init__(
        self,
        path: Path,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        schedule: torch.optim.lr_scheduler.LambdaLR,
        average: torch.optim.swa_utils.AveragedModel,
    ) -> None:
        self._path = path
        self._parts: dict[str, Any] = {
            "model": model, "optimizer": optimizer, "schedule": schedule, "average": average
        }  # fmt: skip
        self._saved = time.monotonic()
        self._losses: list[float] = []
        self._fingerprint = ""

    def resume(self, fingerprint: str) -> int:
        self._fingerprint = fingerprint
        if not self._path.exists():
            return 0
        state = torch.load(self._path, weights_only=True)
        if state["fingerprint"] != fingerprint:
            raise TrainingError(
                f"{self._path.parent} was begun with other data or another configuration; "
                "delete the folder to train anew"
            )
        for name, part in self._parts.items():
            part.load_state_dict(state[name])
        torch.set_rng_state(state["random"])
        return int(state["step"])

    def after(self, step: int, loss: float) -> None:
        self._losses.append(loss)
        if time.monotonic() - self._saved > CHECKPOINT_SECONDS:
            self.save(step)

    def save(self, step: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        state = {name: part.state_dict() for name, part in self._parts.items()}
        partial = self._path.with_suffix(".part")
        state |= {"random": torch.get_rng_state(), "step": step, "fingerprint": self._fingerprint}
        torch.save(state, partial)
        os.replace(partial, self._path)  # a cut in mid-write leaves the older state whole
        if self._losses:
            mean = sum(self._losses) / len(self._losses)
            with (self._path.parent / "losses.tsv").open("a") as log:
                log.write(f"{step}\t{mean:.5f}\n")
        self._losses.clear()
        self._saved = time.monotonic()


def _progress(steps: Iterable[int], total: int, first: int) -> Iterable[int]:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, refresh_per_second=1) as progress:
        task = progress.add_task("training", total=total, completed=first)
        for step in steps:
            yield step
            progress.advance(task)
