"""What the store costs: `make bench-store`. Prints a table, and with --readme keeps it.

`POST /v1/cases` stands beside a bare FastAPI echo that is asked by turns in the same run; both
wait the model's time. Lists are asked for over HTTP from a store of 100,000 cases. The clock is
what counts; processor time, which a busy machine does not lengthen, stands beside it.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
# Before an installed package of the same name.
sys.path.insert(0, str(ROOT))

import tests  # noqa: E402

tests.__path__ = [str(ROOT / "tests")]

from service.access.api_keys import NewKey, create_key  # noqa: E402
from service.access.organisations import ensure_organisation, find_organisation  # noqa: E402
from service.access.principals import cli_principal  # noqa: E402
from service.access.roles import Role  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store.store import Store  # noqa: E402
from tests.bench.many_cases import fill  # noqa: E402
from tests.service.endurance.served import HOST, Nursery, Served  # noqa: E402
from tests.service.store.conftest import postgres_server  # noqa: E402
from training.readme_section import fill_section  # noqa: E402

README = ROOT / "service" / "README.md"
MODEL_SECONDS = 0.1
CALLERS = 2
ROUNDS = 7
TICK = os.sysconf("SC_CLK_TCK")
MAY_TAKE = {"post": 25, "list": 150}
TEXT = "In Osh the doctor refused Zulfiya Qadamova, who lives with HIV. " * 12
DAY = "2024-02-0{}T00:00:00Z"
FILTERS = {
    "no filter": "",
    "no filter, newest first": "order=newest",
    "language, 60 %": "language=ru",
    "language, 1 %": "language=ka",
    "language, none": "language=xx",
    "state": "review_state=pending",
    "country": "country=KG",
    "label, 3 %": "label=violation_type/v3",
    "label, 0.03 %": "label=violation_type/rare",
    "label, none": "label=violation_type/none",
    "three labels": "label=violation_type/v3&label=perpetrator/p3&country=GE",
    "three labels, newest first": (
        "label=violation_type/v3&label=perpetrator/p3&country=GE&order=newest"
    ),
    "language, label, state": "language=ka&label=violation_type/v3&review_state=pending",
    "one day": f"created_from={quote(DAY.format(1))}&created_to={quote(DAY.format(2))}",
    "record type, none": "record_type=no_violation",
    "country and state": "country=KG&review_state=pending",
}


def processor_seconds(process_ids):
    """Return the processor time of some processes so far; those that are gone count nothing."""
    total = 0
    for one in process_ids:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def backends_of(folder):
    """Return the processes of a PostgreSQL whose data is in a folder."""
    pid_file = folder / "data" / "postmaster.pid"
    if not pid_file.exists():
        return []
    parent = pid_file.read_text().split()[0]
    found = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True, check=False)
    return [*found.stdout.split(), parent]


@contextmanager
def echo_server(port):
    command = [sys.executable, str(Path(__file__).with_name("echo.py")), str(port)]
    process = subprocess.Popen([*command, str(MODEL_SECONDS)])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def prepare(environment):
    """Open a store; return it, a key's header and the organisation."""
    address = environment.get("CASETAG_DATABASE_URL")
    store = Store.open(
        Settings(data_folder=environment["CASETAG_DATA_FOLDER"], database_url=address)
    )
    with store.session() as session:
        ensure_organisation(session)
    with store.session() as session:
        maker = cli_principal(find_organisation(session, "default"))
        _, key = create_key(session, maker, NewKey("bench", Role.ADMIN, 1))
    return store, {"Authorization": f"Bearer {key}"}, maker.organisation_id


