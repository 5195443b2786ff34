"""Submit, read, review and erase cases for one caller: what the routes do, without HTTP."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.types import TaggedNarrative
from service.access import clock
from service.access.principals import Principal
from service.access.roles import Role
from service.cases.case_bodies import case_body, summary_body
from service.cases.correction import correction_of, forget_reasons, redact_more
from service.cases.decisions import decisions_of
from service.cases.event_payload import payload_of
from service.cases.schemas import CaseRequest, Override, ReviewRequest, ReviewState
from service.cases.submission import RECORD_TYPE, new_case, tag_safely
from service.correction_schemas import to_correction
from service.errors import (
    CaseUnknownError,
    LabelUnknownError,
    NothingToChangeError,
    RedactionFailedError,
    RedactionUnsureError,
)
from service.pipeline_loading import NarrativeTagger
from service.review.sample import keep_coding
from service.settings import Settings
from service.store import audit, outbox
from service.store.case_tags import labels_by_case
from service.store.cases import CaseRepository
from service.store.exported_files import delete_exported_files
from service.store.listing import CaseFilter
from service.store.new_case import Idempotency
from service.store.reviews import Decision, Review, TagDecision
from service.store.scope import Scope
from service.store.store import Store
from service.store.tables import Case, CaseEvent

STORED, REVIEWED, ERASED = "case.stored", "case.reviewed", "case.erased"
REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What one caller does with the cases of their organisation."""

    store: Store
    pipeline: NarrativeTagger
    settings: Settings
    who: Principal

    def submit(self, request: CaseRequest, key: str | None) -> tuple[dict[str, Any], bool]:
        """Redact, tag and store a narrative once.

        Args:
            request: The narrative.
            key: The caller's Idempotency-Key; None without.

        Returns:
            The case, and whether it was stored now.
        """
        idempotency = self._idempotency(request, key)
        if idempotency is not None:
            with self.store.reading() as session:
                cases = self._cases(session)
                earlier = cases.replayed(idempotency, clock.now())
                if earlier is not None:
                    return self._body(cases, earlier), False
        allow = Override.LANGUAGE_NOT_SUPPORTED in request.override
        try:
            tagged = tag_safely(
                self.pipeline,
                request.text,
                to_correction(request.corrections),
                allow_unsupported_language=allow,
            )
        except (RedactionUnsureError, RedactionFailedError) as error:
            # What it said is gone; that it was refused is not.
            with self.store.session() as session:
                self._audit(session, "case_refused", None, {"warnings": _reasons(error)})
            raise
        return self._keep(tagged, request, idempotency)

    def read(self, case_id: str) -> dict[str, Any]:
        """Return a case; that it was read is in the audit."""
        with self.store.session() as session:
            cases = self._cases(session)
            body = self._body(cases, self._visible(cases, case_id))
            self._audit(session, "case_read", case_id)
            return body

    def history(self, case_id: str) -> Sequence[CaseEvent]:
        """Return what happened to a case."""
        with self.store.reading() as session:
            cases = self._cases(session)
            return cases.history(self._visible(cases, case_id))

    def find(
        self, wanted: CaseFilter, *, limit: int, cursor: str | None, least_certain_first: bool
    ) -> dict[str, Any]:
        """Return a page of cases without their texts."""
        with self.store.reading() as session:
            page = self._cases(session).find(
                wanted, limit=limit, cursor=cursor, least_certain_first=least_certain_first
            )
            labels = labels_by_case(session, page.cases)
            found = [summary_body(case, labels[case.id]) for case in page.cases]
            return {"cases": found, "next_cursor": page.next_cursor}

    def review(self, case_id: str, request: ReviewRequest, version: int) -> dict[str, Any]:
        """Keep what a person made of the version of a case that they saw.

        Raises:
            CaseUnknownError: If there is no such case.
            CaseChangedError: If it is of another version by now.
            NothingToChangeError: If the request says nothing.
            TagUnknownError, LabelUnknownError, RedactSpansError: If it cannot be done.
        """
        if not request.model_fields_set:
            raise NothingToChangeError("The change says nothing.")
        now = clock.now()
        with self.store.session() as session:
            cases = self._cases(session)
            case = cases.get(case_id)
            tags = cases.tags_of(case)
            decisions = decisions_of(request, tags, self.pipeline.labels)
            correction = None
            if request.redact and case.version == version:
                redaction = redact_more(case.redacted_text, request.redact)
                correction = correction_of(case, tags, redaction)
                forget_reasons(case.redacted_text, tags, redaction)
                delete_exported_files(self._scope(session), case_id, now)
            state = request.review_state or _state_after(request, case)
            is_finished = state == ReviewState.REVIEWED
            case = cases.review(case_id, Review(version, decisions, correction, is_finished), now)
            if not is_finished:
                case.review_state, case.reviewed_at = state.value, None
            case.record_type = _record_type_after(decisions, case)
            if is_finished:
                keep_coding(session, case, self.who, self.settings.double_coding_share, now)
            body = self._body(cases, case)
            self._tell(session, REVIEWED, body)
            return body

    def erase(self, case_id: str) -> None:
        """Erase a case and all that came of it."""
        with self.store.session() as session:
            cases = self._cases(session)
            version = cases.get(case_id).version
            cases.erase(case_id, REQUESTED, clock.now())
            self._tell(session, ERASED, {"id": case_id, "version": version})

    def _keep(
        self, tagged: TaggedNarrative, request: CaseRequest, idempotency: Idempotency | None
    ) -> tuple[dict[str, Any], bool]:
        now = clock.now()
        new = new_case(
            tagged,
            system=self.who.system,
            external_id=request.external_id,
            now=now,
            retention_days=self.settings.retention_days,
        )
        with self.store.session() as session:
            cases = self._cases(session)
            case, is_new = cases.create(new, now, idempotency)
            if is_new:
                self._keep_corrections(cases, case, request, now)
            body = self._body(cases, case)
            if is_new:
                self._tell(session, STORED, body)
            return body, is_new

    def _keep_corrections(
        self, cases: CaseRepository, case: Case, request: CaseRequest, now: datetime
    ) -> None:
        """Keep what the submitter said of the new case, in the same transaction."""
        if request.corrections is not None:
            counts = {
                "redacted": len(request.corrections.redact),
                "restored": len(request.corrections.restore),
            }
            cases.note(case, "redaction_corrected", counts, now)
            self._audit(cases.session, "redaction_corrected", case.id, counts)
        if request.review is None:
            return
        decisions = decisions_of(request.review, cases.tags_of(case), self.pipeline.labels)
        is_finished = request.review.review_state is ReviewState.REVIEWED
        if decisions or is_finished:
            cases.review(case.id, Review(case.version, decisions, None, is_finished), now)
            case.record_type = _record_type_after(decisions, case)

    def _idempotency(self, request: CaseRequest, key: str | None) -> Idempotency | None:
        if key is None:
            return None
        # Escaped, so that a text with lone surrogates has bytes too.
        content = json.dumps(
            request.model_dump(mode="python", exclude=_unsaid(request)), sort_keys=True
        )
        # A key is one system's own: another system may count its cases alike.
        own_key = json.dumps([self.who.system, key])
        expires_at = clock.now() + timedelta(hours=self.settings.idempotency_hours)
        return Idempotency(own_key, content.encode("ascii"), expires_at)

    def _visible(self, cases: CaseRepository, case_id: str) -> Case:
        """Return a case that the caller may see: a case system sees its own only."""
        case = cases.get(case_id)
        if self.who.role is Role.CASE_SYSTEM and case.system != self.who.system:
            raise CaseUnknownError("There is no case of this id.")
        return case

    def _cases(self, session: Session) -> CaseRepository:
        who = self.who
        return CaseRepository(session, self.store.cipher, who.organisation_id, who.actor)

    def _scope(self, session: Session) -> Scope:
        return Scope(session, self.store.cipher, self.who.organisation_id, self.who.actor)

    def _body(self, cases: CaseRepository, case: Case) -> dict[str, Any]:
        return case_body(case, cases.tags_of(case), self.who, self.pipeline.labels.facets)

    def _tell(self, session: Session, event: str, body: dict[str, Any]) -> None:
        payload = payload_of(event, body, clock.now())
        outbox.enqueue(session, self.who.organisation_id, event, body["id"], payload, clock.now())

    def _audit(
        self,
        session: Session,
        action: str,
        case_id: str | None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        audit.append(
            session, organisation_id=self.who.organisation_id, actor=self.who.actor,
            action=action, case_id=case_id, detail=detail,
        )  # fmt: skip


def _unsaid(request: CaseRequest) -> set[str]:
    """Return the fields to leave out of a body's hash: older versions did not know them."""
    return {name for name in ("corrections", "review") if getattr(request, name) is None}


def _reasons(error: RedactionUnsureError | RedactionFailedError) -> list[str]:
    """Return which warnings a narrative was refused for."""
    return [error.warning] if isinstance(error, RedactionUnsureError) else []


def _state_after(request: ReviewRequest, case: Case) -> ReviewState:
    """Return the state of a case whose review does not name one."""
    if request.model_fields_set == {"redact"}:
        # Who takes a name out has not looked at the labels.
        return ReviewState(case.review_state)
    return ReviewState.REVIEWED


def _record_type_after(decisions: Sequence[TagDecision], case: Case) -> str:
    """Return the record type after some decisions; a case always has one.

    Raises:
        LabelUnknownError: If it is rejected and no other one named.
    """
    found = case.record_type
    about = [one for one in decisions if one.facet == RECORD_TYPE]
    chosen = [one.label for one in about if one.decision is not Decision.REJECTED]
    if chosen:
        return chosen[-1]
    if any(one.label == found for one in about):
        raise LabelUnknownError("Name another record_type in place of the one rejected.")
    return found
