import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.combinations.details import Detail
from models.combinations.rule import combination_rule
from models.combinations.windows import combined
from models.combinations.word_details import WORD_SORTS
from models.combinations.word_keys import WordKeys
from models.combinations.word_table import WordTable
from models.countries import CountryResolver
from models.identifying_combinations import CombinationFinder
from models.language_profiles import load_language_profiles
from models.redactor import redact
from models.resource_files import read_resource
from models.types import Countries, RedactedText

RESOLVER = CountryResolver.load(Path("models/trained/countries"))
FINDER = CombinationFinder(RESOLVER.gazetteer)
RULE = combination_rule()
GROUPS = {name for names in RULE.lists.values() for name in names}


def found(text: str, language: str):
    return FINDER.find(redact(text, []).text, language, RESOLVER.resolve(text, language))


def details(text: str, language: str) -> set[tuple[str, str]]:
    return {
        (text[span.start : span.end], span.kind)
        for combination in found(text, language)
        for span in combination.spans
    }


COMBINATIONS = [
    ("ru", "Село Каменка. [PERSON_1], 34 года, учительница, ВИЧ с 2019 года."),
    ("ru", "selo Kamenka, uchitelnica, 34 goda, VICH"),
    ("uk", "Село Калинівка: продавчиня, 41 рік, на програмі метадону."),
    ("en", "In the village of Gadir the only hairdresser, 29, lives with HIV."),
    ("ro", "Satul Pepeni. Învățătoare, 44 de ani, tuberculoză."),
    ("sr", "U selu Gornjak poštarka, 51 godina, ima HIV."),
    ("sr", "У селу Горњак поштарка, 51 година, има ХИВ."),
    ("bs", "Selo Gornje Polje, imama sin, 23, HIV."),
    ("cnr", "Kolašin. Vozač kombija, 38, na metadonu, majka troje djece ga prijavila."),
    ("mk", "Берово, учителка, 47 години, со ХИВ."),
    ("sq", "Në fshatin Gadir mësuesja, 36 vjeçe, me HIV."),
    ("ka", "სოფელი გადირი, მასწავლებელი, 45 წლის, აივ ინფექცია."),
    ("hy", "Գյուղում ապրող ուսուցչուհին, 52 տարեկան, ՄԻԱՎ ունի, երկվորյակներ։"),
    ("az", "Qədir kəndində müəllim, 34 yaş, HİV."),
    ("kk", "Қадыр ауылында мұғалім, 29 жаста, АИТВ, егіз бала."),
    ("ky", "Кадыр айылында мугалим, 38 жашта, ВИЧ, эгиз балдары бар."),
    ("uz", "Qodir qishlogʻida oʻqituvchi, 34 yosh, OIV, egizaklari bor."),
    ("uz", "Қодир қишлоғида ўқитувчи, 34 ёш, ОИВ, эгизаклари бор."),
    ("tg", "Деҳаи Қодир, муаллима, 39-сола, ВНМО."),
]


@pytest.mark.parametrize(("language", "text"), COMBINATIONS)
def test_a_village_an_age_a_job_and_a_diagnosis_point_to_one_person(language, text):
    assert found(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Клиентка, 34 года, ВИЧ. Врач поликлиники в Бишкеке отказал в приёме."),
        ("ru", "В Алматы учительница, 29 лет, ВИЧ, уволена 14 марта."),
        ("en", "In our village people are good. The doctor was polite."),
        ("en", "Training for police in Tashkent on 14 May, 20 participants."),
        ("uk", "Київ. Тренінг для поліції, 14 травня, 20 учасників."),
        ("ka", "თბილისი. ქალი, 31, აივ. ექიმმა უარი უთხრა."),
        ("bs", "U Sarajevu klijentica, 29, HIV. Ima kome da se požali."),
        ("mk", "Клиентот имам, рече, 34 години стаж во Скопје."),
        ("kk", "Алматыда клиент, 31 жаста, ВИЧ."),
    ],
)
def test_what_fits_many_people_is_no_combination(language, text):
    assert found(text, language) == ()


