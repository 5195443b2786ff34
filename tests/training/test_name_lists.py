import gzip
import json
import random

import pytest

from models.name_lists import NameForm, NameLists, variety_of
from training.name_lists import read_name_lists


@pytest.fixture
def folders(tmp_path):
    names, shared = tmp_path / "names", tmp_path / "shared"
    names.mkdir()
    (shared / "gazetteers").mkdir(parents=True)
    (names / "ru.yaml").write_text(
        "lang: ru\nscript: Cyrl\ngiven_female: [Вера, Марфа]\nsurnames_male: [Сомов]\n", "utf-8"
    )
    (names / "common_words.yaml").write_text("ru: [{name: Вера, word: faith}]\n", "utf-8")
    with gzip.open(shared / "gazetteers" / "ru-Cyrl.json.gz", "wt", encoding="utf-8") as file:
        json.dump({"first_male": ["Его\u0301р"], "sources": ["x"]}, file)
    return names, shared


def test_both_sources_are_joined_without_stress_marks(folders):
    lists = read_name_lists(*folders)["ru-Cyrl"]
    assert lists.names["first_female"] == ("Вера", "Марфа")
    assert lists.names["first_male"] == ("Егор",)


def test_surnames_of_women_and_patronymics_are_made(folders):
    lists = read_name_lists(*folders)["ru-Cyrl"]
    assert "Сомова" in lists.names["last_female"]
    assert lists.names["middle_female"] == ("Егоровна",)


def test_names_that_are_words_are_known(folders):
    lists = read_name_lists(*folders)["ru-Cyrl"]
    assert lists.draw_common_word("first_female", random.Random(1)) == "Вера"
    assert lists.draw_common_word("last_male", random.Random(1)) is None


def test_missing_folders_give_no_names(tmp_path):
    assert read_name_lists(tmp_path / "no", tmp_path / "none") == {}


def test_an_inflected_form_leads_to_its_name():
    lists = NameLists("ru-Cyrl", {"first_female": ("Марфа",), "last_male": ("Сомов",)})
    assert lists.find("марфой") == NameForm("Марфа", "first_female", "instrumental")
    assert lists.find("Марфа") == NameForm("Марфа", "first_female", "nominative")
    assert lists.find("врач") is None


@pytest.mark.parametrize(
    ("lang", "text", "variety"),
    [("uz", "Жўраев", "uz-Cyrl"), ("uz", "Joʻrayev", "uz-Latn"), ("hy", "Սոնա", "hy-Armn")],
)
def test_the_script_is_that_of_the_letters(lang, text, variety):
    assert variety_of(lang, text) == variety
