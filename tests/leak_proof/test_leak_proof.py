"""No planted name is anywhere: a real service, the real models, generated narratives.

300 narratives in CI; `make leak-proof` sends 5,000 (LEAK_PROOF_CASES), a tenth as many
with PostgreSQL.
"""

import os
import signal
import sys
import time
from pathlib import Path

from tests.leak_proof.generated_run import GeneratedRun
from tests.leak_proof.narratives import SURE
from tests.leak_proof.real_service import RealService
from tests.service.store.conftest import postgres, postgres_database  # noqa: F401

CASES_IN_CI = 300
CASES = int(os.environ.get("LEAK_PROOF_CASES", CASES_IN_CI))
MINUTES = float(os.environ.get("LEAK_PROOF_MINUTES", "inf"))
SEED = int(os.environ.get("LEAK_PROOF_SEED", "0"))
# Both databases get what goes through the same code; the bytes they leave differ.
POSTGRES_SHARE = 10
PLACES = (
    "POST /v1/cases: head", "POST /v1/cases: body", "POST /v1/cases: redacted_text",
    "GET a case by foreign admin: body", "GET /v1/export by admin: text",
    "webhook message", "files while it runs: log", "files while it runs: data",
    "files after its end: data", "rows as stored: cases.redacted_text",
    "rows decrypted: cases.redacted_text", "rows decrypted: outbox.payload",
    "rows decrypted: case_tags.detail", "rows as stored: audit.detail",
    "export jsonl", "export csv", "export docbin", "export conll", "export label-studio",
)  # fmt: skip


def tell(line):
    if CASES != CASES_IN_CI:
        sys.__stderr__.write(f"{time.strftime('%H:%M:%S')} {line}\n")
        sys.__stderr__.flush()


def prove(tmp_path, count, database_url=None, folders=()):
    service = RealService(tmp_path, database_url)
    run = GeneratedRun(service, count, SEED, folders, MINUTES)
    try:
        service.start()
        run.run(tell)
        service.stop(signal.SIGTERM)
        run.finish()
    finally:
        service.close()
        tell(run.report())
    assert not run.proof.leaks, run.report()
    # A proof that looked at nothing is none.
    places = set(PLACES)
    assert places <= set(run.proof.looked_at), sorted(set(run.proof.looked_at))
    known = run.by_shape[SURE]
    assert run.missed_by_shape[SURE] <= known * 0.02, "names that surely are known were missed"


def test_no_planted_name_is_anywhere(tmp_path):
    prove(tmp_path, CASES)


def test_no_planted_name_is_anywhere_in_postgresql(tmp_path, request):
    address = request.getfixturevalue("postgres_database")
    prove(tmp_path, CASES // POSTGRES_SHARE, address, (Path(address.partition("host=")[2]),))