def test_each_detail_is_told_with_its_kind():
    text = "Село Каменка. [PERSON_1], 34 года, учительница школы № 2, ВИЧ, видели 14 марта."
    assert details(text, "ru") >= {
        ("Село", "place"),
        ("34 года", "age"),
        ("учительница", "occupation"),
        ("школы № 2", "workplace"),
        ("ВИЧ", "health"),
        ("14 марта", "date"),
    }


@pytest.mark.parametrize(
    ("language", "words", "kind"),
    [
        ("ru", "двадцать шесть лет", "age"),
        ("ru", "34-летняя", "age"),
        ("ru", "мне 24, дочь", "age"),
        ("ru", "1987 года рождения", "age"),
        ("ru", "единственная", "uniqueness"),
        ("ru", "многодетная мать", "family"),
        ("ru", "на коляске", "disability"),
        ("ru", "езидка", "ethnicity"),
        ("ru", "белая тойота", "vehicle"),
        ("en", "trans woman", "identity"),
        ("en", "head nurse", "occupation"),
        ("en", "on 2024-03-14", "date"),
        ("en", "school No. 12", "workplace"),
        ("uz", "12-maktab", "workplace"),
        ("hy", "մայիսի 14", "date"),
    ],
)
def test_kinds_of_details(language, words, kind):
    village = {"ru": "село Каменка, повар, ВИЧ", "en": "village Gadir, cook, HIV"}.get(
        language, {"uz": "Qodir qishlogʻi, oshpaz, OIV", "hy": "գյուղ, խոհարար, ՄԻԱՎ"}.get(language)
    )
    text = f"{village}, {words}"
    assert any(told == kind and part in words for part, told in details(text, language))


@pytest.mark.parametrize(
    "words",
    [
        "за последние 20 лет",
        "срок 15 лет",
        "20 лет назад",
        "через 15 лет",
        "школа, 12 мест",
        "мне 24 раза звонили",
        "это единственное, что осталось в памяти о большом и шумном городе детства и юности моей",
    ],
)
def test_terms_and_amounts_are_no_details(words):
    text = f"Село Каменка. Учительница, ВИЧ. {words}."
    assert not {kind for _, kind in details(text, "ru")} & {"age", "uniqueness"}
    assert "школа, 12" not in {part for part, _ in details(text, "ru")}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "вычеркнули из списка"),
        ("uk", "вільно, ввічливо, у спідниці"),
        ("uk", "сміялися в лице"),
        ("en", "will the bakery open"),
        ("ro", "art. 12, mers la lada de zestre"),
        ("mk", "имам право"),
    ],
)
def test_words_that_only_look_like_details_are_none(language, words):
    village = {"ru": "село Гадир", "uk": "село Гадир", "mk": "село Гадир"}.get(language, "Gadir")
    kinds = {kind for _, kind in details(f"{village}, 34, {words}, 2024-03-14, HIV", language)}
    assert kinds <= {"place", "age", "date", "health", "workplace"}
    without = details(f"{village}, 34, {words}, 2024-03-14", language)
    assert "health" not in {kind for _, kind in without}


def test_the_size_of_a_town_counts():
    rest = "учительница, 34 года, ВИЧ"
    assert not found(f"Ташкент, {rest}", "ru")
    assert found(f"Рахов, {rest}", "ru")
    assert found(f"Нурек, {rest}", "ru")


def test_a_country_or_a_large_city_is_no_small_place():
    for name in ("Косово", "Тенге", "Dubai", "Россия", "Алматы"):
        assert "place" not in {kind for _, kind in details(f"{name}, повар, 34, ВИЧ, гей", "ru")}


def test_details_far_apart_are_no_combination():
    filler = "Потом долго ждали и ничего не услышали. " * 40
    assert not found(f"Село Каменка. {filler} Учительница, 34 года, ВИЧ.", "ru")


def test_two_stretches_are_two_combinations():
    filler = "Потом долго ждали и ничего не услышали. " * 40
    text = "Село Каменка, учительница, 34 года, ВИЧ. "
    first, second = found(f"{text}{filler}{text}", "ru")
    assert first.spans[-1].end < second.spans[0].start
    assert first.kinds == second.kinds == ("place", "occupation", "age", "health")


