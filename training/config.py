"""Training configurations: YAML files as frozen dataclasses, unknown keys refused."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from training.loop import LoopSettings

CONFIG_FOLDER = Path(__file__).parent / "configs"


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """What both trainings have in common; the YAML files explain each value."""

    base: str
    seed: int
    last_part: int
    max_tokens_per_batch: int
    max_examples_per_batch: int
    epochs: int
    encoder_rate: float
    head_rate: float
    layer_decay: float
    average_decay: float

    @property
    def loop(self) -> LoopSettings:
        """The part that the training loop needs."""
        return LoopSettings(
            epochs=self.epochs,
            encoder_rate=self.encoder_rate,
            head_rate=self.head_rate,
            layer_decay=self.layer_decay,
            average_decay=self.average_decay,
        )


@dataclass(frozen=True, slots=True)
class TokenHeadConfig(TrainingConfig):
    """How the recogniser's token head is trained."""

    labels: list[str]
    narrative_copies: int
    sentences_per_file: int
    share_with_person: float
    silver_weight: float


@dataclass(frozen=True, slots=True)
class DistillationConfig(TokenHeadConfig):
    """How a token head of fewer layers learns from the trained one, its teacher."""

    layers: list[int]
    teacher_weight: float
    hidden_weight: float


@dataclass(frozen=True, slots=True)
class TaggerConfig(TrainingConfig):
    """How the tagger is trained."""

    dropout: float
    evidence_weight: float
    record_type_weight: float
    mask_share: float
    without_quote_share: float
    excerpt_share: float
    joined_share: float
    keep_ffn_output: bool


@dataclass(frozen=True, slots=True)
class UpdateConfig(TaggerConfig):
    """How the tagger in use learns from new reviewed cases."""

    replay_per_new: float
    least_replay: int


ConfigType = TypeVar("ConfigType", bound=TrainingConfig)


def load_config(path: Path, kind: type[ConfigType]) -> ConfigType:
    """Read a YAML file into `kind`.

    Raises:
        ValueError: If a key is missing or unknown.
    """
    values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    known = {field.name for field in dataclasses.fields(kind)}
    if set(values) != known:
        wrong = ", ".join(sorted(set(values) ^ known))
        raise ValueError(f"{path.name}: unknown or missing keys: {wrong}")
    return kind(**values)
