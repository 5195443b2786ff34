"""A narrative that takes too long: a clear answer, and nothing is stored."""

from models.errors import NarrativeTooSlowError


def test_the_caller_is_told_and_may_come_again(client, pipeline):
    pipeline.error = NarrativeTooSlowError("The narrative took too long. Nothing was kept of it.")
    for path in ("/v1/tag", "/v1/redact"):
        answer = client.post(path, json={"text": "In Osh."})
        assert (answer.status_code, answer.json()["error"]) == (503, "narrative_too_slow")
        assert int(answer.headers["Retry-After"]) >= 1
    pipeline.error = None
    assert client.post("/v1/tag", json={"text": "In Osh."}).status_code == 200


def test_the_others_of_a_batch_are_answered(client, pipeline):
    tag = pipeline.tag

    def slow(text):
        if "slow" in text:
            raise NarrativeTooSlowError("The narrative took too long. Nothing was kept of it.")
        return tag(text)

    pipeline.tag = slow
    items = [{"id": "1", "text": "In Osh, slow."}, {"id": "2", "text": "In Osh."}]
    found = client.post("/v1/tag/batch", json={"items": items}).json()["items"]
    assert found[0]["error"] == "narrative_too_slow"
    assert found[1]["language"] == "en"
