import pytest
from hypothesis import given, settings, strategies

from models.propagation import propagate
from models.types import Entity
from tests.markup import parse, render


def propagated(markup):
    text, entities = parse(markup)
    return render(text, propagate(text, entities))


@pytest.mark.parametrize(
    ("found", "elsewhere"),
    [
        ("Зарина", "С {зариной} говорили, {ЗАРИНЕ} дали"),
        ("Зарина Ахмедова", "{Ахмедову} звали, а {Зарина} ушла"),
        ("Айгуль Касымова", "Потом {А. К.} ушла с {Касымовой А.}"),
        ("Айгуль Касымова", "Then {Aigul} left"),
        ("Александр", "Потом {Саша} ушёл"),
        ("Аружан", "келген {Аружанға}, {аружанның} үйі"),
        ("ანა", "მერე {ანამ} თქვა"),
        ("Հասմիկ", "հետո {Հասմիկին} ասաց"),
        ("Nargiz", "i tha {Nargizit} dhe {nargiz}"),
        ("Leyla", "sonra {Leylanın} evi"),
        ("Ли", "потом {Ли} пришёл, или нет"),
    ],
)
def test_a_name_is_found_again_however_it_is_written(found, elsewhere):
    beginning = f"Тут была <PERSON>{found}</PERSON>. "
    text, entities = parse(beginning + elsewhere.replace("{", "").replace("}", ""))
    wanted = parse(elsewhere.replace("{", "<PERSON>").replace("}", "</PERSON>"))
    offset = len(text) - len(wanted[0])
    new = [Entity(e.start - offset, e.end - offset, e.label) for e in propagate(text, entities)]
    assert render(wanted[0], new) == render(*wanted)


@pytest.mark.parametrize(
    "markup",
    [
        "Тут была <PERSON>Вера</PERSON>. Это вера в добро",
        "Била је <PERSON>Срећа</PERSON>, а срећа је",
        "Тут был <PERSON>Ли</PERSON>, а ли нет",
        "<PERSON>Отдел</PERSON> открыт. Потом отдел закрыли",
        "Тут была <PERSON>Зарина</PERSON>, и заря, и Зарема",
        "Тут была <PERSON>клиентка Амина</PERSON> и клиентка",
    ],
)
def test_other_words_are_left_alone(markup):
    assert propagated(markup) == parse(markup)[0]


@pytest.mark.parametrize(
    ("found", "elsewhere"),
    [
        ("Вера", "Потом {Веру} увезли, а вера в суд пропала"),
        ("Надежда", "Врач сказал {Надежде}, что надежда есть"),
        ("Любовь", "Мы ждали {Любовь} у входа, любовь тут ни при чём"),
        ("Мир", "Мы видели {Мира} дома, а мир не настал"),
        ("Zamir", "E pamë {Zamirin} dje dhe zamir tha"),
        ("Sreća", "Vidjeli smo {Sreću} jučer, a sreća nije pomogla"),
        ("Besa", "Takuam {Besën} dje, por besa u thye"),
        ("Liria", "E pamë {Lirinë} dje, por liria mungon"),
        ("Dea", "Vidjeli smo {Deu} jučer"),
        ("Gül", "Dünən {Gülü} gördük, gül isə soldu"),
        ("Роза", "Видели {Розу} вчера, роза стояла в вазе"),
        ("Грейс", "Звонили {ГРЕЙС} вчера, {грейс} молчит"),
        ("Ханум", "Потом {Ханум} ушла"),
        ("Aigul", "{айгуль} молчит, {Айгуль} ушла"),
        ("Ван дер Берг", "Потом {Берг} ушёл"),
    ],
)
def test_a_name_that_is_a_word_is_found_again_where_its_capital_tells(found, elsewhere):
    beginning = f"Тут <PERSON>{found}</PERSON>, да. "
    text, entities = parse(beginning + elsewhere.replace("{", "").replace("}", ""))
    wanted = parse(elsewhere.replace("{", "<PERSON>").replace("}", "</PERSON>"))
    offset = len(text) - len(wanted[0])
    new = [Entity(e.start - offset, e.end - offset, e.label) for e in propagate(text, entities)]
    assert render(wanted[0], new) == render(*wanted)


def test_nothing_is_found_inside_placeholders():
    assert propagated("[PERSON_1] и <PERSON>Person</PERSON>") == "[PERSON_1] и Person"


def test_entities_of_other_kinds_are_not_looked_for():
    assert propagated("<EMAIL>anna</EMAIL> anna") == "anna anna"


def test_the_source_is_named():
    text, entities = parse("Тут <PERSON>Зарина</PERSON>. Зарину")
    assert [entity.source for entity in propagate(text, entities)] == ["propagation"]


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(strategies.text("АнаAnaანა .,-'[]_PERSON1\n", max_size=60), strategies.data())
def test_new_entities_fit_the_text_and_overlap_no_person(text, data):
    if not text:
        return
    start = data.draw(strategies.integers(0, len(text) - 1))
    known = Entity(start, data.draw(strategies.integers(start + 1, len(text))), "PERSON")
    for entity in propagate(text, [known]):
        assert 0 <= entity.start < entity.end <= len(text)
        assert entity.end <= known.start or entity.start >= known.end
