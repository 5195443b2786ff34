import json
from pathlib import Path

import pytest

from models.artifacts import MANIFEST_FILE, sha256, verify, write_manifest
from models.errors import ArtifactError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tagger"
    (folder / "ner" / "vocab").mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"weights")
    (folder / "ner" / "vocab" / "strings.json").write_text("[]")
    (folder / "README.md").write_text("the card")
    (folder / "metrics.json").write_text("{}")
    write_manifest(folder, name="tagger", version="3", facts={"labels": "abc"})
    return folder


def test_sha256_is_the_known_one_of_an_empty_file(tmp_path: Path):
    (tmp_path / "empty").touch()
    assert sha256(tmp_path / "empty").startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_an_unchanged_folder_says_what_it_is(folder: Path):
    manifest = verify(folder)
    assert (manifest.name, manifest.version, manifest.facts) == ("tagger", "3", {"labels": "abc"})
    assert set(manifest.files) == {"model.onnx", "ner/vocab/strings.json"}


def test_writing_returns_what_verifying_reads(folder: Path):
    written = write_manifest(folder, name="tagger", version="4", facts={})
    assert verify(folder) == written


@pytest.mark.parametrize("name", ["model.onnx", "ner/vocab/strings.json"])
def test_a_changed_file_is_refused(folder: Path, name: str):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(ArtifactError, match=f"{name} is damaged"):
        verify(folder)


def test_a_cut_file_is_refused(folder: Path):
    (folder / "model.onnx").write_bytes(b"weight")
    with pytest.raises(ArtifactError, match=r"model\.onnx is damaged"):
        verify(folder)


def test_a_missing_file_is_refused(folder: Path):
    (folder / "ner" / "vocab" / "strings.json").unlink()
    with pytest.raises(ArtifactError, match=r"strings\.json is missing"):
        verify(folder)


def test_card_and_metrics_may_change(folder: Path):
    (folder / "README.md").write_text("another card")
    (folder / "metrics.json").unlink()
    verify(folder)


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ArtifactError, match="there is no manifest"):
            verify(folder)


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b'{"name": "tagger"}',
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_manifest_is_refused(folder: Path, content: bytes):
    (folder / MANIFEST_FILE).write_bytes(content)
    with pytest.raises(ArtifactError, match="is damaged"):
        verify(folder)


@pytest.mark.parametrize("files", [{}, [], ["model.onnx"], None])
def test_a_manifest_that_names_no_files_proves_nothing_and_is_refused(folder: Path, files: object):
    content = json.loads((folder / MANIFEST_FILE).read_text()) | {"files": files}
    (folder / MANIFEST_FILE).write_text(json.dumps(content))
    with pytest.raises(ArtifactError, match="names no files"):
        verify(folder)
