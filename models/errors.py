"""Every error Casetag raises on purpose.

None of them knows HTTP, and no message quotes the narrative: messages reach logs.

    CasetagError
    ├── LabelError             a label file is wrong, or a label is unknown
    ├── AnnotationError        an annotated record is wrong; says file and line
    ├── ArtifactError          a trained folder is missing, damaged or does not match the labels
    ├── NarrativeError         the text cannot be worked on
    │   ├── NarrativeEmptyError      nothing but white space
    │   ├── NarrativeTooLongError    over the limit
    │   ├── NarrativeEncodingError   NUL, lone surrogates or not UTF-8
    │   └── NarrativeTooSlowError    the work on it took longer than it may
    ├── BatchError             a batch file cannot be read or written
    ├── OverloadedError        more work at once than the service takes
    └── SpanError              a span does not fit its text
"""


class CasetagError(Exception):
    """Base of all errors below; catch it at a door, never inside."""


class LabelError(CasetagError):
    """A label file is wrong (message has file and line), or a label is unknown."""


class AnnotationError(CasetagError):
    """An annotated record is wrong; the message has file and line, not the text."""


class ArtifactError(CasetagError):
    """A trained folder is missing, damaged, or does not match the labels."""


class NarrativeError(CasetagError):
    """The text handed over cannot be worked on."""


class NarrativeEmptyError(NarrativeError):
    """The narrative holds nothing but white space."""


class NarrativeTooLongError(NarrativeError):
    """The narrative has more characters than the limit."""


class NarrativeEncodingError(NarrativeError):
    """The narrative holds NUL, lone surrogates, or bytes that are not UTF-8."""


class NarrativeTooSlowError(NarrativeError):
    """The work on the narrative took longer than it may: a busy machine, or a hostile text."""


class BatchError(CasetagError):
    """A batch file cannot be read or written: unknown format, missing column, bad row."""


class OverloadedError(CasetagError):
    """More work was asked for at once than the service takes; try again later."""


class SpanError(CasetagError):
    """A span lies outside its text or is empty."""
