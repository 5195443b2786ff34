"""Write the answers of the API description's examples with the real models.

Run by `make examples` after every training: an example must be what the service really says.
"""

import json
import sys
from pathlib import Path
from typing import Any, cast

from service.api_description import EXAMPLES_FOLDER, read_example
from service.cases.example_case import example_case
from service.cases.schemas import CaseRequest
from service.label_catalogue import describe_labels
from service.outcomes import tag_or_error
from service.pipeline_loading import NarrativeTagger, load_pipeline
from service.redact_schemas import RedactRequest, to_redacted_body
from service.schemas import BatchRequest, TagRequest, to_body
from service.settings import read_settings

LABELS_LANGUAGE = "ru"
# The whole list is long: an example shows its shape.
EXCERPT = 2


def example_answers(pipeline: NarrativeTagger) -> dict[str, dict[str, Any]]:
    """Return each answer by the name of its example."""
    single = TagRequest.model_validate(read_example("tag_request"))
    batch = BatchRequest.model_validate(read_example("batch_request"))
    case = CaseRequest.model_validate(read_example("case_request"))
    redaction = RedactRequest.model_validate(read_example("redact_request"))
    return {
        "case_response": example_case(pipeline.tag(case.text), case, pipeline.labels),
        "redact_response": to_redacted_body(
            pipeline.redact(redaction.text, redaction.placeholders, redaction.seed),
            redaction.placeholders,
        ),
        "tag_response": to_body(pipeline.tag(single.text)),
        "batch_response": {
            "items": [{"id": item.id} | tag_or_error(pipeline, item.text) for item in batch.items]
        },
        "labels_response": _labels_excerpt(pipeline),
    }


def refresh(pipeline: NarrativeTagger, folder: Path = EXAMPLES_FOLDER) -> None:
    """Write the answers into the folder."""
    for name, answer in example_answers(pipeline).items():
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _labels_excerpt(pipeline: NarrativeTagger) -> dict[str, Any]:
    labels = describe_labels(pipeline.labels, LABELS_LANGUAGE).model_dump()
    labels["facets"] = [
        facet | {"groups": facet["groups"][:EXCERPT], "labels": facet["labels"][:EXCERPT]}
        for facet in cast(list[dict[str, Any]], labels["facets"])
    ]
    labels["countries"] = labels["countries"][:EXCERPT]
    return labels


if __name__ == "__main__":
    refresh(load_pipeline(read_settings()))
    sys.stdout.write(f"Examples written to {EXAMPLES_FOLDER.name}/.\n")
