"""Where and how the service runs: the CASETAG_* environment, read once, then frozen."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.artifacts import TRAINED_FOLDER
from models.label_sets import LABELS_FOLDER
from service.errors import SettingsError

PREFIX = "CASETAG_"

LogLevel = Literal["debug", "info", "warning", "error"]


def _data_folder() -> Path:
    """Return where programs of a user keep their data (XDG base directories)."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "casetag"


class Settings(BaseSettings):
    """One field for each CASETAG_ variable, such as CASETAG_PORT."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen at.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen at; 0 takes a free one.")
    trained_folder: Path = Field(
        TRAINED_FOLDER, description="Folder of the trained models; if not given, what is promoted."
    )
    model_poll_seconds: float = Field(
        5.0, gt=0, le=3600, description="Pause between two looks for other promoted models."
    )
    labels_folder: Path = Field(LABELS_FOLDER, description="Folder of the label files.")
    # 2 MiB: ten narratives of 20,000 characters with every character escaped as \uXXXX.
    max_request_bytes: int = Field(2 * 1024 * 1024, ge=1024, description="Larger requests: 413.")
    max_batch_items: int = Field(50, ge=1, le=1000, description="Narratives in one batch request.")
    # 32: the threads the web framework has for plain handlers are 40.
    max_concurrent_requests: int = Field(2, ge=1, le=32, description="Worked on at once.")
    max_waiting_requests: int = Field(16, ge=0, le=1000, description="Waiting; more get 429.")
    request_timeout_seconds: float = Field(
        30.0, gt=0, le=600, description="To receive a body, and to wait for a turn."
    )
    narrative_timeout_seconds: float = Field(
        60.0, gt=0, le=600, description="Work on one narrative; what takes longer gets 503."
    )
    retry_after_seconds: int = Field(2, ge=1, description="Told to callers that must come again.")
    max_connections: int = Field(64, ge=1, description="Open connections at once.")
    open_tagging: bool | None = Field(
        None, description="Tag without a key; if not given, only at a loopback address."
    )
    session_idle_minutes: int = Field(
        30, ge=2, le=1440, description="A session of the page ends when unused for so long."
    )
    session_hours: int = Field(12, ge=1, le=168, description="And at the latest after this.")
    link_minutes: int = Field(15, ge=1, le=60, description="A one-time link is good for so long.")
    secure_cookies: bool = Field(
        True, description="No only for browsers that refuse them at http://127.0.0.1."
    )
    max_failed_attempts: int = Field(
        20, ge=1, le=1000, description="Of one address or one key id in a window; more get 429."
    )
    failed_attempts_minutes: int = Field(5, ge=1, le=1440, description="Length of that window.")
    data_folder: Path = Field(_data_folder(), description="Folder of the store and its key.")
    database_url: SecretStr | None = Field(
        None, description="postgresql+psycopg://… or sqlite:///…; else SQLite in the data folder."
    )
    encryption_key: SecretStr | None = Field(
        None, description="Fernet keys with commas between; the first encrypts."
    )
    encryption_key_file: Path | None = Field(
        None, description="File with the same, readable by its owner only."
    )
    idempotency_hours: int = Field(
        24, ge=1, le=720, description="A repeated Idempotency-Key is known for so long."
    )
    retention_days: int = Field(
        90, ge=0, le=36500, description="Cases not exported by then are erased; 0 keeps them."
    )
    double_coding_share: float = Field(
        0.1, ge=0, le=1, description="Of the reviewed cases, to be coded by a second person."
    )
    webhook_allow_private: bool = Field(
        False, description="Webhooks may go to this machine and its networks, and by http."
    )
    webhook_timeout_seconds: float = Field(
        10.0, gt=0, le=60, description="For one message to a webhook."
    )
    purge_minutes: int = Field(
        60, ge=1, le=10080, description="Pause between two looks for cases past their time."
    )
    log_level: LogLevel = Field("info", description="What is logged to standard error.")


def read_settings(*, environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings from the environment.

    Args:
        environment: Read instead of the environment of the process when looking for unknown keys.
        **overrides: Fields that win over the environment; None means not given.

    Raises:
        SettingsError: If a CASETAG_ variable is unknown or wrong. Values are never quoted.
    """
    _refuse_unknown(os.environ if environment is None else environment)
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the types
    except ValidationError as error:
        problems = "; ".join(
            f"{PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        # Without its cause: pydantic's own message has the value in it.
        raise SettingsError(f"Wrong settings: {problems}.") from None


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """Refuse CASETAG_ variables that are no setting: a typing error must not pass in silence."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(
        name for name in environment if name.startswith(PREFIX) and name.upper() not in known
    )
    if unknown:
        raise SettingsError(
            f"Unknown settings: {', '.join(unknown)}. Known are: {', '.join(sorted(known))}."
        )
