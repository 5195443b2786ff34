"""Errors that only the doors raise: a request or a setting is wrong before the core is asked.

No message quotes what was sent: not a value, not a name of a field, not a piece of the address.

    CasetagError
    ├── RequestError               a request cannot be understood
    │   ├── NotUtf8Error           the bytes are not UTF-8
    │   ├── InvalidJsonError       the text is not JSON
    │   ├── DuplicateKeyError      a JSON object says the same key twice
    │   ├── MediaTypeError         the body is not declared as JSON
    │   ├── RequestTooLargeError   more bytes than the limit
    │   ├── BatchTooLargeError     more narratives than the limit
    │   ├── RequestTimeoutError    the body did not arrive in time
    │   ├── IfMatchMissingError    a change does not say which version it is made from
    │   ├── NothingToChangeError   a change that changes nothing
    │   └── UnknownLanguageError   the label files have no such language
    ├── AccessError                the caller may not do this
    │   ├── NotSignedInError       no valid key or session
    │   ├── LinkUnusableError      a one-time link is unknown, used or too old
    │   ├── ForbiddenError         the role does not allow it
    │   ├── CsrfError              the page's own token is missing or wrong
    │   ├── TooManyAttemptsError   too many failed tries from one address or for one key
    │   ├── KeyUnknownError        the organisation has no such key
    │   └── OrganisationUnknownError  there is no organisation of this name
    ├── CaseError                  what is asked of a stored case cannot be done
    │   ├── CaseUnknownError       the organisation has no case of this id
    │   ├── CaseChangedError       somebody changed the case since it was read
    │   ├── TagUnknownError        the case has no such tag to accept or reject
    │   ├── LabelUnknownError      the labels have no such facet, label or country
    │   ├── LabelsExclusiveError   a label that stands alone would stand beside another
    │   ├── RedactionUnsureError   nobody can vouch for the redaction: nothing is stored
    │   ├── RedactionFailedError   the redactor failed: nothing is stored
    │   ├── RedactSpansError       a span to redact is not in the text, or is redacted already
    │   ├── CursorError            a page cursor is none of ours
    │   ├── ExternalIdTakenError   the system has a case of this external id
    │   └── IdempotencyKeyReusedError  the key came with another body before
    ├── WebhookError               a webhook cannot be kept
    │   ├── WebhookUnknownError    the organisation has no such webhook
    │   └── WebhookTargetError     the address is not one that messages may go to
    ├── StoreError                 the store cannot be used
    │   ├── StoreKeyError          the encryption key is missing or does not fit
    │   └── StoreUnavailableError  the database is locked, full or does not answer
    ├── NotReadyError              the models are not loaded yet
    ├── TooManyConnectionsError    more connections at once than the limit
    └── SettingsError              a CASETAG_ variable is unknown or wrong

    BatchError
    └── RowError                   one row of a batch file is wrong; the others are still done
"""

from models.errors import BatchError, CasetagError


class RequestError(CasetagError):
    """A request cannot be understood."""


class NotUtf8Error(RequestError):
    """The bytes are not UTF-8."""


class InvalidJsonError(RequestError):
    """The text is not JSON."""


class DuplicateKeyError(RequestError):
    """A JSON object says the same key twice, so what was meant is unknown."""


class MediaTypeError(RequestError):
    """The body is not declared as JSON."""


class RequestTooLargeError(RequestError):
    """The request has more bytes than the limit."""


class BatchTooLargeError(RequestError):
    """The request has more narratives than the limit."""


class RequestTimeoutError(RequestError):
    """The body of the request did not arrive in time."""


class UnknownLanguageError(RequestError):
    """The label files have no names in the language asked for."""


class IfMatchMissingError(RequestError):
    """A change of a case does not say which version it is made from."""


class NothingToChangeError(RequestError):
    """A change that changes nothing."""


class AccessError(CasetagError):
    """The caller may not do this."""


class NotSignedInError(AccessError):
    """There is no valid key or session."""


class LinkUnusableError(AccessError):
    """A one-time link is unknown, used or too old."""


class ForbiddenError(AccessError):
    """The role of the caller does not allow it."""


class CsrfError(AccessError):
    """The token that only the page itself knows is missing or wrong."""


class TooManyAttemptsError(AccessError):
    """Too many failed tries came from one address or for one key."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many failed tries. Wait before the next one.")
        self.retry_after_seconds = retry_after_seconds


class KeyUnknownError(AccessError):
    """The organisation has no such key."""


class OrganisationUnknownError(AccessError):
    """There is no organisation of this name."""


class CaseError(CasetagError):
    """What is asked of a stored case cannot be done."""


class CaseUnknownError(CaseError):
    """The organisation has no case of this id."""


class CaseChangedError(CaseError):
    """The case was changed since the caller read it."""


class TagUnknownError(CaseError):
    """The case has no tag of that label to accept or reject."""


class LabelUnknownError(CaseError):
    """The labels have no such facet, label or country."""


class LabelsExclusiveError(CaseError):
    """A label that stands alone or not at all would stand beside another."""


class RedactionUnsureError(CaseError):
    """Nobody can vouch for the redaction, so nothing is stored; the caller may insist.

    Attributes:
        warning: The warning that is the reason, such as "language_not_supported".
    """

    def __init__(self, warning: str) -> None:
        super().__init__(f"Names may be left in the redacted text ({warning}). Nothing is stored.")
        self.warning = warning


class RedactionFailedError(CaseError):
    """The redactor failed, so nothing is stored."""


class RedactSpansError(CaseError):
    """A span to redact is not in the text, or all in it is redacted already."""


class CursorError(CaseError):
    """A page cursor is not one that a page gave."""


class ExternalIdTakenError(CaseError):
    """The system has a case of this external id already."""


class IdempotencyKeyReusedError(CaseError):
    """The same Idempotency-Key came with another body before."""


class WebhookError(CasetagError):
    """A webhook cannot be kept."""


class WebhookUnknownError(WebhookError):
    """The organisation has no such webhook."""


class WebhookTargetError(WebhookError):
    """The address of a webhook is not one that messages may go to."""


class StoreError(CasetagError):
    """The store cannot be used."""


class StoreKeyError(StoreError):
    """The encryption key is missing or does not fit the stored data."""


class StoreUnavailableError(StoreError):
    """The database is locked, full or does not answer; later it may again."""


class NotReadyError(CasetagError):
    """The models are not loaded yet."""


class TooManyConnectionsError(CasetagError):
    """There are more connections at once than the limit."""


class SettingsError(CasetagError):
    """A CASETAG_ variable is unknown or has a wrong value."""


class RowError(BatchError):
    """One row of a batch file is wrong; the message has its number, not its text."""
