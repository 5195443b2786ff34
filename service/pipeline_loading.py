"""What the doors need of the core, and how it is loaded."""

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from models.labels import LabelSets
from models.placeholder_styles import PlaceholderStyle, RedactedNarrative
from models.redaction_correction import RedactionCorrection
from models.types import TaggedNarrative
from models.versions import active_folder
from service.settings import Settings


class NarrativeTagger(Protocol):
    """The part of `models.pipeline.Pipeline` that the doors use."""

    @property
    def version(self) -> str:
        """Version of the trained models."""

    @property
    def labels(self) -> LabelSets:
        """The labels that tags are made of."""

    @property
    def max_characters(self) -> int:
        """The longest narrative that is worked on."""

    def tag(self, text: str, correction: RedactionCorrection | None = None) -> TaggedNarrative:
        """Redact and tag one narrative, its redaction corrected by a person."""

    def explain(self, tagged: TaggedNarrative) -> TaggedNarrative:
        """Return an answer with the evidence that its tags hang on; slow."""

    def redact(
        self,
        text: str,
        placeholders: PlaceholderStyle = PlaceholderStyle.NUMBERED,
        seed: int | None = None,
    ) -> RedactedNarrative:
        """Redact one narrative, and nothing else."""


def trained_folder(settings: Settings) -> Path:
    """Return the folder of the models to use: the one set by hand, else the promoted version.

    Raises:
        ArtifactError: If it cannot be told which version is promoted.
    """
    if "trained_folder" in settings.model_fields_set:
        return settings.trained_folder
    return active_folder()


def version_of(folder: Path) -> str:
    """Return the version of the models in a folder, from what they say of themselves.

    Raises:
        OSError: If they are not there.
    """
    from models.pipeline import trained_version

    return trained_version(folder)


def load_pipeline(settings: Settings) -> NarrativeTagger:
    """Load the trained models.

    Raises:
        ArtifactError: If the trained folder is missing, damaged or does not match the labels.
        LabelError: If a label file is damaged.
    """
    # Imported late: the model libraries take seconds, and `casetag --help` needs none of them.
    from models.pipeline import Pipeline

    pipeline = Pipeline.load(trained_folder(settings), settings.labels_folder)
    return replace(pipeline, max_seconds=settings.narrative_timeout_seconds)
