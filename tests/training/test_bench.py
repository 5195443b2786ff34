import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import CasetagError
from models.label_sets import load_label_sets
from models.pipeline import Pipeline
from models.types import Classification, Countries, Entity, Tag
from training.bench import figures, read_settings, readme_lines
from training.bench_environment import (
    Environment,
    disk_mib,
    refuse_trainers,
    serving_dependencies,
)
from training.bench_narratives import bench_narratives
from training.bench_service import ServiceTimings, read_memory, time_service
from training.bench_steps import OTHER, REFERENCE_PRODUCTS, StepTimings, time_steps
from training.corpus import AnnotatedNarrative
from training.readme_section import fill_section

STEPS = StepTimings(
    tag=[0.1, 0.2, 0.3],
    redaction=[0.02, 0.04, 0.05],
    steps={"recognize": [0.05, 0.1, 0.15], OTHER: [0.05, 0.1, 0.15]},
    reference=[0.02, 0.02, 0.04],
)
SERVICE = ServiceTimings([3.0, 9.0, 4.0], [0.1, 0.3], 600.0, 700.0)


def narrative(lang: str, words: int) -> AnnotatedNarrative:
    return AnnotatedNarrative(
        id="x-1",
        lang=lang,
        style="note",
        text=" ".join(["word"] * words),
        labels={},
        country_incident=(),
        country_other=(),
        country_basis="none",
        evidence={},
        identifiers=(),
    )


def lengths(*narratives: AnnotatedNarrative, per_language: int = 9) -> dict[str, list[int]]:
    texts = bench_narratives(narratives, min_words=130, max_words=170, per_language=per_language)
    return {lang: [len(text.split()) for text in found] for lang, found in texts.items()}


def test_narratives_of_the_right_length_are_taken_as_they_are():
    found = lengths(narrative("ru", 130), narrative("ru", 171), narrative("en", 170))
    assert found == {"en": [170], "ru": [130]}


def test_short_narratives_of_one_language_are_joined():
    found = lengths(narrative("ru", 100), narrative("en", 60), narrative("ru", 40))
    assert found == {"ru": [140]}


def test_no_more_narratives_than_asked_for():
    many = [narrative("ky", 150) for _ in range(5)]
    assert lengths(*many, per_language=2) == {"ky": [150, 150]}


@given(st.lists(st.tuples(st.sampled_from(["ru", "en"]), st.integers(1, 250))))
def test_all_narratives_are_within_the_limits(parts: list[tuple[str, int]]):
    for found in lengths(*(narrative(*part) for part in parts)).values():
        assert found
        assert all(130 <= words <= 170 for words in found)


def test_median_and_ratio_are_of_the_middle_narrative():
    assert STEPS.median == 0.2
    assert STEPS.to_reference == pytest.approx(10)
    assert STEPS.shares == {"recognize": pytest.approx(0.5), OTHER: pytest.approx(0.5)}
    assert (SERVICE.median_start, SERVICE.median_request) == (4.0, 0.2)


class Worker:
    def recognize(self, text: str) -> list[Entity]:
        return [Entity(0, 5, "PERSON")]

    def classify(self, text: str) -> Classification:
        assert "Aisha" not in text
        return Classification(Tag("violation", 1.0), {}, (), {})

    def resolve(self, text: str, language: str) -> Countries:
        return Countries()


def test_every_step_of_every_narrative_is_timed():
    pipeline = Pipeline(Worker(), Worker(), Worker(), load_label_sets(), "1")
    texts = ["Aisha was sent away from the clinic."] * 4
    timings = time_steps(pipeline, texts)
    assert len(timings.tag) == 4
    assert len(timings.reference) == REFERENCE_PRODUCTS
    assert set(timings.steps) == {"recognize", "redact", "classify", "countries", OTHER}
    assert {len(seconds) for seconds in timings.steps.values()} == {4}
    assert sum(timings.shares.values()) == pytest.approx(1, abs=0.5)


def test_figures_know_their_limits():
    limits = read_settings().limits
    shown = figures(STEPS, SERVICE, Environment(600.0, {}), limits)
    by_name = {figure.name: figure for figure in shown}
    assert set(limits) <= set(by_name)
    assert by_name["tag_median_ms"].value == 200
    assert by_name["tag_median_ms"].limit == limits["tag_median_ms"]
    assert by_name["tag_to_reference"].limit is None


