import json

from models.name_lists import NameLists
from models.substitutes_lists import SUBSTITUTE_NAMES_FILE
from training.build_substitute_names import MOST_OF_A_KIND, NO_FOLDER, choose_names
from training.name_lists import read_name_lists


def test_the_committed_names_are_those_of_the_lists():
    committed = json.loads(SUBSTITUTE_NAMES_FILE.read_text(encoding="utf-8"))
    chosen = choose_names(read_name_lists(shared_ner=NO_FOLDER))
    assert committed == chosen, "run python -m training.build_substitute_names"


def test_names_that_are_words_or_several_words_are_left_out():
    lists = NameLists(
        "ru-Cyrl",
        {
            "first_female": ("Вера", "Марфа", "Анна Мария"),
            "last_male": tuple(f"А{n}" for n in "бв"),
        },
        frozenset({"Вера"}),
    )
    chosen = choose_names({"ru-Cyrl": lists})["ru-Cyrl"]
    assert chosen == {"first_female": ["Марфа"], "last_male": ["Аб", "Ав"]}


def test_a_kind_has_no_more_names_than_needed():
    letters = "абвгдежзиклмнопрстуф"
    names = tuple(f"Ка{one}{other}а" for one in letters for other in letters)
    chosen = choose_names({"ru-Cyrl": NameLists("ru-Cyrl", {"first_female": names})})
    assert len(chosen["ru-Cyrl"]["first_female"]) == MOST_OF_A_KIND
