"""Do what the Dockerfile does, without a Docker engine: `python3.11 .ci/image_steps.py`.

Runs its own instructions in an empty folder that stands for the image's root, starts the
entry point, waits for the health check and tags a narrative. Needs the package index, the
trained models and Linux. The user of the image is not made; instead it is checked that the
running service writes nothing below the root.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent
IMAGE_PATHS = re.compile(r"(?<![\w.])(/build|/opt/casetag|/app|/data)\b")
READY_SECONDS = 120
NARRATIVE = {"text": "Вчера в поликлинике врач отказался принять Айгуль Т., узнав про ВИЧ."}


def instructions() -> Iterator[tuple[str, str]]:
    """Yield the instructions of the Dockerfile with their arguments."""
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    joined = "\n".join(line for line in lines if not line.startswith("#")).replace("\\\n", " ")
    for line in joined.splitlines():
        if line.strip():
            word, arguments = line.split(maxsplit=1)
            yield word, arguments.strip()


class Image:
    """A folder that stands for the root of the image."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root
        # A home folder of the image: what a library leaves there is found too.
        (root / "home").mkdir()
        # `python` of the base image is this interpreter.
        (root / "bin").mkdir()
        (root / "bin" / "python").symlink_to(sys.executable)
        self.variables = {"PATH": f"{root / 'bin'}:/usr/bin:/bin", "HOME": str(root / "home")}
        self.variables |= {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")}
        self.variables |= {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_"))}
        self.last: dict[str, str] = {}

    def build(self) -> None:
        """Run the instructions in their order."""
        for word, arguments in instructions():
            sys.stdout.write(f"{word} {arguments[:100]}\n")
            step = getattr(self, f"do_{word.lower()}", None)
            if step is None:
                self.last[word] = arguments
            else:
                step(self.here(arguments))

    def here(self, arguments: str) -> str:
        """Return arguments with the image's paths below the root."""
        return IMAGE_PATHS.sub(lambda match: f"{self.root}{match[1]}", arguments)

    def do_workdir(self, path: str) -> None:
        """Make and enter a folder."""
        self.folder = Path(path)
        self.folder.mkdir(parents=True, exist_ok=True)

    def do_env(self, pairs: str) -> None:
        """Set variables; PATH is the only one that refers to another."""
        for pair in pairs.split():
            name, value = pair.split("=", 1)
            self.variables[name] = value.replace("$PATH", self.variables["PATH"])

    def do_copy(self, arguments: str) -> None:
        """Copy from the project; from another stage it is here already."""
        if arguments.startswith("--from"):
            return
        *sources, target = arguments.split()
        ignore = shutil.ignore_patterns("__pycache__", "*.py[co]", "*.part", "base")
        for source in sources:
            place = self.folder / target
            if (PROJECT / source).is_dir():
                shutil.copytree(PROJECT / source, place, ignore=ignore)
            else:
                shutil.copy(PROJECT / source, place)

    def do_run(self, command: str) -> None:
        """Run a command as the image's shell would."""
        if command.startswith("useradd"):
            sys.stdout.write("    left out: the machine's own users stay as they are\n")
            return
        subprocess.run(["sh", "-ec", command], cwd=self.folder, env=self.variables, check=True)

    def contents(self) -> dict[str, tuple[int, int]]:
        """Return size and time of change of every file."""
        # /data is a volume: the store is there.
        data = self.root / "data"
        files = (
            path for path in self.root.rglob("*") if path.is_file() and data not in path.parents
        )
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in files}


def try_out(image: Image) -> None:
    """Start the service, wait for its health check, tag a narrative, stop it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    variables = image.variables | {"CASETAG_HOST": "127.0.0.1", "CASETAG_PORT": str(port)}
    before = image.contents()
    command = json.loads(image.last["ENTRYPOINT"]) + json.loads(image.last["CMD"])
    check = json.loads(image.last["HEALTHCHECK"].partition("CMD ")[2])
    start = time.monotonic()
    service = subprocess.Popen(command, cwd=image.folder, env=variables)
    try:
        while subprocess.run(check, env=variables, check=False, capture_output=True).returncode:
            if service.poll() is not None or time.monotonic() - start > READY_SECONDS:
                sys.exit("the service did not become healthy")
        sys.stdout.write(f"healthy after {time.monotonic() - start:.1f} s\n")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/tag",
            json.dumps(NARRATIVE).encode(),
            {"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as answer:
            sys.stdout.write(json.dumps(json.load(answer), ensure_ascii=False)[:300] + "\n")
    finally:
        service.terminate()
        service.wait()
    if image.contents() != before:
        sys.exit("the running service wrote below its root: it cannot run read-only")


def main() -> None:
    """Build and try the image."""
    with tempfile.TemporaryDirectory(prefix="casetag-image-") as folder:
        image = Image(Path(folder))
        image.build()
        if list(image.root.rglob("site-packages/torch")):
            sys.exit("the image holds torch")
        try_out(image)
        size = sum(size for size, _ in image.contents().values())
        sys.stdout.write(f"{size / 2**20:.0f} MiB on top of the base image\n")


if __name__ == "__main__":
    main()