def test_size_is_left_out_when_not_measured():
    names = [figure.name for figure in figures(STEPS, SERVICE, None, {})]
    assert "environment_mib" not in names


def test_table_for_the_readme_has_a_row_for_each_figure():
    shown = figures(STEPS, SERVICE, None, {"start_to_ready_s": 10})
    lines = readme_lines(shown, {"cores": 2, "processor": "some"})
    assert len(lines) == len(shown) + 2
    assert "| start to ready (s) | 4.0 | 10 |" in lines
    assert {line.count("|") for line in lines} == {4}


def test_memory_is_read_in_mib(tmp_path: Path):
    (tmp_path / "7").mkdir()
    status = "Name:\tpython\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nThreads:\t4\n"
    (tmp_path / "7" / "status").write_text(status)
    assert read_memory(7, tmp_path) == {"VmRSS": 100.0, "VmHWM": 200.0}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux only")
def test_memory_of_a_running_process_is_plausible():
    memory = read_memory(os.getpid())
    assert 1 < memory["VmRSS"] <= memory["VmHWM"]


def test_what_serving_installs_has_no_trainer():
    dependencies = serving_dependencies()
    assert any(name.startswith("onnxruntime") for name in dependencies)
    assert not [name for name in dependencies if name.startswith(("torch", "transformers"))]


def test_trainer_in_the_serving_environment_is_an_error(tmp_path: Path):
    (tmp_path / "numpy").mkdir()
    refuse_trainers(tmp_path)
    (tmp_path / "torch").mkdir()
    with pytest.raises(CasetagError, match="torch"):
        refuse_trainers(tmp_path)


def test_hard_links_count_once(tmp_path: Path):
    (tmp_path / "one").write_bytes(b"x" * 1024 * 1024)
    size = disk_mib(tmp_path)
    os.link(tmp_path / "one", tmp_path / "two")
    assert disk_mib(tmp_path) == pytest.approx(size)
    assert size == pytest.approx(1, abs=0.1)


def test_section_of_the_page_is_replaced_and_nothing_else(tmp_path: Path):
    page = tmp_path / "README.md"
    page.write_text("a\n<!-- speed -->\nold\n<!-- /speed -->\nz\n")
    fill_section("speed", [r"new \1", "rows"], page)
    assert page.read_text() == "a\n<!-- speed -->\nnew \\1\nrows\n<!-- /speed -->\nz\n"


def test_section_that_is_not_there_is_an_error(tmp_path: Path):
    page = tmp_path / "README.md"
    page.write_text("<!-- speed -->\n")
    with pytest.raises(ValueError, match="0 sections named speed"):
        fill_section("speed", [], page)


FAKE_SERVICE = """
import http.server, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    started = time.monotonic()

    def do_GET(self):
        self.answer(200 if time.monotonic() - self.started > 0.3 else 503)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200 if b"narrative" in body else 422)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass

port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


@pytest.fixture
def fake_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "__main__.py").write_text(FAKE_SERVICE)
    monkeypatch.chdir(tmp_path)  # `python -m service` looks here first
    return folder / "__main__.py"


def test_the_service_is_timed_from_its_start_to_ready(fake_service: Path):
    timings = time_service(
        ["a narrative", "another narrative"], starts=2, requests=5, trained=Path("trained")
    )
    assert len(timings.start_seconds) == 2
    assert min(timings.start_seconds) > 0.3
    assert len(timings.request_seconds) == 5
    assert 1 < timings.resident_mib <= timings.peak_mib


def test_a_refused_narrative_is_an_error_not_a_fast_answer(fake_service: Path):
    with pytest.raises(CasetagError, match="answered 422"):
        time_service(["nothing"], starts=1, requests=1, trained=Path("trained"))


def test_a_service_that_does_not_start_is_an_error(fake_service: Path):
    fake_service.write_text("import sys; sys.exit(3)")
    with pytest.raises(CasetagError, match="exit code 3"):
        time_service(["a narrative"], starts=1, requests=1, trained=Path("trained"))
