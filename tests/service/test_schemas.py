from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.types import (
    Combination,
    CombinationSpan,
    Countries,
    CountryTag,
    RedactedText,
    Span,
    Tag,
    TaggedNarrative,
)
from service.schemas import BatchItem, TaggedBody, TagRequest, to_body

spans = st.builds(Span, st.integers(0, 9), st.integers(10, 20))
evidence = st.lists(spans, max_size=2).map(tuple)
tags = st.builds(Tag, st.text(max_size=5), st.floats(0, 1), evidence)
countries = st.builds(
    CountryTag, st.just("KG"), st.sampled_from(["stated", "inferred"]), evidence, st.text()
)
details = st.builds(
    CombinationSpan, st.integers(0, 9), st.integers(10, 20), st.sampled_from(["place", "age"])
)
narratives = st.builds(
    TaggedNarrative,
    language=st.just("ru"),
    redacted_text=st.text().map(RedactedText),
    identifiers=st.just(()),
    record_type=tags,
    tags=st.dictionaries(st.text(max_size=5), st.lists(tags, max_size=2).map(tuple), max_size=3),
    countries=st.builds(
        Countries, st.lists(countries, max_size=2).map(tuple), st.lists(countries).map(tuple)
    ),
    flags=st.lists(tags, max_size=2).map(tuple),
    warnings=st.just(("no_letters",)),
    model_version=st.text(max_size=5),
    combinations=st.lists(
        st.builds(Combination, st.lists(details, min_size=1).map(tuple)), max_size=2
    ).map(tuple),
)


@given(narratives)
def test_the_body_is_what_the_api_description_says(tagged):
    body = to_body(tagged)
    assert TaggedBody.model_validate(body).model_dump() == body


@given(narratives)
def test_scores_are_rounded_but_stay_between_0_and_1(tagged):
    for facet in to_body(tagged)["tags"].values():
        assert all(0 <= tag["score"] <= 1 for tag in facet)


def test_a_combination_tells_its_details_and_each_kind_once(pipeline, narrative):
    spans = (CombinationSpan(0, 2, "age"), CombinationSpan(3, 6, "place"))
    tagged = replace(
        pipeline.tag(narrative), combinations=(Combination((*spans, replace(spans[0], end=1))),)
    )
    (combination,) = to_body(tagged)["combinations"]
    assert combination["kinds"] == ["age", "place"]
    assert combination["spans"][1] == {"start": 3, "end": 6, "kind": "place"}


def test_only_the_country_of_the_incident_has_a_basis(pipeline, narrative):
    country = to_body(pipeline.tag(f"{narrative} She is from Tashkent."))["country"]
    assert country["incident"][0]["basis"] == "stated"
    assert set(country["other"][0]) == {"code", "evidence", "reason"}


def test_a_validation_error_does_not_show_the_input():
    with pytest.raises(ValidationError) as caught:
        TagRequest.model_validate({"text": "a", "Qadamova": "Zulfiya"})
    assert "Zulfiya" not in str(caught.value)


@pytest.mark.parametrize("item_id", [["a"], 1.5, "a" * 201, "\ud800"])
def test_ids_are_short_strings_or_whole_numbers(item_id):
    with pytest.raises(ValidationError):
        BatchItem.model_validate({"id": item_id, "text": "a"})
