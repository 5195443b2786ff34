"""How the recogniser's spaCy component is trained, from configs/recognizer.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

CONFIG_FOLDER = Path(__file__).parent / "configs"
SETTINGS_FILE = CONFIG_FOLDER / "recognizer.yaml"
PIPELINE_FILE = CONFIG_FOLDER / "recognizer.cfg"


@dataclass(frozen=True, slots=True)
class RecognizerConfig:
    """The settings; the YAML file explains each."""

    seed: int
    last_part: int
    batches: int
    narrative_copies: int
    copies_by_language: Mapping[str, int]
    sentences_per_file: int
    share_with_person: float
    augmented_sentences: float
    sentence_words_per_narrative_word: float
    words_per_batch: int
    dropout: float
    learning_rate: float
    weight_decay: float
    warmup_batches: int
    rate_batches: int
    final_rate_share: float
    batches_per_evaluation: int

    def copies(self, lang: str) -> int:
        """Return how often an epoch has each narrative of a language."""
        return self.copies_by_language.get(lang, self.narrative_copies)

    def rate(self, batch: int) -> float:
        """Return the learning rate of one batch."""
        if batch < self.warmup_batches:
            return self.learning_rate * (batch + 1) / self.warmup_batches
        done = (batch - self.warmup_batches) / max(1, self.rate_batches - self.warmup_batches)
        return self.learning_rate * max(self.final_rate_share, 1 - done)


def read_recognizer_config(path: Path = SETTINGS_FILE) -> RecognizerConfig:
    """Read the settings; unknown or missing keys are refused with a TypeError."""
    return RecognizerConfig(**yaml.safe_load(path.read_text(encoding="utf-8")))