def test_placeholders_are_no_details():
    text = "[ADDRESS_12], [PERSON_34] лет, [PHONE_1] село"
    assert not details(text, "ru")


@given(st.text(max_size=300), st.sampled_from([*RULE.lists, "und", "zh"]))
def test_any_text_is_answered_with_spans_inside_it(text, language):
    for combination in FINDER.find(redact(text, []).text, language, Countries()):
        assert all(0 <= span.start < span.end <= len(text) for span in combination.spans)


@pytest.mark.parametrize(
    "piece",
    ["село Каменка учитель 34 года ВИЧ ", "а", "34 ", "[PERSON_1], 34, ", "двадцать ", "в ч "],
)
def test_time_grows_with_the_text_only(piece):
    def once(text: RedactedText) -> float:
        start = time.process_time()
        FINDER.find(text, "ru", Countries())
        return time.process_time() - start

    def seconds(length: int) -> float:
        text = redact((piece * length)[:length], []).text
        return min(once(text) for _ in range(3))  # a busy machine can stall one of them

    assert seconds(20_000) < 60 * max(seconds(2_000), 0.002)
    assert seconds(20_000) < 1.0


def test_every_kind_has_words_in_every_language():
    words = read_resource("combination_words")
    assert set(words) == {*WORD_SORTS, "sure_age", "age_before", "age", "no_age", "tens", "month"}
    for sort in (*WORD_SORTS, "sure_age", "age_before", "tens", "month"):
        # Makes of cars are the same everywhere.
        assert sort == "vehicle" or set(words[sort]) >= GROUPS, sort


def test_every_language_of_ours_has_its_lists():
    assert set(RULE.lists) >= {profile.code for profile in load_language_profiles().languages}


def test_every_sort_has_a_weight_and_no_anchor_is_unknown():
    assert set(WORD_SORTS) <= set(RULE.kind_of)
    assert RULE.anchors <= set(RULE.kind_of.values())


def test_the_list_of_sizes_puts_no_place_into_two():
    sizes = json.loads(Path("models/resources/place_sizes.json").read_text(encoding="utf-8"))
    lists = [set(keys) for keys in sizes.values()]
    assert list(sizes) == ["small_place", "town", "city"]
    assert all(lists)
    assert not any(one & other for one, other in pairwise([*lists, lists[0]]))


def test_words_are_keyed_as_the_gazetteer_folds_them():
    keys = WordKeys(RESOLVER.gazetteer.folding, RESOLVER.gazetteer.rules["folding"]["sequences"])
    for word in ("Учительница", "Nastavnica", "სოფელი", "qishlogʻida", "Қишлоғида", "ŞƏHƏR"):
        assert keys.key(word) == RESOLVER.gazetteer.folding.fold(word)


def test_rows_of_words_may_be_joined_by_a_hyphen_but_not_across_a_sentence():
    table = WordTable([("identity", "trans wom*")], str.lower)
    assert [*table.matches(["trans", "women"], 0, ["", "-"])] == [("identity", 1)]
    assert not [*table.matches(["trans", "women"], 0, ["", "! "])]
    assert not [*table.matches(["trans"], 0, [""])]


def test_without_a_place_more_is_needed():
    kinds = ["age", "health", "occupation", "family"]
    rows = [Detail(10 * index, 10 * index + 5, sort) for index, sort in enumerate(kinds)]
    assert not [*combined(rows, RULE)]
    assert [*combined([*rows, Detail(90, 95, "vehicle")], RULE)]


def test_of_one_kind_only_the_heaviest_detail_counts():
    assert RULE.weight_of["age"] + RULE.weight_of["town"] < RULE.least_weight
    ages = [Detail(index, index + 1, "age") for index in range(20)]
    towns = [Detail(30 + index, 31 + index, "town") for index in range(20)]
    assert not [*combined([*ages, *towns], RULE)]
    assert [*combined([*ages, *towns, Detail(60, 61, "health")], RULE)]
