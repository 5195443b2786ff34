"""What the API description says beyond the types: real examples, and the errors of each route."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from service.schemas import ErrorBody

EXAMPLES_FOLDER = Path(__file__).parent / "examples"

# Any route can meet these: nothing there, a slow or too large body, a fault of our own.
ANYWHERE = (408, 413, 500)
MODEL_WORK = (400, 415, 422, 429, 503)
# What a route may answer that asks who is calling.
ACCESS = (401, 403, 429, 503)


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of the errors a route answers with."""
    return {
        status: {"model": ErrorBody, "description": HTTPStatus(status).phrase}
        for status in sorted({*statuses, *ANYWHERE})
    }


def read_example(name: str) -> object:
    """Return one of the examples; `make examples` writes their answers with the real models."""
    example: object = json.loads((EXAMPLES_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return example


def add_examples(app: FastAPI) -> None:
    """Make the app's description carry the examples, read when it is first asked for."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        description = describe()
        for path, method, name in (
            ("/v1/tag", "post", "tag"),
            ("/v1/tag/batch", "post", "batch"),
            ("/v1/redact", "post", "redact"),
            ("/v1/labels", "get", "labels"),
            ("/v1/cases", "post", "case"),
            ("/v1/cases/{case_id}", "get", "case"),
        ):
            _add_example(description["paths"][path][method], name)
        return description

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _add_example(operation: dict[str, Any], name: str) -> None:
    for status in ("200", "201"):
        if status in operation["responses"]:
            answer = operation["responses"][status]["content"]["application/json"]
            answer["example"] = read_example(f"{name}_response")
    if "requestBody" in operation:
        request = operation["requestBody"]["content"]["application/json"]
        request["example"] = read_example(f"{name}_request")
