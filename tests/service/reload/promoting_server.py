"""A program: `casetag serve` whose promoted version is named in a folder of the test.

With FAKE=1 the models are the fake pipeline of the tests, one for each folder of a version;
a version with a file `broken` cannot be loaded, one with a file `leaky` redacts nothing.
"""

import importlib.util
import os
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import service.cli
import service.model_reload
import service.pipeline_loading
from models.errors import ArtifactError
from models.versions import active_folder
from service.__main__ import main

TESTS = Path(__file__).parents[2]
LOADING_SECONDS = 0.3
WORK_SECONDS = 0.02

find = partial(active_folder, Path(os.environ["VERSIONS"]))
service.pipeline_loading.active_folder = find


def use_fakes():
    # By its file: some installed package is called `tests` too.
    found = importlib.util.spec_from_file_location("casetag_conftest", TESTS / "conftest.py")
    conftest = importlib.util.module_from_spec(found)
    found.loader.exec_module(conftest)

    class Versioned(conftest.FakePipeline):
        def __init__(self, folder):
            super().__init__()
            self.version = folder.name

        def tag(self, text, correction=None):
            time.sleep(WORK_SECONDS)
            return super().tag(text, correction)

    class Leaky(Versioned):
        def redact(self, text, *_arguments):
            return SimpleNamespace(text=text)

    def load(_settings):
        folder = find()
        time.sleep(LOADING_SECONDS)
        if (folder / "broken").exists():
            raise ArtifactError("tagger: model.onnx is damaged (its SHA-256 differs)")
        return (Leaky if (folder / "leaky").exists() else Versioned)(folder)

    service.cli.load_pipeline = load
    service.model_reload.version_of = lambda folder: folder.name
    service.model_reload.CHECK_TEXT = f"She is {conftest.KNOWN_NAME}."
    service.model_reload.CHECK_NAMES = tuple(conftest.KNOWN_NAME.split())


if os.environ.get("FAKE"):
    use_fakes()
sys.argv = ["casetag", "serve"]
main()
