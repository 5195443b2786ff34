import pytest
from hypothesis import given, settings, strategies

from models.context_names import find_context_names
from models.identifier_patterns import find_identifiers
from models.redactor import redact
from tests.markup import parse, render


def found(markup):
    text, _ = parse(markup)
    return render(text, find_context_names(text))


@pytest.mark.parametrize(
    "markup",
    [
        "ФИО: <PERSON>Цуркан Пётр</PERSON>, 40 лет",
        "ПІБ: <PERSON>Гуцу Олена</PERSON>\nВік: 30",
        "Nume: <PERSON>Munteanu Ion</PERSON>, 40 ani",
        "Аты-жөні: <PERSON>Сейіт Асан</PERSON>\n",
        "Ному насаб: <PERSON>Ёров Меҳроҷ</PERSON>\n",
        "F.I.Sh.: <PERSON>Jo'rayev Olim</PERSON>\n",
        "Ad, soyad: <PERSON>Vəliyev Tural</PERSON>\n",
        "სახელი, გვარი: <PERSON>მაკა ჩხეიძე</PERSON>, 30",
        "Անուն՝ <PERSON>Լիլիթ</PERSON>, 30 տ.",
        "Emri: <PERSON>Liri Hoxha</PERSON>, 30 vjeç",
        "Ime i prezime: <PERSON>Safet Kolak</PERSON>, 40",
        "имя: <PERSON>амина</PERSON>, 30",
    ],
)
def test_names_behind_form_fields_are_found(markup):
    assert found(markup) == markup


@pytest.mark.parametrize(
    "markup",
    [
        "Пришёл участковый <PERSON>Гуцу</PERSON> и ушёл",
        "пришёл участк.<PERSON>Гуцу</PERSON> и ушёл",
        "сказала врач <PERSON>сатыбалдиева</PERSON> нам",
        "Then officer <PERSON>Mammad Tagi</PERSON> came",
        "клиентка <PERSON>А.</PERSON> пришла",
        "колега <PERSON>Стојанка</PERSON> рече",
        "avokatja <PERSON>Drilona</PERSON> tha",
        "прийшла медсестра <PERSON>Оксана</PERSON> вчора",
        "Ուղարկեց քննիչ <PERSON>Վարդան</PERSON> մեզ",
    ],
)
def test_names_behind_roles_are_found(markup):
    assert found(markup) == markup


@pytest.mark.parametrize(
    "markup",
    [
        "С нами <PERSON>Айгуль Сергеевна</PERSON> говорила",
        "Потом <PERSON>Кенжебек уулу Нурлан</PERSON> ушёл",
        "а <PERSON>Тахир кызы Лейла</PERSON> ждала",
        "i <PERSON>Nataša Grujić</PERSON> radi",
        "то <PERSON>А. К. Петров</PERSON> пришёл",
        "то <PERSON>Петров А. К.</PERSON> пришёл",
        "привели <PERSON>Мавлуду С.</PERSON> сюда",
        "<PERSON>Ж.</PERSON> обратилась к нам",
        "видели <PERSON>R. T.</PERSON> там",
        "თქვა <PERSON>ხიზანიშვილმა</PERSON> მერე",
    ],
)
def test_names_with_a_telling_ending_or_initials_are_found(markup):
    assert found(markup) == markup


