"""Progress, second codings and agreement for one caller: what the routes do, without HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.labels import LabelSets
from service.access import clock
from service.access.principals import Principal
from service.cases.label_checks import check_label
from service.errors import CaseError
from service.review.agreement import CodedCase, agreement_by_label, as_labels
from service.review.sample import NOT_CODED, coder_of
from service.review.schemas import (
    AgreementBody,
    CodingBody,
    DoubleCodingBody,
    LabelAgreementBody,
    LanguageProgressBody,
    NextSecondBody,
    ProgressBody,
    SecondBody,
)
from service.store.cases import CaseRepository
from service.store.codings import (
    add_coding,
    coded_twice,
    codings_of,
    count_coded,
    waiting_for_second,
)
from service.store.listing import CaseFilter
from service.store.reviews import MODEL, PENDING, REVIEWED
from service.store.store import Store
from service.store.tables import Case, CaseTag

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ReviewWork:
    """What one caller sees and does of the review as a whole."""

    store: Store
    who: Principal

    def progress(self, share: float) -> ProgressBody:
        """Return how far the review is; `share` is that of the sample."""
        with self.store.reading() as session:
            counts = (
                select(Case.language, Case.review_state, func.count())
                .where(Case.organisation_id == self.who.organisation_id)
                .group_by(Case.language, Case.review_state)
            )
            found: dict[str, dict[str, int]] = {}
            for language, state, count in session.execute(counts).tuples():
                found.setdefault(language, {})[state] = count
            languages = [
                LanguageProgressBody(
                    language=language,
                    pending=states.get(PENDING, 0),
                    reviewed=states.get(REVIEWED, 0),
                )
                for language, states in sorted(found.items())
            ]
            organisation = self.who.organisation_id
            return ProgressBody(
                pending=sum(one.pending for one in languages),
                reviewed=sum(one.reviewed for one in languages),
                languages=languages,
                double_coding=DoubleCodingBody(
                    share=share,
                    coded=count_coded(session, organisation),
                    coded_twice=len(coded_twice(session, organisation)),
                    waiting_for_you=self._waiting(session),
                    disputed=self._cases(session).count(CaseFilter(is_disputed=True)),
                ),
            )

    def next_second(self) -> NextSecondBody:
        """Return a case for the caller to code blind."""
        with self.store.session() as session:
            query = waiting_for_second(self.who.organisation_id, coder_of(self.who)).limit(1)
            case = session.scalars(query).first()
            if case is None:
                return NextSecondBody(case=None, waiting=0)
            self._cases(session).audit_read(case.id)
            body = SecondBody.model_validate(
                {
                    "id": case.id,
                    "language": case.language,
                    "redacted_text": case.redacted_text,
                    "placeholders": case.placeholders,
                }
            )
            return NextSecondBody(case=body, waiting=self._waiting(session))

    def code(
        self, case_id: str, labels: Mapping[str, Sequence[str]], known: LabelSets
    ) -> CodingBody:
        """Keep the caller's blind coding of a case.

        Raises:
            CaseUnknownError: If there is no such case.
            CaseError: If it is not for the caller to code: nobody coded it first, or they have.
            LabelUnknownError: If a label is none.
        """
        for facet, names in labels.items():
            for name in names:
                check_label(known, facet, name)
        said = {facet: sorted(set(names)) for facet, names in labels.items() if names}
        now = clock.now()
        coder = coder_of(self.who)
        try:
            with self.store.session() as session:
                cases = self._cases(session)
                case = cases.get(case_id)
                earlier = codings_of(session, case_id)
                if not earlier or any(coding.coder == coder for coding in earlier):
                    raise CaseError("This case is not waiting for a second coding by you.")
                is_disputed = any(as_labels(one.labels) != as_labels(said) for one in earlier)
                add_coding(session, case_id, coder, said, now, is_disputed=is_disputed)
                cases.note(case, "coded_again", {"disputed": is_disputed}, now)
                return CodingBody(is_disputed=is_disputed)
        except IntegrityError:
            raise CaseError("This case is not waiting for a second coding by you.") from None

    def agreement(self) -> AgreementBody:
        """Return Krippendorff's alpha by label over all cases that were coded twice."""
        with self.store.reading() as session:
            codings = coded_twice(session, self.who.organisation_id)
            suggested = _suggested(session, list(codings))
        cases = [
            CodedCase([as_labels(one.labels) for one in said], suggested[case_id])
            for case_id, said in codings.items()
        ]
        labels = [
            LabelAgreementBody(
                facet=one.facet,
                label=one.label,
                coders=_rounded(one.coders),
                model=_rounded(one.model),
                cases=one.cases,
            )
            for one in agreement_by_label(cases)
        ]
        return AgreementBody(cases=len(cases), labels=labels)

    def _waiting(self, session: Session) -> int:
        query = waiting_for_second(self.who.organisation_id, coder_of(self.who))
        matching = query.with_only_columns(Case.id).order_by(None).subquery()
        return session.scalars(select(func.count()).select_from(matching)).one()

    def _cases(self, session: Session) -> CaseRepository:
        return CaseRepository(session, self.store.cipher, self.who.organisation_id, self.who.actor)


def _suggested(session: Session, case_ids: Sequence[str]) -> dict[str, frozenset[tuple[str, str]]]:
    """Return what the model suggested for some cases."""
    found: dict[str, set[tuple[str, str]]] = {case_id: set() for case_id in case_ids}
    query = select(CaseTag.case_id, CaseTag.facet, CaseTag.label).where(
        CaseTag.case_id.in_(case_ids), CaseTag.origin == MODEL
    )
    for case_id, facet, label in session.execute(query).tuples():
        if facet not in NOT_CODED:
            found[case_id].add((facet, label))
    return {case_id: frozenset(labels) for case_id, labels in found.items()}


def _rounded(alpha: float | None) -> float | None:
    return None if alpha is None else round(alpha, _DIGITS)
