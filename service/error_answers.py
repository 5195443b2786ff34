"""What callers are told about an error: one body, one status, one code for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models import errors as core
from service import errors as door

INTERNAL_CODE = "internal_error"
SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """How a kind of error is answered over HTTP; the code is used at every door."""

    status: int
    code: str


ANSWERS: Mapping[type[core.CasetagError], Answer] = MappingProxyType(
    {
        core.CasetagError: Answer(500, INTERNAL_CODE),
        core.LabelError: Answer(500, "labels_unusable"),
        core.AnnotationError: Answer(500, "annotations_unusable"),
        core.ArtifactError: Answer(500, "models_unusable"),
        core.NarrativeError: Answer(422, "narrative_unusable"),
        core.NarrativeEmptyError: Answer(422, "narrative_empty"),
        core.NarrativeTooLongError: Answer(413, "narrative_too_long"),
        core.NarrativeEncodingError: Answer(422, "narrative_encoding"),
        core.NarrativeTooSlowError: Answer(503, "narrative_too_slow"),
        core.BatchError: Answer(400, "batch_unusable"),
        core.OverloadedError: Answer(429, "overloaded"),
        core.SpanError: Answer(500, INTERNAL_CODE),
        door.RequestError: Answer(400, "invalid_request"),
        door.NotUtf8Error: Answer(400, "not_utf8"),
        door.InvalidJsonError: Answer(400, "invalid_json"),
        door.DuplicateKeyError: Answer(400, "duplicate_key"),
        door.MediaTypeError: Answer(415, "unsupported_media_type"),
        door.RequestTooLargeError: Answer(413, "request_too_large"),
        door.BatchTooLargeError: Answer(413, "batch_too_large"),
        door.RequestTimeoutError: Answer(408, "request_timeout"),
        door.UnknownLanguageError: Answer(400, "unknown_language"),
        door.IfMatchMissingError: Answer(428, "if_match_missing"),
        door.NothingToChangeError: Answer(422, "nothing_to_change"),
        door.AccessError: Answer(403, "forbidden"),
        door.NotSignedInError: Answer(401, "not_signed_in"),
        door.LinkUnusableError: Answer(401, "link_unusable"),
        door.ForbiddenError: Answer(403, "forbidden"),
        door.CsrfError: Answer(403, "csrf_token"),
        door.TooManyAttemptsError: Answer(429, "too_many_attempts"),
        door.KeyUnknownError: Answer(404, "key_unknown"),
        door.OrganisationUnknownError: Answer(404, "organisation_unknown"),
        door.CaseError: Answer(409, "case_conflict"),
        door.CaseUnknownError: Answer(404, "case_unknown"),
        door.CaseChangedError: Answer(412, "case_changed"),
        door.TagUnknownError: Answer(422, "tag_unknown"),
        door.LabelUnknownError: Answer(422, "label_unknown"),
        door.LabelsExclusiveError: Answer(422, "labels_exclusive"),
        door.RedactionUnsureError: Answer(422, "redaction_unsure"),
        door.RedactionFailedError: Answer(422, "redaction_failed"),
        door.RedactSpansError: Answer(422, "redact_spans_unusable"),
        door.CursorError: Answer(400, "cursor_unusable"),
        door.ExternalIdTakenError: Answer(409, "external_id_taken"),
        door.IdempotencyKeyReusedError: Answer(409, "idempotency_key_reused"),
        door.WebhookError: Answer(422, "webhook_unusable"),
        door.WebhookUnknownError: Answer(404, "webhook_unknown"),
        door.WebhookTargetError: Answer(422, "webhook_target_refused"),
        door.StoreError: Answer(500, "store_unusable"),
        door.StoreKeyError: Answer(500, "store_key"),
        door.StoreUnavailableError: Answer(503, "store_unavailable"),
        door.NotReadyError: Answer(503, "not_ready"),
        door.TooManyConnectionsError: Answer(503, "too_many_connections"),
        door.SettingsError: Answer(500, "settings_unusable"),
        door.RowError: Answer(422, "row_unusable"),
    }
)


def answer_to(error: core.CasetagError) -> Answer:
    """Return how an error is answered; an error not in the table is answered as its parent."""
    return next(ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)


def status_of_code(code: str) -> int:
    """Return the status of an error that is known by its code only, such as one of a batch."""
    return next((answer.status for answer in ANSWERS.values() if answer.code == code), SERVER_FAULT)


def error_body(code: str, detail: str) -> dict[str, str]:
    """Return the one body all errors have."""
    return {"error": code, "detail": detail}


def body_of(error: core.CasetagError) -> dict[str, str]:
    """Return the body that tells about an error.

    Errors that are the server's own fault keep their message for the log: it may have paths.
    """
    answer = answer_to(error)
    if answer.status == SERVER_FAULT:
        return error_body(answer.code, "The service has a problem of its own.")
    return error_body(answer.code, str(error))
