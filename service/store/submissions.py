"""Store a submission once, with its tags, history and audit in one transaction."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from service.errors import ExternalIdTakenError, IdempotencyKeyReusedError
from service.store.cipher import Cipher
from service.store.history import note
from service.store.identifiers import new_id
from service.store.new_case import Idempotency, NewCase, NewTag
from service.store.reviews import MODEL, PENDING, SUGGESTED
from service.store.scope import Scope
from service.store.tables import Case, CaseTag, IdempotencyKey


def replayed(scope: Scope, idempotency: Idempotency, now: datetime) -> Case | None:
    """Return the case that an earlier submission with this key made, if there is one.

    Raises:
        IdempotencyKeyReusedError: If it had another body.
    """
    row = scope.session.scalars(
        select(IdempotencyKey).where(
            IdempotencyKey.organisation_id == scope.organisation_id,
            IdempotencyKey.key_index == _key_index(scope.cipher, idempotency),
            IdempotencyKey.expires_at > now,
        )
    ).first()
    if row is None:
        return None
    if not hmac.compare_digest(row.body_index, _body_index(scope.cipher, idempotency)):
        raise IdempotencyKeyReusedError("This Idempotency-Key came with another body before.")
    return scope.session.get_one(Case, row.case_id)


def store_once(
    scope: Scope, new: NewCase, now: datetime, idempotency: Idempotency | None
) -> tuple[Case, bool]:
    """Store a case once.

    Returns:
        The case, and whether it was made now: not if the key and body came before.

    Raises:
        IdempotencyKeyReusedError: If the key came with another body.
        ExternalIdTakenError: If the system has a case of this external id.
    """
    if idempotency is not None:
        earlier = replayed(scope, idempotency, now)
        if earlier is not None:
            return earlier, False
        _forget_if_expired(scope, idempotency, now)
    case = _row_of(scope, new, now)
    try:
        # A savepoint: where two arrive at once, the database lets one of them in.
        with scope.session.begin_nested():
            scope.session.add(case)
            scope.session.flush()
            if idempotency is not None:
                scope.session.add(_key_row(scope, idempotency, case.id, now))
                scope.session.flush()
    except IntegrityError:
        return _already_there(scope, idempotency, now)
    scope.session.add_all(_tag_row(tag, case, now) for tag in new.tags)
    note(scope, case, "stored", {"tags": len(new.tags)}, now)
    detail = {"language": case.language, "override": case.is_override}
    scope.audit("case_stored", case.id, detail)
    return case, True


def _forget_if_expired(scope: Scope, idempotency: Idempotency, now: datetime) -> None:
    """Make room for a key that came before, but too long ago to count."""
    scope.session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.organisation_id == scope.organisation_id,
            IdempotencyKey.key_index == _key_index(scope.cipher, idempotency),
            IdempotencyKey.expires_at <= now,
        )
    )


def _already_there(
    scope: Scope, idempotency: Idempotency | None, now: datetime
) -> tuple[Case, bool]:
    """Return what another request stored in the meantime, or say what is taken."""
    earlier = replayed(scope, idempotency, now) if idempotency is not None else None
    if earlier is None:
        raise ExternalIdTakenError("This system has a case of this external_id already.")
    return earlier, False


def case_of(new: NewCase, *, case_id: str, now: datetime) -> Case:
    """Return the row of a case that is stored now, before an organisation owns it."""
    return Case(
        id=case_id,
        system=new.system,
        external_id=new.external_id,
        language=new.language,
        redacted_text=str(new.redacted_text),
        placeholders=list(new.placeholders),
        record_type=new.record_type,
        review_state=PENDING,
        version=1,
        uncertainty=new.uncertainty,
        warnings=list(new.warnings),
        is_override=new.is_override,
        model_version=new.model_version,
        created_at=now,
        updated_at=now,
        expires_at=new.expires_at,
    )


def _row_of(scope: Scope, new: NewCase, now: datetime) -> Case:
    case = case_of(new, case_id=new_id(), now=now)
    case.organisation_id = scope.organisation_id
    if new.external_id is not None:
        case.external_id_index = scope.cipher.index("external_id", new.external_id)
    return case


def _tag_row(tag: NewTag, case: Case, now: datetime) -> CaseTag:
    return CaseTag(
        id=new_id(), case_id=case.id, facet=tag.facet, label=tag.label, score=tag.score,
        state=SUGGESTED, origin=MODEL, model_version=case.model_version, actor=None,
        evidence=list(tag.evidence), detail=tag.detail, created_at=now,
    )  # fmt: skip


def _key_row(scope: Scope, idempotency: Idempotency, case_id: str, now: datetime) -> IdempotencyKey:
    return IdempotencyKey(
        id=new_id(), organisation_id=scope.organisation_id,
        key_index=_key_index(scope.cipher, idempotency),
        body_index=_body_index(scope.cipher, idempotency),
        case_id=case_id, created_at=now, expires_at=idempotency.expires_at,
    )  # fmt: skip


def _key_index(cipher: Cipher, idempotency: Idempotency) -> str:
    return cipher.index("idempotency_key", idempotency.key)


def _body_index(cipher: Cipher, idempotency: Idempotency) -> str:
    """Return a keyed hash of the body: a bare one would let narratives be guessed."""
    digest = hashlib.sha256(idempotency.body).hexdigest()
    return cipher.index("idempotency_body", digest)