INTRODUCED = [
    "меня зовут <PERSON>амина</PERSON>, я",
    "моё имя <PERSON>Амина</PERSON>.",
    "мене звати <PERSON>Олена</PERSON>, я",
    "my name is <PERSON>amina</PERSON> and",
    "mă numesc <PERSON>Ana</PERSON> și",
    "zovem se <PERSON>Ana</PERSON> i",
    "се викам <PERSON>Ана</PERSON> и",
    "quhem <PERSON>Besa</PERSON> dhe",
    "mənim adım <PERSON>Aynur</PERSON>, mən",
    "менің атым <PERSON>Айша</PERSON>, мен",
    "менин атым <PERSON>Айша</PERSON>, мен",
    "mening ismim <PERSON>Dina</PERSON>, men",
    "менинг исмим <PERSON>Дина</PERSON>, мен",
    "номи ман <PERSON>Дина</PERSON> аст",
    "անունս <PERSON>Անի</PERSON> է",
    "მე მქვია <PERSON>ნინო</PERSON> და",
    "Спасибо. С уважением, <PERSON>Амина</PERSON>",
    "Дякую. З повагою,\n<PERSON>Олена Гуцу</PERSON>",
    "Thank you. Regards, <PERSON>Amina</PERSON>",
    "Hörmətlə, <PERSON>Aynur</PERSON>",
    "Құрметпен, <PERSON>Айша</PERSON>",
]
NICKNAMES = [
    "сосед по кличке <PERSON>Косой</PERSON> ушёл",
    "сусід на прізвисько <PERSON>Вовк</PERSON> пішов",
    "a dealer nicknamed <PERSON>Shorty</PERSON> came",
    "un tip poreclit <PERSON>Corbu</PERSON> a venit",
    "momak zvani <PERSON>Medo</PERSON> je došao",
    "човек наречен <PERSON>Џими</PERSON> дојде",
    "njeri me nofkën <PERSON>Ujku</PERSON> erdhi",
]
PARTICLES = [
    "судья <PERSON>Ван дер Берг</PERSON> решил",
    "тогда <PERSON>Вали Карим оглы</PERSON> ушёл",
    "потом <PERSON>Leyla Əli qızı</PERSON> getdi",
    "keyin <PERSON>Olim Rustam oʻgʻli</PERSON> ketdi",
    "<PERSON>Рахимзода Фирӯз</PERSON> гуфт",
    "<PERSON>Айша Болатқызы</PERSON> келді",
]
FIELDS_WITH_OWNERS = [
    "Ф.И.О. клиента: <PERSON>Ким Ольга</PERSON>",
    "Имя клиентки — <PERSON>Амина</PERSON>",
    "ПІБ клієнта: <PERSON>Гуцу Олена</PERSON>",
    "Nume beneficiar: <PERSON>Popa Ana</PERSON>",
    "Ime i prezime podnosioca: <PERSON>Ana Babić</PERSON>",
    "Emri i klientit: <PERSON>Besa Hoxha</PERSON>",
]


@pytest.mark.parametrize("markup", [*INTRODUCED, *NICKNAMES, *PARTICLES, *FIELDS_WITH_OWNERS])
def test_names_that_are_introduced_signed_or_hold_small_words_are_found(markup):
    assert found(markup) == markup


@pytest.mark.parametrize(
    "text",
    [
        "врач сказала N, что *** нельзя (имя изменено)",
        "судья Верховного суда, участковый Октябрьского района",
        "the client (name changed) came; name: changed",
        "ime: promijenjeno; emri: i ndryshuar; nume: schimbat",
        "в больнице им. Семашко лечат, фонд «Амина» помог",
        "полковник МВД и майор КНБ пришли, пациент СИЗО-1",
        "клиент сказал: надо идти. Клиент сказал, что придёт",
        "препарат Долутегравир, Тенофовир, в мае и августе",
        "Врач Республиканского центра отказал, врач МВД тоже.",
        "У неё гепатит С. Лечение начали, витамин D. не дали",
        "ФИО: аноним, имя: не указано",
        "Верховная Рада и Верховна Рада, церковна справа",
        "Пришли к врачу. Потом ушли. Мы ждали.",
        "И т.д. и т.п., в т.ч. P.S. позвоните",
        "Առավոտյան միության նիստն էր",
    ],
)
def test_other_words_are_left_alone(text):
    assert found(text) == text


# The first call reads the word lists, which takes longer than hypothesis allows.
@settings(deadline=None)
@given(strategies.text("АбвAnić.: \nքանაშვილი-'", max_size=60))
def test_entities_fit_the_text_and_can_be_redacted(text):
    entities = find_context_names(text)
    redact(text, [*entities, *find_identifiers(text)])
    assert all(e.label == "PERSON" and e.source == "context" for e in entities)
