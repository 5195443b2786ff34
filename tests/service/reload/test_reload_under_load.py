"""A real service under load takes other models into use: no request fails, none is mixed."""

import json
import os
import shutil
from itertools import groupby

import pytest

from models.artifacts import TRAINED_FOLDER

# Of one loaded pipeline's share of memory; the allocator never gives back all.
MEMORY_SHARE = 1.2


@pytest.fixture
def fake_service(serve, versions):
    for name, *files in (("one",), ("two",), ("bad", "broken"), ("open", "leaky"), ("three",)):
        versions.make(name, *files)
    versions.promote("one")
    return serve(FAKE="1")


def test_promoted_versions_answer_without_one_failed_or_mixed_request(
    fake_service, versions, load_of
):
    load = load_of(fake_service)
    for name in ("two", "three", "one"):
        versions.promote(name)
        fake_service.wait_until(lambda name=name: fake_service.version() == name)
        seen = len(load.versions)
        fake_service.wait_until(lambda seen=seen: len(load.versions) > seen + 6)
    load.end()
    assert load.failures == []
    assert set(load.versions) == {"one", "two", "three"}
    # Each caller sees the versions in the order they were promoted: no going back and forth.
    order = [name for name, _ in groupby(load.versions)]
    assert len(order) <= 4 + 2 * 3
    metrics = fake_service.ask("GET", "/metrics")[1].decode()
    assert 'casetag_model_info{version="one"} 1.0' in metrics
    assert 'casetag_model_reloads_total{outcome="done"} 3.0' in metrics


@pytest.mark.parametrize(("bad", "reason"), [("bad", "damaged"), ("open", "plain identifier")])
def test_a_version_that_cannot_be_used_is_not_and_the_log_says_why(
    fake_service, versions, load_of, bad, reason
):
    load = load_of(fake_service)
    versions.promote(bad)
    fake_service.wait_until(lambda: fake_service.events("models_kept"))
    seen = len(load.versions)
    fake_service.wait_until(lambda: len(load.versions) > seen + 6)
    load.end()
    assert load.failures == []
    assert set(load.versions) == {"one"}
    (line,) = fake_service.events("models_kept")
    assert reason in line["reason"]
    assert line["model_version"] == "one"
    versions.promote("two")
    fake_service.wait_until(lambda: fake_service.version() == "two")


def test_what_is_damaged_keeps_the_models_until_it_is_repaired_and_a_signal_comes(
    fake_service, versions
):
    (versions.folder / "active.json").write_text("{")
    fake_service.wait_until(lambda: fake_service.events("models_kept"))
    assert fake_service.version() == "one"
    # Told once, and again when somebody asks again.
    fake_service.hang_up()
    fake_service.wait_until(lambda: len(fake_service.events("models_kept")) == 2)
    versions.promote("bad")
    fake_service.wait_until(lambda: len(fake_service.events("models_kept")) == 3)
    (versions.folder / "bad" / "broken").unlink()
    assert fake_service.version() == "one"
    fake_service.hang_up()
    fake_service.wait_until(lambda: fake_service.version() == "bad")


@pytest.mark.slow
@pytest.mark.skipif(bool(os.environ.get("CASETAG_TRAINED_FOLDER")), reason="a folder is set")
def test_real_models_are_changed_under_load_and_their_memory_is_given_back(
    serve, versions, load_of
):
    service = serve(CASETAG_MODEL_POLL_SECONDS="3")
    first = service.version()
    shutil.copytree(TRAINED_FOLDER, versions.folder / "next", copy_function=os.link)
    manifest = versions.folder / "next" / "tagger" / "manifest.json"
    content = json.loads(manifest.read_text())
    content["version"] += "-next"
    manifest.unlink()  # a link to the committed one
    manifest.write_text(json.dumps(content))
    load = load_of(service)
    service.wait_until(lambda: len(load.versions) > 10, seconds=120)
    before = service.resident_mib()
    versions.promote("next")
    service.wait_until(lambda: service.version() != first, seconds=240)
    second = service.version()
    seen = len(load.versions)
    service.wait_until(lambda: len(load.versions) > seen + 10, seconds=120)
    load.end()
    assert load.failures == []
    assert set(load.versions) == {first, second}

    def is_small():
        # Idle threads of the web framework hold their last request until another one comes.
        service.ask("POST", "/v1/tag", {"text": "Nothing happened in Osh."})
        return service.resident_mib() < before * MEMORY_SHARE

    service.wait_until(is_small, seconds=120)
