import json

import pytest

from models.errors import ArtifactError
from service.api_description import EXAMPLES_FOLDER, read_example
from service.examples_refresh import example_answers, refresh
from service.pipeline_loading import load_pipeline
from service.settings import Settings


@pytest.fixture(scope="module")
def real_pipeline():
    try:
        return load_pipeline(Settings())
    except (ArtifactError, ImportError):
        pytest.skip("there are no trained models")


def test_all_answers_are_written(pipeline, tmp_path):
    refresh(pipeline, tmp_path)
    written = {path.stem for path in tmp_path.iterdir()}
    assert written == {path.stem for path in EXAMPLES_FOLDER.glob("*_response.json")}
    for name, answer in example_answers(pipeline).items():
        assert json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) == answer


@pytest.mark.slow
def test_the_committed_examples_are_what_the_real_models_say(real_pipeline):
    for name, answer in example_answers(real_pipeline).items():
        assert read_example(name) == answer, "run `make examples`"
