import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from models.errors import AnnotationError
from models.export_formats.files import ExportFormat, read_file, write_file
from models.export_formats.records import ExportRecord, ExportTag
from models.types import Span

TEXT = "=В Оше врач отказал [PERSON_1].\r\n\tShe 😀 said: \"no\", 'never'; [PHONE_1]\n\n# id = x"
RECORD = ExportRecord(
    id="01ab" * 8,
    text=TEXT,
    language="ru",
    record_type="violation",
    tags=(
        ExportTag("record_type", "violation", "accepted", "model", 0.97),
        # Overlapping, cutting words, with white space at an edge, out of order.
        ExportTag(
            "violation_type",
            "denial_of_care",
            "suggested",
            "model",
            0.123456789,
            (Span(12, 20), Span(7, 16), Span(2, 4), Span(34, 39)),
        ),
        ExportTag("perpetrator", "health_worker_general", "rejected", "model", 0.4),
        ExportTag("flags", "urgent_risk", "added", "person"),
        ExportTag("country", "KG", "accepted", "model", None, (Span(3, 6),)),
    ),
    placeholders={"[PERSON_1]": "PERSON", "[PHONE_1]": "PHONE"},
    warnings=("identifying_combination",),
    model_version="fake-1",
    created_at="2026-11-25T12:00:00+00:00",
    reviewed_at="2026-11-26T12:00:00.000001+00:00",
)
text_of = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)


@st.composite
def records(draw):
    text = draw(text_of)
    tags = []
    for label in draw(st.lists(st.sampled_from("abc"), unique=True)):
        spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        evidence = tuple(Span(*sorted(span)) for span in spans if span[0] != span[1])
        state = draw(st.sampled_from(["suggested", "accepted", "added"]))
        score = draw(st.none() | st.floats(0, 1))
        tags.append(ExportTag("violation_type", label, state, "model", score, evidence))
    return replace(RECORD, text=text, tags=tuple(tags))


@pytest.mark.parametrize("chosen", ExportFormat)
@given(record=records())
@example(record=RECORD)
@how(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_gives_back_what_was_written(tmp_path, chosen, record):
    path = tmp_path / "out"
    other = replace(record, id="other")
    write_file([record, other], path, chosen)
    assert read_file(path, chosen) == [record, other]


@pytest.mark.parametrize("chosen", ExportFormat)
def test_an_empty_export_is_an_empty_list(tmp_path, chosen):
    write_file([], tmp_path / "out", chosen)
    assert read_file(tmp_path / "out", chosen) == []


@pytest.mark.parametrize("chosen", ExportFormat)
def test_what_is_no_export_is_refused_without_a_quote(tmp_path, chosen):
    path = tmp_path / "out"
    path.write_text("Zulfiya Qadamova\n{}\n", encoding="utf-8")
    with pytest.raises(AnnotationError) as refused:
        read_file(path, chosen)
    assert "Qadamova" not in str(refused.value)


def test_no_cell_of_a_table_is_a_formula(tmp_path):
    path = tmp_path / "out.csv"
    write_file([replace(RECORD, text='=HYPERLINK("x")')], path, ExportFormat.CSV)
    assert "\"'=HYPERLINK" in path.read_text(encoding="utf-8")


def test_what_an_annotator_changes_in_label_studio_comes_back(tmp_path):
    path = tmp_path / "out.json"
    write_file([RECORD], path, ExportFormat.LABEL_STUDIO)
    tasks = json.loads(path.read_text(encoding="utf-8"))
    result = tasks[0]["annotations"][0]["result"]
    for entry in result:
        if entry["from_name"] == "flags":
            entry["value"]["choices"] = ["child_involved"]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    (record,) = read_file(path, ExportFormat.LABEL_STUDIO)
    states = {tag.label: (tag.state, tag.origin) for tag in record.tags if tag.facet == "flags"}
    assert states == {"urgent_risk": ("rejected", "person"), "child_involved": ("added", "person")}


def test_offsets_of_label_studio_are_utf_16(tmp_path):
    path = tmp_path / "out.json"
    tag = ExportTag("violation_type", "a", evidence=(Span(1, 2),))
    write_file([replace(RECORD, text="😀x", tags=(tag,))], path, ExportFormat.LABEL_STUDIO)
    regions = json.loads(path.read_text(encoding="utf-8"))[0]["annotations"][0]["result"]
    assert (regions[-1]["value"]["start"], regions[-1]["value"]["end"]) == (2, 3)


def test_a_docbin_trains_spacy_as_it_is(tmp_path):
    import spacy
    from spacy.tokens import DocBin

    path = tmp_path / "out.spacy"
    write_file([RECORD], path, ExportFormat.DOCBIN)
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)
    assert doc.text == TEXT
    assert doc.cats["flags/urgent_risk"] == 1.0
    assert doc.cats["perpetrator/health_worker_general"] == 0.0
    assert [entity.label_ for entity in doc.ents] == ["PERSON", "PHONE"]
