from pathlib import Path

import pytest
import yaml

from training.config import (
    CONFIG_FOLDER,
    DistillationConfig,
    TaggerConfig,
    TokenHeadConfig,
    TrainingConfig,
    load_config,
)

FILES = [
    ("tagger.yaml", TaggerConfig),
    ("token_head.yaml", TokenHeadConfig),
    ("token_head_distilled.yaml", DistillationConfig),
]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_the_files_of_the_project_are_read(name: str, kind: type[TrainingConfig]):
    config = load_config(CONFIG_FOLDER / name, kind)
    assert isinstance(config, kind)
    for rate in (config.encoder_rate, config.head_rate):
        assert isinstance(rate, float), "YAML reads 1e-4 without its point as a text"
        assert 0 < rate < 0.1


def test_the_loop_gets_its_part():
    config = load_config(CONFIG_FOLDER / "tagger.yaml", TaggerConfig)
    loop = config.loop
    assert (loop.epochs, loop.encoder_rate) == (config.epochs, config.encoder_rate)
    assert (loop.layer_decay, loop.average_decay) == (config.layer_decay, config.average_decay)


@pytest.mark.parametrize("change", [{"learning_rate": 1}, {"seed": None}])
def test_an_unknown_or_missing_key_is_refused_by_name(tmp_path: Path, change: dict[str, object]):
    values = yaml.safe_load((CONFIG_FOLDER / "tagger.yaml").read_text()) | change
    values = {key: value for key, value in values.items() if value is not None}
    (tmp_path / "tagger.yaml").write_text(yaml.safe_dump(values))
    with pytest.raises(ValueError, match=rf"tagger\.yaml: .*{next(iter(change))}"):
        load_config(tmp_path / "tagger.yaml", TaggerConfig)


def test_an_empty_file_is_refused(tmp_path: Path):
    (tmp_path / "tagger.yaml").touch()
    with pytest.raises(ValueError, match="missing keys"):
        load_config(tmp_path / "tagger.yaml", TaggerConfig)


def test_what_is_trained_is_the_same_for_the_same_file():
    first, second = (load_config(CONFIG_FOLDER / "token_head.yaml", TokenHeadConfig) for _ in "ab")
    assert first == second
