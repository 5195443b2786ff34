"""The limits together with the app: threads that hold their turn while others come."""

import threading
from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings

LIMITS = Settings(max_concurrent_requests=1, max_waiting_requests=1, request_timeout_seconds=20)


def test_the_request_over_the_limit_gets_429_and_the_others_their_answer(pipeline):
    free, started = threading.Event(), threading.Event()
    tag = pipeline.tag

    def slow_tag(text):
        started.set()
        assert free.wait(timeout=20)
        return tag(text)

    pipeline.tag = slow_tag
    with TestClient(create_app(LIMITS, pipeline)) as client, ThreadPoolExecutor(8) as pool:

        def post(_):
            answer = client.post("/v1/tag", json={"text": "a"})
            if answer.status_code == 429:
                free.set()
            return answer

        first = pool.submit(post, 0)
        assert started.wait(timeout=20)
        answers = [first, *(pool.submit(post, n) for n in range(5))]
        # Health answers while the models are busy.
        assert client.get("/health/live").status_code == 200
        statuses = sorted(answer.result().status_code for answer in answers)
        refused = [a.result() for a in answers if a.result().status_code == 429]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= 2
    assert all(answer.headers["Retry-After"] for answer in refused)
