"""The committed models do their job on invented narratives in our languages."""

import json
import os
from pathlib import Path

import pytest

from models.artifacts import TRAINED_FOLDER
from models.errors import ArtifactError
from models.pipeline import Pipeline

# (language, names and other identifiers that must go, country, a label that must be there, text)
NARRATIVES = [
    (
        "ru",
        ["Зарин", "Рустам", "+996 555 12 34 56"],
        "KG",
        "denial_of_care",
        "В Бишкеке врач поликлиники отказался принять Зарину, узнав, что у неё ВИЧ. Муж Зарины, "
        "Рустам Каримов, пытался спорить с врачом. Связаться с Зариной можно: +996 555 12 34 56.",
    ),
    (
        "ka",
        ["ნინო", "გიორგი", "ბერიძ"],
        "GE",
        "denial_of_care",
        "თბილისში, პოლიკლინიკაში, ექიმმა ნინოს მიღებაზე უარი უთხრა, როცა გაიგო, რომ "
        "აივ-ინფიცირებულია. ნინო ბერიძე საჩივრის დაწერას აპირებს, ქმარი, გიორგი, ეხმარება.",
    ),
    (
        "uk",
        ["Олен", "Коваленк"],
        "UA",
        "health_status_disclosure",
        "У Полтаві медсестра голосно сказала в коридорі, що в Олени Коваленко ВІЛ, це почули "
        "сусіди. Олена просить не писати скаргу.",
    ),
    (
        "uz",
        ["Гулнора", "Шерзод"],
        "UZ",
        "denial_of_care",
        "Тошкентда шифокор Гулнорани қабул қилишдан бош тортди, чунки унда ОИВ бор эди. "
        "Гулноранинг эри Шерзод ҳам у билан бирга борган эди, лекин шифокор уни эшитмади.",
    ),
    (
        "sr",
        ["Jovan", "Petrović"],
        "RS",
        "denial_of_care",
        "Klijent Jovan Petrović živi sa HIV-om. U domu zdravlja u Nišu lekarka je odbila da ga "
        "primi i poslala ga u infektivnu kliniku. Jovan kaže da mu se to dešava treći put.",
    ),
]


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline.load()


@pytest.mark.parametrize(
    ("language", "names", "country", "label", "text"), NARRATIVES, ids=[n[0] for n in NARRATIVES]
)
def test_narrative_comes_back_without_names_and_with_tags(
    pipeline, language, names, country, label, text
):
    tagged = pipeline.tag(text)
    assert tagged.language == language
    assert not [name for name in names if name.casefold() in tagged.redacted_text.casefold()]
    assert "[PERSON_1]" in tagged.redacted_text
    assert [tag.code for tag in tagged.countries.incident] == [country]
    assert label in {tag.label for tag in tagged.tags["violation_type"]}
    assert all(tag.evidence for tags in tagged.tags.values() for tag in tags)
    assert tagged.record_type.label == "violation"


def test_same_person_keeps_one_placeholder_in_all_case_forms(pipeline):
    tagged = pipeline.tag(NARRATIVES[0][4])
    forms = {
        NARRATIVES[0][4][i.start : i.end]: i.placeholder
        for i in tagged.identifiers
        if i.type == "PERSON"
    }
    assert forms["Зарину"] == forms["Зарины"] == forms["Зариной"]
    assert forms["Зарину"] != forms["Рустам Каримов"]


def test_redacting_an_answer_again_changes_nothing(pipeline):
    once = pipeline.tag(NARRATIVES[0][4]).redacted_text
    assert pipeline.tag(once).redacted_text == once


def test_georgia_the_country_is_not_the_state(pipeline):
    country = pipeline.tag("In Georgia the police arrested her in Batumi.").countries
    assert [tag.code for tag in country.incident] == ["GE"]
    state = pipeline.tag("She flew to Atlanta, Georgia, to testify about her arrest.").countries
    assert "GE" not in [tag.code for tag in (*state.incident, *state.other)]


def test_longest_narrative_is_tagged_whole(pipeline):
    filler = "Клиентка ждала в коридоре и ничего не происходило. " * 380
    tagged = pipeline.tag(filler + "Потом полицейский избил её и забрал деньги.")
    assert "physical_violence" in {tag.label for tag in tagged.tags["violation_type"]}


@pytest.mark.parametrize("part", ["tagger", "recognizer", "countries"])
def test_damaged_file_is_refused_by_name(tmp_path, part):
    copy = tmp_path / "trained"
    for path in TRAINED_FOLDER.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(TRAINED_FOLDER)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(path, target)
    name = next(iter(json.loads((copy / part / "manifest.json").read_text())["files"]))
    damaged = copy / part / name
    content = damaged.read_bytes()
    damaged.unlink()
    Path(damaged).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ArtifactError, match="damaged"):
        Pipeline.load(copy)
