"""What a key or a session may be used for."""

from enum import StrEnum


class Role(StrEnum):
    """The four roles of DESIGN.md, section 6.

    A documenter submits, reads, corrects and erases cases of the own organisation. A case system
    submits, and reads the status of what it submitted itself. An annotator lists, reads, reviews
    and exports. An admin does all of it and erases, reads the audit, keeps keys and webhooks.
    """

    DOCUMENTER = "documenter"
    CASE_SYSTEM = "case_system"
    ANNOTATOR = "annotator"
    ADMIN = "admin"


ALL_ROLES = frozenset(Role)
# A case system is a program: it has no page, so its key opens no session.
PAGE_ROLES = ALL_ROLES - {Role.CASE_SYSTEM}
