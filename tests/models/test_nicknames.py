import pytest

from models.context_names import find_context_names


def found(text: str) -> list[str]:
    return [text[entity.start : entity.end] for entity in find_context_names(text)]


@pytest.mark.parametrize(
    ("text", "nickname"),
    [
        ("Его все знали по кличке «Лысый», он ушёл.", "лысый"),
        ("Прозвище у него — «Профессор».", "профессор"),
        ("«Шумахер» (кличка) привёз товар.", "шумахер"),
        ("Його прізвисько «Дизель».", "дизель"),
        ('He goes by "Shorty" in the market.', "shorty"),
        ("მეტსახელად ბულდოზერა მოვიდა.", "ბულდოზერა"),
        ("„ბულდოზერას“ მეტსახელით იცნობენ.", "ბულდოზერას"),
        ("Նրա մականունը «Պրոֆեսոր» էր։", "պրոֆեսոր"),
        ("„Prizma“ laqabli yigit keldi.", "prizma"),
        ("Պրոֆեսոր մականունով մարդը եկավ։", "պրոֆեսոր"),
        ("ბულდოზერას მეტსახელით იცნობენ.", "ბულდოზერას"),
        ("Ləqəbi «Professor» idi.", "professor"),
    ],
)
def test_what_stands_beside_a_word_for_a_nickname_is_a_person(text, nickname):
    assert any(nickname in name.lower() for name in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Газета «Рассвет» писала об этом.",
        "Организация «Дом» помогла; кличка собаки неизвестна.",
        "მეტსახელი არ აქვს.",
    ],
)
def test_other_words_in_quotes_stay(text):
    assert found(text) == []
