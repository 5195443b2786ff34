"""Counts and quality, as the page draws them."""

import json

import pytest

from service.access.roles import Role
from service.insight.quality import read_quality
from service.insight.suppression import shown, shown_parts

REFUSED = "The doctor refused Zulfiya Qadamova in Osh."


@pytest.fixture
def documenter(bearer):
    return bearer(Role.DOCUMENTER)


@pytest.fixture
def counts(client, documenter):
    def get(**filters):
        answer = client.get("/v1/insight/counts", params=filters, headers=documenter)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


@pytest.fixture
def store_cases(client, documenter):
    def post(text, number):
        for _ in range(number):
            answer = client.post("/v1/cases", json={"text": text}, headers=documenter)
            assert answer.status_code == 201

    return post


def test_labels_countries_and_months_are_counted_and_small_counts_are_not_told(store_cases, counts):
    store_cases(REFUSED, 5)
    store_cases("Zulfiya Qadamova, in danger.", 2)
    body = counts()
    assert body["total"] == 7
    facets = {facet["facet"]: facet["labels"] for facet in body["facets"]}
    assert facets["violation_type"] == [{"value": "denial_of_care", "count": 5}]
    assert facets["flags"] == [{"value": "urgent_risk", "count": None}]
    assert body["countries"] == [{"value": "KG", "count": 5}]
    assert [month["count"] for month in body["months"]] == [7]
    together = {(one["rows"], one["columns"]): one["pairs"] for one in body["together"]}
    assert together["violation_type", "perpetrator"] == [
        {"row": "denial_of_care", "column": "health_worker_general", "count": 5}
    ]


def test_counts_follow_the_filters_and_the_organisation(client, bearer, store_cases, counts):
    store_cases(REFUSED, 5)
    assert counts(country="KZ")["total"] == 0
    assert counts(label="violation_type/denial_of_care")["total"] == 5
    stranger = bearer(Role.ADMIN, organisation="other")
    assert client.get("/v1/insight/counts", headers=stranger).json()["total"] == 0


def test_rejected_labels_do_not_count(client, documenter, store_cases, counts):
    store_cases(REFUSED, 5)
    (case, *_) = client.get("/v1/cases", headers=documenter).json()["cases"]
    reject = {"reject": [{"facet": "violation_type", "label": "denial_of_care"}]}
    headers = documenter | {"If-Match": '"1"'}
    assert client.patch(f"/v1/cases/{case['id']}", json=reject, headers=headers).is_success
    facets = {facet["facet"]: facet["labels"] for facet in counts()["facets"]}
    assert facets["violation_type"] == [{"value": "denial_of_care", "count": None}]


def test_one_small_part_cannot_be_worked_out_from_the_total():
    assert shown([9, 4, 7]) == [9, None, 7]
    assert shown_parts([9, 4, 7]) == [9, None, None]
    assert shown_parts([9, 4, 3]) == [9, None, None]
    assert shown_parts([4]) == [None]
    assert shown_parts([9, 7]) == [9, 7]


def test_quality_is_read_from_the_report(tmp_path):
    (tmp_path / "report").mkdir()
    report = {
        "model_version": "m",
        "split": "test",
        "narratives": 3,
        "facets": {"violation_type": {"micro_f1": 0.6, "macro_f1": 0.5, "calibration_error": 0.1}},
        "by_language": {"ru": {"narratives": 3, "micro_f1": {"violation_type": 0.7}}},
    }
    (tmp_path / "report" / "metrics.json").write_text(json.dumps(report))
    body = read_quality(tmp_path)
    assert body.is_available
    assert body.facets[0].macro_f1 == 0.5
    assert (body.languages[0].language, body.languages[0].f1) == ("ru", {"violation_type": 0.7})


def test_models_without_a_report_are_said_to_have_none(tmp_path):
    assert not read_quality(tmp_path).is_available
