import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.flat_rows import COLUMNS, FORMULA_STARTS, NUMBER, flat_row, safe_cell
from service.schemas import to_body


def test_an_answer_is_one_row(pipeline, narrative):
    row = flat_row(7, to_body(pipeline.tag(f"{narrative} She is from Tashkent.")))
    assert tuple(row) == COLUMNS
    assert row["id"] == "7"
    assert row["record_type"] == "violation (0.97)"
    assert row["violation_type"] == "denial_of_care (0.90)"
    assert (row["country_incident"], row["country_other"]) == ("KG", "UZ")
    assert row["flags"] == "urgent_risk (0.90)"
    assert (row["model_version"], row["error"]) == ("fake-1", "")


def test_an_error_is_one_row():
    row = flat_row("a", {"error": "narrative_empty", "detail": "Empty."})
    assert tuple(row) == COLUMNS
    assert {name: cell for name, cell in row.items() if cell} == {
        "id": "a",
        "error": "narrative_empty: Empty.",
    }


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1", "- a list"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+7.5", "-1,5", "a=1", "", "Привет"])
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert safe_cell(text) == text


@given(st.text())
def test_no_cell_starts_a_formula_or_holds_what_xml_forbids(text):
    cell = safe_cell(text)
    assert NUMBER.fullmatch(cell) or not cell.lstrip(" \n").startswith(FORMULA_STARTS)
    assert not any(c < " " and c not in "\t\n\r" for c in cell)
