"""What a handler can ask for; each alias is one short word in its signature."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request

from service.errors import NotReadyError
from service.pipeline_loading import NarrativeTagger
from service.settings import Settings


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _pipeline(request: Request) -> NarrativeTagger:
    pipeline: NarrativeTagger | None = request.app.state.pipeline
    if pipeline is None:
        raise NotReadyError("The models are not loaded yet. Try again in a moment.")
    return pipeline


async def _turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.limiter.turn():
        yield


async def _log_fields(request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = request.state.log_fields
    return fields


SettingsDep = Annotated[Settings, Depends(_settings)]
PipelineDep = Annotated[NarrativeTagger, Depends(_pipeline)]
# scope="function": the turn ends with the work, not when a slow caller has read the answer.
TurnDep = Annotated[None, Depends(_turn, scope="function")]
LogFieldsDep = Annotated[dict[str, Any], Depends(_log_fields)]