def post(connection, number, header):
    """Return the milliseconds of one submission."""
    body = json.dumps({"text": f"{TEXT} {number}"})
    headers = header | {"Content-Type": "application/json", "Idempotency-Key": f"k{number}"}
    began = time.perf_counter()
    connection.request("POST", "/v1/cases", body, headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 201, content
    return (time.perf_counter() - began) * 1000


def measure_posts(ports, header, requests, run=""):
    """Return the milliseconds of submissions by port, by turns and by several callers."""
    times = {port: [] for port in ports}

    def call(caller):
        chance = random.Random(caller)
        connections = {port: http.client.HTTPConnection(HOST, port, timeout=60) for port in ports}
        for number in range(requests // CALLERS):
            for port in chance.sample(ports, len(ports)):
                try:
                    times[port].append(post(connections[port], f"{run}{caller}-{number}", header))
                except (OSError, http.client.HTTPException):
                    # A connection that was idle for too long on a busy machine: not counted.
                    connections[port].close()

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def measure_lists(service, header, process_ids):
    """Return for each filter the median milliseconds by the clock, and those of the processor."""
    found = {}
    for name, query in FILTERS.items():
        path = f"/v1/cases?{query}"
        service.request("GET", path, headers=header, timeout=120)
        times, before = [], processor_seconds(process_ids())
        for _ in range(ROUNDS):
            began = time.perf_counter()
            status, _, body = service.request("GET", path, headers=header, timeout=120)
            times.append((time.perf_counter() - began) * 1000)
            assert status == 200, body
        spent = (processor_seconds(process_ids()) - before) * 1000 / ROUNDS
        found[name] = (statistics.median(times), spent)
    return found


def bench(database, nursery, requests, cases):
    """Yield the rows of the table for SQLite or PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-store-")))
        folder.chmod(0o755)
        environment = {"CASETAG_DATA_FOLDER": str(folder / "home")}
        if database == "PostgreSQL":
            server = stack.enter_context(postgres_server(folder, is_durable=True))
            environment["CASETAG_DATABASE_URL"] = server.address.format("postgres")
        store, header, organisation_id = prepare(environment)
        stack.callback(store.close)
        service = Served(nursery, folder, **environment, FAKE_PIPELINE_SECONDS=str(MODEL_SECONDS))
        service.start(CASETAG_LOG_LEVEL="info")
        stack.callback(service.stop)

        def process_ids():
            return [service.process_id, *backends_of(folder)]

        if requests:
            yield from bench_posts(database, service, header, requests, process_ids)
        if cases:
            fill(store, organisation_id, cases)
            rows = measure_lists(service, header, process_ids)
            for name, (clock, processor) in rows.items():
                sys.stderr.write(f"{database:12}{name:32}{clock:8.1f}{processor:8.1f}\n")
            slowest = max(rows, key=lambda name: rows[name][0])
            middle = statistics.median(clock for clock, _ in rows.values())
            most = max(processor for _, processor in rows.values())
            text = f"{database}: a list of {cases:,} cases by filter, median of {len(rows)} filters"
            yield text, middle, statistics.median(p for _, p in rows.values()), MAY_TAKE["list"]
            yield f"{database}: the slowest of them ({slowest})", rows[slowest][0], most, None


def bench_posts(database, service, header, requests, process_ids):
    echo_port = service.port + 1
    with echo_server(echo_port) as echo:
        service_echo = Served(None, Path(tempfile.gettempdir()))
        service_echo.port = echo_port
        service_echo.wait_until_ready()
        measure_posts([service.port, echo_port], header, CALLERS * 3, "warm-up-")
        before = [processor_seconds(process_ids()), processor_seconds([echo.pid])]
        times = measure_posts([service.port, echo_port], header, requests)
        spent = [
            (after - earlier) * 1000 / requests
            for after, earlier in zip(
                [processor_seconds(process_ids()), processor_seconds([echo.pid])],
                before,
                strict=True,
            )
        ]
    medians = [statistics.median(times[port]) for port in (service.port, echo_port)]
    yield (
        f"{database}: `POST /v1/cases` beyond an echo, median of {requests}",
        medians[0] - medians[1],
        spent[0] - spent[1],
        MAY_TAKE["post"],
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"])
    options = parser.parse_args()
    nursery = Nursery()
    lines = [
        "| milliseconds | by the clock | of the processor | at most |",
        "|---|--:|--:|--:|",
    ]
    for database in options.databases:
        for name, clock, processor, limit in bench(
            database, nursery, options.requests, options.cases
        ):
            lines.append(f"| {name} | {clock:.1f} | {processor:.1f} | {limit or ''} |")
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    nursery.close()
    if options.readme:
        fill_section("store", lines, README)


if __name__ == "__main__":
    main()
