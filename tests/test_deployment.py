"""compose.yaml, the systemd unit and their notes, as far as they can be proved without running."""

import configparser
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "service" / "deploy"
KNOWN_SETTINGS = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
# What systemd counts as exposed, times ten: 100 is a unit without any protection.
MOST_EXPOSED = 20


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_every_container_is_read_only_without_capabilities_root_or_dumps(services):
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["ulimits"] == {"core": 0}, name
        assert service["pids_limit"] > 0
        assert not service.get("privileged", False)
        if name != "casetag":  # its user is the image's
            assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name


def test_every_image_is_pinned_to_a_whole_version(services):
    for service in services.values():
        assert re.fullmatch(r"casetag:\d+\.\d+\.\d+|postgres:15\.\d+-bookworm", service["image"])


def test_the_image_has_the_version_of_the_project(services):
    from service.app import VERSION

    assert services["casetag"]["image"] == f"casetag:{VERSION}"


def test_the_database_is_reached_from_inside_only(compose, services):
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("database", "backup"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]


def test_only_this_machine_reaches_the_service(services):
    assert services["casetag"]["ports"] == ["127.0.0.1:8000:8000"]


def test_no_secret_stands_in_the_file(compose, services):
    for secret in compose["secrets"].values():
        assert secret.keys() == {"file"}
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("PASS", "KEY", "SECRET")):
                assert name.endswith(("FILE", "PGPASSFILE")), name
                assert value.startswith("/run/secrets/"), name
        for secret in service.get("secrets", []):
            assert secret in compose["secrets"]
    address = services["casetag"]["environment"]["CASETAG_DATABASE_URL"]
    assert re.fullmatch(r"postgresql\+psycopg://casetag@database/casetag", address)


def test_secrets_are_kept_out_of_git_and_of_the_image():
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_only_settings_that_exist_are_set(services):
    for name in services["casetag"]["environment"]:
        assert not name.startswith(PREFIX) or name in KNOWN_SETTINGS


def test_every_long_running_container_has_a_health_check_and_comes_back(services):
    for name in ("casetag", "database"):
        assert services[name]["healthcheck"]["test"][0] == "CMD"
        assert services[name]["restart"] == "unless-stopped"
    for name in ("casetag", "backup"):
        assert services[name]["depends_on"]["database"]["condition"] == "service_healthy"


def test_no_container_may_swap_narratives_to_the_disk(services):
    assert services["casetag"]["mem_limit"] == services["casetag"]["memswap_limit"]


def test_data_database_and_backups_are_in_volumes_that_exist(compose, services):
    used = {
        volume.split(":")[0]
        for service in services.values()
        for volume in service["volumes"]
        if not volume.startswith("./")
    }
    assert used == set(compose["volumes"]) == {"data", "database", "backups"}


def test_the_health_check_is_python_that_compiles(services):
    _, program, option, code = services["casetag"]["healthcheck"]["test"]
    assert (program, option) == ("python", "-c")
    compile(code, "healthcheck", "exec")


@pytest.fixture(scope="module")
def unit():
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(DEPLOY / "casetag.service", encoding="utf-8")
    return parser


def lines_of(name):
    text = (DEPLOY / "casetag.service").read_text(encoding="utf-8")
    return re.findall(rf"^{name}=(.*)$", text, re.MULTILINE)


def test_the_unit_sets_only_settings_that_exist():
    pairs = [pair for line in lines_of("Environment") for pair in line.split()]
    names = [pair.partition("=")[0] for pair in pairs]
    assert {name for name in names if name.startswith(PREFIX)} <= KNOWN_SETTINGS
    assert "CASETAG_DATA_FOLDER=/var/lib/casetag" in pairs


def test_the_unit_holds_no_secret():
    assert "CASETAG_ENCRYPTION_KEY=" not in (DEPLOY / "casetag.service").read_text()


def test_the_unit_writes_to_its_state_only_and_dumps_no_memory(unit):
    service = unit["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "casetag"
    assert service["StateDirectoryMode"] == "0700"
    assert service["LimitCORE"] == "0"
    assert service["MemorySwapMax"] == "0"
    assert "ReadWritePaths" not in service


def test_a_wrong_setting_is_not_tried_again_and_again(unit):
    from service.__main__ import EXIT_UNUSABLE

    assert str(EXIT_UNUSABLE) in unit["Service"]["RestartPreventExitStatus"].split()


@pytest.fixture
def installed_unit(tmp_path):
    """The unit as it would be installed, with programs that are on this machine."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "casetag.service").read_text(encoding="utf-8")
    program = tmp_path / "casetag"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    file = tmp_path / "casetag.service"
    file.write_text(text.replace("/opt/casetag/.venv/bin/casetag", str(program)))
    return file


def run(*command):
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_systemd_finds_no_fault_in_the_unit(installed_unit):
    result = run("systemd-analyze", "verify", "--man=no", str(installed_unit))
    assert (result.returncode, result.stderr) == (0, "")


def test_systemd_finds_the_unit_well_protected(installed_unit):
    result = run(
        "systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}",
        str(installed_unit),
    )  # fmt: skip
    assert result.returncode == 0, result.stdout


@pytest.fixture(scope="module")
def notes():
    return (DEPLOY / "README.md").read_text(encoding="utf-8")


def test_the_upgrade_notes_name_commands_that_exist(notes):
    from typer.main import get_command

    from service.cli import app

    root = get_command(app)
    for line in re.findall(
        r"(?:casetag|python -m service) ((?:db|audit|link|keys) ?[a-z-]*)", notes
    ):
        group, _, name = line.strip().partition(" ")
        assert group in root.commands, line
        if name and hasattr(root.commands[group], "commands"):
            assert name in root.commands[group].commands, line


def test_the_upgrade_is_told_in_its_order(notes):
    steps = re.findall(r"^\d\. \*\*(\w+)", notes.partition("## Upgrade")[2], re.MULTILINE)
    assert steps == ["Read", "Back", "Stop", "Upgrade", "Migrate", "Start"]
    assert "**Roll back**" in notes


def test_the_notes_name_every_metric_and_no_other(notes, client, narrative):
    client.post("/v1/tag", json={"text": narrative})
    told = set(re.findall(r"^# TYPE (casetag_\w+)", client.get("/metrics").text, re.MULTILINE))
    told = {name.removesuffix("_created") for name in told}
    short = {name.removesuffix("_total") for name in told}
    written = {
        name.removesuffix("_total") for name in re.findall(r"`(casetag_[a-z_]+)[`{]", notes)
    } | {"casetag_work_waiting", "casetag_work_refused"}
    # Nothing was reloaded yet and there is no store in this test.
    later = {"casetag_outbox_waiting", "casetag_outbox_given_up", "casetag_store_up"}
    assert short <= written | later
    assert written <= short | later


def test_the_encryption_key_of_the_notes_is_one(notes, tmp_path):
    from service.store.cipher import Cipher

    (code,) = set(re.findall(r'python3 -c "(import base64.*?)"', notes))
    key = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    Cipher([key.strip()])
