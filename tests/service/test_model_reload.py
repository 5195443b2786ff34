from types import SimpleNamespace

import pytest

from models.errors import ArtifactError
from service import model_reload
from service.metrics import Metrics
from service.model_reload import SWEEPS, ModelReload, check
from service.pipeline_loading import trained_folder
from service.settings import Settings


@pytest.fixture
def state(pipeline, tmp_path, monkeypatch):
    """An app that runs version "one", and nothing promoted yet."""
    here = SimpleNamespace(folder=tmp_path / "one", swept=0)
    pipeline.version = "one"
    monkeypatch.setattr(model_reload, "trained_folder", lambda _settings: here.folder)
    monkeypatch.setattr(model_reload, "version_of", lambda folder: folder.name)
    monkeypatch.setattr(model_reload, "CHECK_TEXT", "Zulfiya Qadamova")
    monkeypatch.setattr(model_reload, "CHECK_NAMES", ("Zulfiya",))

    def sweep():
        here.swept += 1

    monkeypatch.setattr(model_reload, "give_back_memory", sweep)
    return SimpleNamespace(
        here=here,
        settings=Settings(),
        pipeline=pipeline,
        trained_folder=here.folder,
        metrics=Metrics(),
    )


@pytest.fixture
def loads():
    return []


@pytest.fixture
def reload(state, loads, pipeline):
    def load(_settings):
        loads.append(state.here.folder.name)
        new = type(pipeline)()
        new.version = state.here.folder.name
        return new

    return ModelReload(state, load)


def test_nothing_is_loaded_while_nothing_is_promoted(state, reload, loads):
    reload.look()
    reload.look()
    assert loads == []
    assert state.here.swept == 0


def test_what_was_promoted_while_the_first_models_loaded_is_found(state, reload, loads):
    state.here.folder = state.here.folder.with_name("two")
    state.trained_folder = state.here.folder
    reload.look()
    assert loads == ["two"]


def test_a_promoted_version_comes_into_use_and_memory_is_swept_some_times(state, reload, loads):
    reload.look()
    state.here.folder = state.here.folder.with_name("two")
    for _ in range(SWEEPS + 3):
        reload.look()
    assert (state.pipeline.version, state.trained_folder.name) == ("two", "two")
    assert loads == ["two"]
    assert state.here.swept == SWEEPS


def test_whoever_has_the_old_models_keeps_them(state, reload):
    held = state.pipeline
    state.here.folder = state.here.folder.with_name("two")
    reload.look()
    assert held.version == "one"
    assert held.tag("a").model_version == "one"


def test_without_memory_for_two_the_old_models_stay(state, loads):
    def too_large(_settings):
        loads.append("tried")
        raise MemoryError

    reload = ModelReload(state, too_large)
    state.here.folder = state.here.folder.with_name("two")
    reload.look()
    reload.look()
    assert state.pipeline.version == "one"
    assert loads == ["tried"]
    reload.ask()
    reload.look()
    assert loads == ["tried", "tried"]


def test_models_that_let_a_plain_name_through_are_refused(pipeline, monkeypatch):
    with pytest.raises(ArtifactError, match="plain identifier"):
        check(pipeline)
    monkeypatch.setattr(model_reload, "CHECK_NAMES", ("Zulfiya",))
    check(pipeline)


def test_the_folder_set_by_hand_wins_over_what_is_promoted(tmp_path, monkeypatch):
    monkeypatch.setattr("service.pipeline_loading.active_folder", lambda: tmp_path / "promoted")
    assert trained_folder(Settings()) == tmp_path / "promoted"
    assert trained_folder(Settings(trained_folder=tmp_path)) == tmp_path
