"""The settings and word lists of augmentation, from configs/augmentation.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

AUGMENTATION_FILE = Path(__file__).parent / "configs" / "augmentation.yaml"


@dataclass(frozen=True, slots=True)
class AugmentationConfig:
    """How often each change is made, and with which words."""

    rates: Mapping[str, float]
    masks: tuple[str, ...]
    glue: tuple[str, ...]
    kept_words: frozenset[str]
    kind_endings: Mapping[str, tuple[str, ...]]
    mixture: Mapping[str, tuple[str, ...]]

    def kind_by_ending(self, word: str) -> str | None:
        """Return the kind of name a word looks like, or None."""
        small = word.lower()
        for kind, endings in self.kind_endings.items():
            if any(small.endswith(ending) and len(small) > len(ending) for ending in endings):
                return kind
        return None


@lru_cache(maxsize=1)
def read_augmentation_config(path: Path = AUGMENTATION_FILE) -> AugmentationConfig:
    """Read the settings."""
    contents: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return AugmentationConfig(
        rates=contents["rates"],
        masks=tuple(contents["masks"]),
        glue=tuple(contents["glue"]),
        kept_words=frozenset(word.lower() for word in contents["kept_words"]),
        kind_endings={kind: tuple(endings) for kind, endings in contents["kind_endings"].items()},
        mixture={variety: tuple(others) for variety, others in contents["mixture"].items()},
    )
