"""A program that starts `casetag serve` again and again, fast: everything is imported once.

Each service is a fork with a process id of its own: command line, settings, socket, HTTP, store
and redaction are the real ones, only the models are replaced by the fake pipeline of the tests.
It reads commands as lines of JSON and answers each with one.
"""

import faulthandler
import importlib.util
import json
import os
import signal
import sys
import time
from pathlib import Path

import service.access.first_start
import service.app
import service.cli
import service.model_reload
import service.server
import service.store.engine
import service.store.store
from service.__main__ import main

TESTS = Path(__file__).parents[2]
PIPELINE_SECONDS = "FAKE_PIPELINE_SECONDS"
BUSY_SECONDS = "FAKE_BUSY_SECONDS"
SHUTDOWN_SECONDS = "FAKE_SHUTDOWN_SECONDS"


def load_fake_pipeline():
    # By its file: some installed package is called `tests` too.
    found = importlib.util.spec_from_file_location("casetag_conftest", TESTS / "conftest.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.FakePipeline


def start(fake_pipeline, command):
    process_id = os.fork()
    if process_id == 0:
        serve(fake_pipeline, command)
    return {"process_id": process_id}


def serve(fake_pipeline, command):
    """Be the service; the code after the fork belongs to the parent, so nothing returns."""
    output = os.open(command["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(command["environment"])
    # To look into one that hangs.
    faulthandler.register(signal.SIGUSR1)

    class Slowed(fake_pipeline):
        def tag(self, text, correction=None):
            time.sleep(float(os.environ.get(PIPELINE_SECONDS, "0")))
            return super().tag(text, correction)

    if BUSY_SECONDS in os.environ:
        milliseconds = round(float(os.environ[BUSY_SECONDS]) * 1000)
        service.store.engine.LOCK_TIMEOUT = f"{milliseconds}ms"
        service.store.engine._SQLITE_SETTINGS = tuple(
            f"busy_timeout={milliseconds}" if setting.startswith("busy_timeout") else setting
            for setting in service.store.engine._SQLITE_SETTINGS
        )
    if SHUTDOWN_SECONDS in os.environ:
        service.server.SHUTDOWN_SECONDS = float(os.environ[SHUTDOWN_SECONDS])
    served = Slowed()
    service.cli.load_pipeline = lambda _settings: served
    # Else the real models on disk would look like newer ones, and checking them be slowed too.
    service.model_reload.version_of = lambda _folder: served.version
    sys.argv = ["casetag", "serve"]
    try:
        main()
    except SystemExit as end:
        _leave(end.code)
    except BaseException:
        _leave(70)
    _leave(0)


def _leave(code):
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


def say(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def wait(_pipeline, command):
    """Wait for the end of a service; a negative code is the signal that ended it."""
    last = time.monotonic() + command["seconds"]
    while time.monotonic() < last:
        ended, status = os.waitpid(command["process_id"], os.WNOHANG)
        if ended:
            return {"code": os.waitstatus_to_exitcode(status)}
        time.sleep(0.005)
    return {"code": None}


if __name__ == "__main__":
    pipeline = load_fake_pipeline()
    pipeline()  # reads the labels once
    say({"ready": True})
    for line in sys.stdin:
        wanted = json.loads(line)
        say({"start": start, "wait": wait}[wanted["do"]](pipeline, wanted))
