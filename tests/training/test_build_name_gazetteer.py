from models.name_lists import NameLists
from training.build_name_gazetteer import build_name_gazetteer


def lists(variety: str, **names: tuple[str, ...]) -> NameLists:
    return NameLists(variety, names)


def found(gazetteer, text):
    return [text[entity.start : entity.end] for entity in gazetteer.find(text)]


def test_every_case_form_of_a_name_is_listed():
    gazetteer = build_name_gazetteer([lists("ru-Cyrl", first_female=("Зарина",))], [], [])
    text = "Зарина Зарины Зарине Зарину Зариной"
    assert found(gazetteer, text) == text.split()


def test_a_form_that_is_a_word_of_a_text_is_left_out():
    text = "Вера в Бога, и Нина."
    start = text.index("Нина")
    names = lists("ru-Cyrl", first_female=("Вера", "Нина"))
    gazetteer = build_name_gazetteer([names], [], [(text, [(start, start + 4)])])
    assert found(gazetteer, "Нина, Вера") == ["Нина"]


def test_names_of_two_words_and_short_ones_are_left_out():
    names = lists("ru-Cyrl", first_male=("Ли", "Нур Султан"))
    assert found(build_name_gazetteer([names], [], []), "Ли, Нур Султан") == []


def test_names_of_narratives_are_listed_as_they_stand():
    gazetteer = build_name_gazetteer([], ["Сребре Пеев"], [])
    assert found(gazetteer, "Сребре. Пеев. Сребрета.") == ["Сребре", "Пеев"]
