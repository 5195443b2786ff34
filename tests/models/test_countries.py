import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.countries import CountryResolver
from models.errors import ArtifactError

FOLDER = Path("models/trained/countries")


@pytest.fixture(scope="module")
def resolver():
    return CountryResolver.load(FOLDER)


def incident(resolver, text, language):
    return [tag.code for tag in resolver.resolve(text, language).incident]


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Клиента задержали у аптеки в Оше, отвезли в отдел.", "ru", "KG"),
        ("Медсестра в Кутаиси рассказала соседям о диагнозе.", "ru", "GE"),
        ("В ташкентском центре отказали в приёме.", "ru", "UZ"),
        ("У Львові лікарка відмовила у прийомі.", "uk", "UA"),
        ("На Полтавщині його звільнили з роботи.", "uk", "UA"),
        ("La spitalul din Orhei medicul a refuzat să o consulte.", "ro", "MD"),
        ("Орталық Қарағандыдағы емханада қабылдамады.", "kk", "KZ"),
        ("Аны Каракол шаарындагы бөлүмдө уруп салышты.", "ky", "KG"),
        ("Samarqanddagi poliklinikada shifokor qabul qilmadi.", "uz", "UZ"),
        ("Самарқанддаги поликлиникада шифокор қабул қилмади.", "uz", "UZ"),
        ("Дар Хуҷанд духтур ӯро қабул накард.", "tg", "TJ"),
        ("Վանաձորում բժիշկը հրաժարվեց ընդունել։", "hy", "AM"),
        ("Gəncədə həkim onu qəbul etmədi.", "az", "AZ"),
        ("ბათუმში ექიმმა მიღებაზე უარი უთხრა.", "ka", "GE"),
        ("Në Durrës mjeku nuk pranoi ta vizitonte.", "sq", "AL"),
        ("U Tuzli je doktor odbio da ga primi.", "bs", "BA"),
        ("U Nikšiću je doktor odbio da ga primi.", "cnr", "ME"),
        ("У Крагујевцу је лекар одбио да га прими.", "sr", "RS"),
        ("U Kragujevcu je lekar odbio da ga primi.", "sr", "RS"),
        ("Во Битола лекарот одби да го прими.", "mk", "MK"),
        ("The clinic in Gyumri refused to treat him.", "en", "AM"),
        ("v moskve ego zaderzhali i uvezli v otdel", "ru", "RU"),
    ],
)
def test_inflected_place_gives_the_country(resolver, text, language, code):
    countries = resolver.resolve(text, language)
    assert [tag.code for tag in countries.incident] == [code]
    assert countries.incident[0].basis == "stated"


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Craiova. O asistentă a spus tuturor diagnosticul lui.", "ro", "RO"),
        ("Моніторинг за травень. Умань. Сусід погрожував двом чоловікам.", "uk", "UA"),
        ("Служил год назад, Слуцк. Сослуживцы прочитали справку.", "ru", "BY"),
    ],
)
def test_a_town_that_stands_by_itself_is_one(resolver, text, language, code):
    assert [tag.code for tag in resolver.resolve(text, language).incident] == [code]


def test_evidence_is_the_place_as_written(resolver):
    text = "Медсестра в Кутаиси рассказала соседям о диагнозе."
    tag = resolver.resolve(text, "ru").incident[0]
    assert [text[span.start : span.end] for span in tag.evidence] == ["Кутаиси"]
    assert tag.reason == "Кутаиси → Georgia"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ему отказали в приёме без объяснений. Он ровно час ждал решения.", "ru"),
        ("She asked the doctor for help, and he told her to go home.", "en"),
        ("[PERSON_1] пришёл с [PERSON_2], адрес [ADDRESS_1].", "ru"),
        ("Заплатил пять тысяч сом участковому.", "ru"),
        ("A cerut 500 lei pentru certificat.", "ro"),
        ("Лікарка спитала, чи є довідка, і пішла.", "uk"),
        # Common words that look like a case form of a town abroad.
        ("Лікарка послухала його через сорочку і вигнала.", "uk"),
        ("Врач попросил денег себе, в карман, и ушёл.", "ru"),
        ("Её отвезли до монастыря и заперли.", "ru"),
        ("Донел лекови во плик, не ги примиле.", "mk"),
        ("Забелешка: доаѓа со сестра си.", "mk"),
        ("Пологовий не видав документів.", "uk"),
    ],
)
def test_no_evidence_no_country(resolver, text, language):
    countries = resolver.resolve(text, language)
    assert countries.incident == ()
    assert countries.other == ()


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Заплатил 260 сомони за бесплатный анализ.", "ru", "TJ"),
        ("Взяли 54 000 тенге вместо 18.", "ru", "KZ"),
        ("Председатель джамоата отказал в справке.", "ru", "TJ"),
        ("Na šalteru CIPS-a su vratili molbu.", "bs", "BA"),
        ("РФЗО јој не издаје здравствену картицу.", "sr", "RS"),
    ],
)
def test_unique_currency_or_institution_infers_the_country(resolver, text, language, code):
    tags = resolver.resolve(text, language).incident
    assert [(tag.code, tag.basis) for tag in tags] == [(code, "inferred")]


def test_two_weak_clues_infer_the_country_they_share(resolver):
    assert incident(resolver, "В ЦСМ взяли 300 сом за талон.", "ru") == ["KG"]


def test_georgia_is_the_country_unless_a_city_says_otherwise(resolver):
    assert incident(resolver, "Police in Georgia beat him near the club.", "en") == ["GE"]
    assert incident(resolver, "Police in Atlanta, Georgia beat him near the club.", "en") == ["US"]


def test_country_of_origin_is_not_the_country_of_the_incident(resolver):
    text = "Гражданин Узбекистана работал в Екатеринбурге, там его задержала полиция."
    countries = resolver.resolve(text, "ru")
    assert [tag.code for tag in countries.incident] == ["RU"]
    assert [tag.code for tag in countries.other] == ["UZ"]


def test_a_language_is_no_country(resolver):
    text = "Протокол составили на азербайджанском языке, перевода не дали."
    assert resolver.resolve(text, "ru").incident == ()


def test_missing_weights_are_refused(tmp_path):
    for name in ("gazetteer.json.gz", "rules.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    with pytest.raises(ArtifactError, match="missing or damaged"):
        CountryResolver.load(tmp_path)


def test_weights_name_only_known_features():
    learned = json.loads((FOLDER / "roles.json").read_text(encoding="utf-8"))
    assert 0 < learned["threshold"] < 1
    assert learned["weights"]["place"] > 0


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text_gets_spans_inside_it(text):
    countries = CACHED.resolve(text, "ru")
    spans = [s for tag in countries.incident + countries.other for s in tag.evidence]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


CACHED = CountryResolver.load(FOLDER)
