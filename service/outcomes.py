"""The one way the doors work on a narrative that may fail: an answer or an error body."""

from collections.abc import Callable
from typing import Any

from models.errors import CasetagError
from service.error_answers import INTERNAL_CODE, SERVER_FAULT, answer_to, body_of, error_body
from service.failures import describe_failure
from service.logs import get_logger
from service.pipeline_loading import NarrativeTagger
from service.schemas import to_body


def tag_or_error(pipeline: NarrativeTagger, text: str) -> dict[str, Any]:
    """Return the tagged narrative as a body, or an error body; see `body_or_error`."""
    return body_or_error(lambda: to_body(pipeline.tag(text)))


def body_or_error(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the body of the answer, or an error body: for many narratives, one must not stop all.

    An unexpected exception also becomes an error of its narrative. Nothing is made up for it:
    the caller sees that this narrative has no answer, the log says where it failed.
    """
    try:
        return work()
    except CasetagError as error:
        if answer_to(error).status == SERVER_FAULT:
            get_logger().error("narrative_failed", **describe_failure(error))
        return body_of(error)
    except Exception as error:
        get_logger().error("narrative_failed", **describe_failure(error))
        return error_body(INTERNAL_CODE, "This narrative could not be worked on.")


def is_error(body: dict[str, Any]) -> bool:
    """Tell an error body from an answer."""
    return "error" in body
