from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ArtifactError
from models.folding import Folding, script_of
from models.gazetteer import Gazetteer, cut_stem
from models.place_words import words_of
from training.gazetteer_sources import read_yaml

FOLDING_DATA = read_yaml(Path("data/places/folding.yaml"))
FOLDING = Folding(FOLDING_DATA["sequences"], FOLDING_DATA["letters"])


@pytest.mark.parametrize(
    "spellings",
    [
        ("Бишкек", "Bishkek", "Bişkek", "БИШКЕК"),
        ("Никшић", "Nikšić", "Niksic"),
        ("Фарғона", "Fargʻona", "Farg'ona", "fargona"),
        ("თბილისი", "Tbilisi", "Тбилиси", "Тбілісі"),
        ("Գյումրի", "Gyumri", "Гюмри"),
        ("Bakı", "Баку"[:3] + "и", "Baki"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(spellings):
    assert len({FOLDING.fold(spelling) for spelling in spellings}) == 1


@given(st.text(max_size=40))
def test_folding_a_key_again_leaves_it_plain(text):
    key = FOLDING.fold(text)
    assert not any(a == b and a.isalpha() for a, b in pairwise(key))
    assert " " not in key


@pytest.mark.parametrize(("word", "script"), [("Ош", "C"), ("Osh", "L"), ("ოში", "G"), ("12", "")])
def test_script_is_that_of_the_first_letter(word, script):
    assert script_of(word) == script


@given(st.text(max_size=200))
def test_words_lie_in_the_text_in_order(text):
    words = words_of(text)
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(a.end <= b.start for a, b in pairwise(words))


def test_placeholders_are_no_words():
    assert [word.text for word in words_of("Ош, [PERSON_1] и [ADDRESS_12].")] == ["Ош", "и"]


def test_a_name_loses_its_last_vowel_or_adjective_ending():
    assert cut_stem(FOLDING.fold("Москва")) == "moskv"
    assert cut_stem(FOLDING.fold("Чуйская")) == "cuisk"
    assert cut_stem("biskek") == "biskek"


def test_missing_folder_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="missing or damaged"):
        Gazetteer.load(tmp_path)


def test_damaged_file_is_refused(tmp_path):
    (tmp_path / "gazetteer.json.gz").write_bytes(b"not gzip")
    (tmp_path / "rules.json").write_text("{}")
    with pytest.raises(ArtifactError, match="missing or damaged"):
        Gazetteer.load(tmp_path)
