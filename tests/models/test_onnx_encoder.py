import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from models.encoding import MAX_TOKENS, offsets_in
from models.onnx_encoder import OVERLAP_TOKENS, OnnxEncoder, cut

WORDS = ["врач", "сказал", "уйти", "нет.", "да!", "так:", "потом\n", "—", "կա։", "why?"]


def offsets_of(words: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join words by spaces, one token a word; a line end belongs to the gap after its word."""
    text, offsets = "", []
    for word in words:
        start = len(text)
        text += word + " "
        offsets.append((start, start + len(word.rstrip("\n"))))
    return text, offsets


@given(
    st.lists(st.sampled_from(WORDS), max_size=150),
    st.integers(4, 40),
    st.data(),
)
def test_every_token_is_in_a_window_and_no_window_is_too_long(
    words: list[str], max_tokens: int, data: st.DataObject
):
    overlap = data.draw(st.integers(0, max_tokens // 2 - 1))
    ranges = list(cut(*offsets_of(words), max_tokens, overlap))
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(words)
    assert all(last - first <= max_tokens for first, last in ranges)
    for (first, last), (next_first, next_last) in itertools.pairwise(ranges):
        assert first < next_first <= last < next_last
        assert last - next_first <= overlap


def test_a_short_text_is_one_window():
    assert list(cut(*offsets_of(["a"] * 10), 10, 3)) == [(0, 10)]


def test_an_empty_text_is_one_empty_window():
    assert list(cut("", [], 10, 3)) == [(0, 0)]


def test_a_window_ends_at_the_latest_sentence_end_of_its_second_half():
    words = ["a"] * 6 + ["b."] + ["c"] * 8
    assert list(cut(*offsets_of(words), 10, 0)) == [(0, 7), (7, 15)]


def test_a_sentence_end_in_the_first_half_does_not_make_a_window_short():
    words = ["a"] * 2 + ["b."] + ["c"] * 12
    assert next(cut(*offsets_of(words), 10, 0)) == (0, 10)


def test_a_line_end_ends_a_sentence_too():
    words = ["a"] * 6 + ["b\n"] + ["c"] * 8
    assert next(cut(*offsets_of(words), 10, 0)) == (0, 7)


def test_the_sentence_before_the_cut_is_seen_in_both_windows():
    words = ["a"] * 6 + ["b."] + ["c", "c."] + ["d"] * 9
    assert list(cut(*offsets_of(words), 10, 3)) == [(0, 9), (7, 17), (14, 18)]


def test_without_sentence_ends_neighbours_share_the_whole_overlap():
    # A name that falls on the cut must be whole in one of the two windows.
    ranges = list(cut(*offsets_of(["a"] * 25), 10, 4))
    assert ranges == [(0, 10), (6, 16), (12, 22), (18, 25)]


class Session:
    def run(self, names: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        return [feed["input_ids"].astype(np.float64) * 2]


@pytest.fixture
def encoder() -> OnnxEncoder:
    words = ["<s>", "</s>", "<unk>", "a", "b"]
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return OnnxEncoder(tokenizer, Session())


def test_a_window_has_its_start_and_end_marks_outside_of_the_text(encoder: OnnxEncoder):
    (window,) = encoder.windows("a  b")
    assert window.ids.tolist() == [0, 3, 4, 1]
    assert list(window.offsets) == [(0, 0), (0, 1), (3, 4), (0, 0)]


def test_a_long_text_is_cut_into_windows_the_encoder_can_read(encoder: OnnxEncoder):
    windows = encoder.windows("a b " * MAX_TOKENS)
    assert len(windows) > 2
    assert max(len(window.ids) for window in windows) == MAX_TOKENS
    first, second = windows[:2]
    assert second.offsets[1] == first.offsets[-1 - OVERLAP_TOKENS]


def test_outputs_come_without_the_batch_dimension(encoder: OnnxEncoder):
    (output,) = encoder.run(encoder.windows("a b")[0])
    assert output.tolist() == [0.0, 6.0, 8.0, 2.0]
    assert output.dtype == np.float32


def test_offsets_go_back_to_the_source_of_a_transliterated_text():
    # "ш" was written "sh": two letters of the transliteration come from one of the source.
    offsets = [(0, 0), (0, 3), (0, 0)]
    assert offsets_in([0, 0, 1], offsets) == [(0, 0), (0, 2), (0, 0)]


def test_loading_a_folder_without_a_model_is_an_error(tmp_path: Path):
    with pytest.raises(Exception, match="model"):
        OnnxEncoder.load(tmp_path)


def test_loading_the_runtime_leaves_nothing_in_the_home_folder(tmp_path: Path):
    # Its telemetry would: a device id and a queue of events to send.
    script = "import models.onnx_encoder"
    root = Path(__file__).parent.parent.parent
    environment = {"HOME": str(tmp_path), "PATH": ""}
    subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, check=True)
    assert list(tmp_path.iterdir()) == []
