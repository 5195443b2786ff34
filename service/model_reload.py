"""Take a newly promoted version of the models into use while requests are answered.

The new models are loaded and checked beside the old ones and then put in their place by one
assignment: a request asks once which models answer it, so it is answered by one version, old or
new. What cannot be loaded is not taken, and the old models stay.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.datastructures import State

from models.errors import ArtifactError, CasetagError
from service.failures import describe_failure
from service.logs import get_logger
from service.memory import give_back_memory
from service.pipeline_loading import NarrativeTagger, trained_folder, version_of
from service.settings import Settings
from service.worker import Worker

DONE, FAILED = "done", "failed"
# Invented, and plain: models that let one of these through must not come into use.
CHECK_TEXT = "ФИО: Иванова Анна Петровна, тел. +996 555 000 000, почта anna.ivanova@example.org."
CHECK_NAMES = ("Иванова", "555 000", "anna.ivanova")
# The old models are held by requests that still run, and by the web framework's idle threads,
# which it ends some seconds later: so memory is swept for a while.
SWEEPS = 12

Load = Callable[[Settings], NarrativeTagger]


class ModelReload:
    """Looks now and then whether other models are to be used, and changes to them.

    Args:
        state: Of the app; its `pipeline` is replaced.
        load: Loads the models that the settings name.
    """

    def __init__(self, state: State, load: Load) -> None:
        self._state = state
        self._load = load
        self._is_asked = True  # models may have been promoted while the first ones were loading
        self._seen = state.trained_folder
        self._sweeps = 0
        self._fault = ""

    def ask(self) -> None:
        """Look again at the next turn, also where nothing seems to have changed."""
        self._is_asked = True

    def look(self) -> bool:
        """Change to other models if there are any; return that nothing more is waiting."""
        if self._sweeps:
            self._sweeps -= 1
            give_back_memory()
        try:
            folder = trained_folder(self._state.settings)
            if folder == self._seen and not self._is_asked:
                return False
            self._is_asked, self._seen, self._fault = False, folder, ""
            if version_of(folder) == self._state.pipeline.version:
                return False
            pipeline = self._load(self._state.settings)
            check(pipeline)
        except (CasetagError, OSError, MemoryError) as error:
            self._keep_old(error)
            return False
        old = self._state.pipeline.version
        self._state.pipeline = pipeline
        self._state.trained_folder = folder
        self._sweeps = SWEEPS
        self._state.metrics.count_reload(DONE)
        get_logger().info("models_changed", old_version=old, model_version=pipeline.version)
        return False

    def _keep_old(self, error: Exception) -> None:
        """Say why the models stay; the same version is tried again only when asked for."""
        reason = str(error) if isinstance(error, ArtifactError) else type(error).__name__
        if reason == self._fault and not self._is_asked:
            return
        self._is_asked, self._fault = False, reason
        self._state.metrics.count_reload(FAILED)
        get_logger().error(
            "models_kept",
            model_version=self._state.pipeline.version,
            reason=reason,
            **describe_failure(error),
        )


def check(pipeline: NarrativeTagger) -> None:
    """Refuse models that do not redact the plainest identifiers.

    Raises:
        ArtifactError: If one of them is left.
    """
    redacted = pipeline.redact(CHECK_TEXT).text
    if any(name in redacted for name in CHECK_NAMES):
        raise ArtifactError("the models let a plain identifier through; they are not used")


@contextmanager
def model_reloading(reload: ModelReload | None, settings: Settings) -> Iterator[None]:
    """Look for other models in a thread until the block is left."""
    if reload is None:
        yield
        return
    worker = Worker("model reload", reload.look, settings.model_poll_seconds)
    worker.start()
    try:
        yield
    finally:
        worker.stop()
        worker.wait()
