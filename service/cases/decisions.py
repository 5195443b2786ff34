"""What a review request says of labels, as decisions on the tags of the case."""

from collections.abc import Iterable, Iterator, Sequence

from models.labels import LabelSets
from service.cases.case_bodies import REJECTED
from service.cases.label_checks import check_label
from service.cases.schemas import TagReview
from service.cases.submission import COUNTRY, COUNTRY_OTHER, FLAGS, RECORD_TYPE
from service.store.reviews import Decision, TagDecision
from service.store.tables import CaseTag


def decisions_of(
    request: TagReview, tags: Sequence[CaseTag], labels: LabelSets
) -> list[TagDecision]:
    """Return what a request decides; a label named twice is decided as named last.

    Raises:
        LabelUnknownError: If a label to add is not one of the labels in use.
    """
    decided = list(_decided(request, tags))
    for one in decided:
        if one.decision is Decision.ADDED:
            check_label(labels, one.facet, one.label)
    return list({(one.facet, one.label): one for one in decided}.values())


def _decided(request: TagReview, tags: Sequence[CaseTag]) -> Iterator[TagDecision]:
    for changes, decision in (
        (request.accept, Decision.ACCEPTED),
        (request.reject, Decision.REJECTED),
        (request.add, Decision.ADDED),
    ):
        yield from (TagDecision(change.facet, change.label, decision) for change in changes)
    if request.record_type is not None:
        yield from _exactly(RECORD_TYPE, [request.record_type], tags)
    if request.flags is not None:
        yield from _exactly(FLAGS, request.flags, tags)
    if request.country is not None:
        if request.country.incident is not None:
            yield from _exactly(COUNTRY, request.country.incident, tags)
        if request.country.other is not None:
            yield from _exactly(COUNTRY_OTHER, request.country.other, tags)


def _exactly(facet: str, wanted: Iterable[str], tags: Sequence[CaseTag]) -> Iterator[TagDecision]:
    """Yield what makes the labels of a facet those that are wanted, and no others."""
    names = set(wanted)
    for tag in tags:
        if tag.facet == facet and tag.label not in names and tag.state != REJECTED:
            yield TagDecision(facet, tag.label, Decision.REJECTED)
    for name in dict.fromkeys(wanted):
        yield TagDecision(facet, name, Decision.ADDED)
