"""All tables of the store.

What is textual is encrypted; labels, language, country and dates are not: cases are found
by them (SECURITY.md says what that means for a seized disk).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, EncryptedJson, EncryptedText, UtcDateTime

ID = String(32)
LABEL = String(64)
HASH = String(64)
ACTOR = String(48)
NAME = String(200)


class Organisation(Base):
    """Whose cases: one organisation never sees another's."""

    __tablename__ = "organisations"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME, unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiKey(Base):
    """A key to the API; of its secret only the hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(LABEL)
    secret_hash: Mapped[str] = mapped_column(HASH)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginLink(Base):
    """A link that opens the page once."""

    __tablename__ = "login_links"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[str] = mapped_column(LABEL)
    token_hash: Mapped[str] = mapped_column(HASH)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PageSession(Base):
    """Somebody signed in at the page."""

    __tablename__ = "page_sessions"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[str] = mapped_column(LABEL)
    key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"), index=True)
    token_hash: Mapped[str] = mapped_column(HASH)
    csrf_hash: Mapped[str] = mapped_column(HASH)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Case(Base):
    """A redacted narrative; offsets and lengths of the submitted text are never kept."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("organisation_id", "system", "external_id_index"),
        Index("ix_cases_dated", "organisation_id", "created_at", "id"),
        Index("ix_cases_newest", "organisation_id", "id"),
        Index("ix_cases_language", "organisation_id", "language", "id"),
        Index("ix_cases_state", "organisation_id", "review_state", "id"),
        Index("ix_cases_uncertain", "organisation_id", "review_state", "uncertainty", "id"),
        Index("ix_cases_queue", "organisation_id", "uncertainty", "id"),
        Index("ix_cases_language_queue", "organisation_id", "language", "uncertainty", "id"),
        Index("ix_cases_type", "organisation_id", "record_type", "id"),
        Index("ix_cases_type_queue", "organisation_id", "record_type", "uncertainty", "id"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    system: Mapped[str] = mapped_column(NAME)
    external_id: Mapped[str | None] = mapped_column(EncryptedText)
    external_id_index: Mapped[str | None] = mapped_column(HASH)
    language: Mapped[str] = mapped_column(String(16))
    redacted_text: Mapped[str] = mapped_column(EncryptedText)
    placeholders: Mapped[list[dict[str, str]]] = mapped_column(EncryptedJson)
    record_type: Mapped[str] = mapped_column(LABEL)
    review_state: Mapped[str] = mapped_column(LABEL)
    version: Mapped[int] = mapped_column(Integer)
    uncertainty: Mapped[float] = mapped_column(Float)
    warnings: Mapped[list[str]] = mapped_column(JSON)
    is_override: Mapped[bool]
    model_version: Mapped[str] = mapped_column(LABEL)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseTag(Base):
    """A label of a case, who gave it, and what a person made of it."""

    __tablename__ = "case_tags"
    __table_args__ = (
        UniqueConstraint("case_id", "facet", "label"),
        Index("ix_case_tags_found_by", "facet", "label", "case_id", "state"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    facet: Mapped[str] = mapped_column(LABEL)
    label: Mapped[str] = mapped_column(LABEL)
    score: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str] = mapped_column(LABEL)
    origin: Mapped[str] = mapped_column(LABEL)
    model_version: Mapped[str | None] = mapped_column(LABEL)
    actor: Mapped[str | None] = mapped_column(ACTOR)
    evidence: Mapped[list[dict[str, int]]] = mapped_column(EncryptedJson)
    detail: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseEvent(Base):
    """What happened to a case: its history."""

    __tablename__ = "case_events"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(ACTOR)
    kind: Mapped[str] = mapped_column(LABEL)
    changes: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)


class Coding(Base):
    """What one coder says of a case of the sample that several code, each without the others."""

    __tablename__ = "codings"
    __table_args__ = (UniqueConstraint("case_id", "coder"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    coder: Mapped[str] = mapped_column(ACTOR)
    labels: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    is_disputed: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdempotencyKey(Base):
    """A submission that was answered: the same key and body give the same case."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("organisation_id", "key_index"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    key_index: Mapped[str] = mapped_column(HASH)
    body_index: Mapped[str] = mapped_column(HASH)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Webhook(Base):
    """Where a case system wants to be told."""

    __tablename__ = "webhooks"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    url: Mapped[str] = mapped_column(EncryptedText)
    secret: Mapped[str] = mapped_column(EncryptedText)
    events: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxMessage(Base):
    """Something to tell a webhook: written with the case, sent afterwards, until it arrives."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "delivered_at", "failed_at", "next_attempt_at"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(LABEL)
    # No foreign key: that a case was erased is told after the case is gone.
    case_id: Mapped[str] = mapped_column(ID, index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    attempts: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """A link of the audit chain: service/store/audit.py."""

    __tablename__ = "audit"
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    organisation_id: Mapped[str | None] = mapped_column(ID, index=True)
    actor: Mapped[str] = mapped_column(ACTOR)
    action: Mapped[str] = mapped_column(LABEL)
    case_id: Mapped[str | None] = mapped_column(ID, index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)


class Tombstone(Base):
    """What is left of an erased case: that there was one, signed, without content."""

    __tablename__ = "tombstones"
    case_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(ACTOR)
    reason: Mapped[str] = mapped_column(LABEL)
    signature: Mapped[str] = mapped_column(HASH)


class Export(Base):
    """A file or download of cases, so that erasure reaches what is still on disk."""

    __tablename__ = "exports"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    actor: Mapped[str] = mapped_column(ACTOR)
    format: Mapped[str] = mapped_column(LABEL)
    path: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExportCase(Base):
    """A case that is in an export."""

    __tablename__ = "export_cases"
    export_id: Mapped[str] = mapped_column(
        ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True
    )
    case_id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)


class StoreFact(Base):
    """One value of the store itself, such as its index secret."""

    __tablename__ = "store_facts"
    name: Mapped[str] = mapped_column(LABEL, primary_key=True)
    value: Mapped[str] = mapped_column(EncryptedText)
