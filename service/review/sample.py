"""Which cases two people code, and what a finished review says as a coding.

The first coding is the first finished review of a case of the sample. The second is made blind:
its coder sees neither the first one's labels nor the model's.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.principals import Principal, key_actor
from service.store.codings import add_coding, codings_of
from service.store.tables import Case, CaseTag

NOT_CODED = frozenset({"country_other"})
_REJECTED = "rejected"


def coder_of(who: Principal) -> str:
    """Return who codes: the key that a session began with stays the same, a session does not."""
    return key_actor(who.key_id) if who.key_id else who.actor


def is_in_sample(case_id: str, share: float) -> bool:
    """Tell whether a case is one of those that two people code; the same for ever."""
    digest = hashlib.sha256(case_id.encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


def keep_coding(session: Session, case: Case, who: Principal, share: float, now: datetime) -> None:
    """Keep a finished review as the first coding; where coders disagreed, it settles that."""
    earlier = codings_of(session, case.id)
    coder = coder_of(who)
    tags = session.scalars(select(CaseTag).where(CaseTag.case_id == case.id)).all()
    labels = labels_of(case, tags)
    if not earlier:
        if is_in_sample(case.id, share):
            add_coding(session, case.id, coder, labels, now)
    elif len(earlier) == 1:
        if earlier[0].coder == coder:
            earlier[0].labels = labels
    else:
        for coding in earlier:
            coding.is_disputed = False
    session.flush()


def labels_of(case: Case, tags: Iterable[CaseTag]) -> dict[str, list[str]]:
    """Return the labels of a case by facet, as a coder would say them."""
    found: dict[str, set[str]] = {"record_type": {case.record_type}}
    for tag in tags:
        if tag.state != _REJECTED and tag.facet not in NOT_CODED and tag.facet != "record_type":
            found.setdefault(tag.facet, set()).add(tag.label)
    return {facet: sorted(labels) for facet, labels in found.items()}
