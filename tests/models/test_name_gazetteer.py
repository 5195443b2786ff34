import pytest

from models.name_gazetteer import NameGazetteer, fold

NAMES = NameGazetteer(
    {fold(f) for f in ("Меланії", "ჟუჟუნა", "Vüqar", "Хурсанд", "beqa", "Гоголя", "Фёдор", "Ra'no")}
)


def found(text: str) -> list[str]:
    return [text[entity.start : entity.end] for entity in NAMES.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Запис у Меланії за поштою.", ["Меланії"]),
        ("ტექსტს ჟუჟუნა ამზადებს", ["ჟუჟუნა"]),
        ("VÜQAR arada danışır.", ["VÜQAR"]),
        ("Пришёл Федор.", ["Федор"]),
        ("Raʼno keldi, Ra’no ketdi.", ["Raʼno", "Ra’no"]),
    ],
    ids=["sentence", "no capitals in the script", "capitals", "yo", "apostrophes"],
)
def test_listed_names_are_found_in_any_spelling(text, names):
    assert found(text) == names


def test_small_letters_count_only_where_the_writer_uses_them_at_sentence_starts():
    assert found("chemi megobari beqa movida. mere tsavida. kargi.") == ["beqa"]
    assert found("Chemi megobari beqa movida. Mere tsavida. Kargi.") == []


def test_a_street_called_after_somebody_is_no_person():
    assert found("Зал на улице Гоголя закрыт.") == []
    assert found("Книга Гоголя закрыта.") == ["Гоголя"]


def test_words_that_are_not_listed_stay():
    assert found("Милиция пришла в Бишкек в понедельник.") == []


def test_saving_gives_the_same_bytes_and_the_same_names(tmp_path):
    NAMES.save(tmp_path)
    first = (tmp_path / "names.txt.gz").read_bytes()
    again = NameGazetteer.load(tmp_path)
    again.save(tmp_path)
    assert (tmp_path / "names.txt.gz").read_bytes() == first
    assert list(again.find("Меланії")) == list(NAMES.find("Меланії"))
