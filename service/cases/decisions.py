"""What a review request says of labels, as decisions on the tags of the case."""

from collections.abc import Iterable, Iterator, Sequence, Set

from models.labels import LabelSets
from service.cases.case_bodies import REJECTED
from service.cases.label_checks import check_label, exclusive_labels
from service.cases.schemas import TagReview
from service.cases.submission import COUNTRY, COUNTRY_OTHER, FLAGS, RECORD_TYPE
from service.errors import LabelsExclusiveError
from service.store.reviews import Decision, TagDecision
from service.store.tables import CaseTag


def decisions_of(
    request: TagReview, tags: Sequence[CaseTag], labels: LabelSets
) -> list[TagDecision]:
    """Return what a request decides; a label named twice is decided as named last.

    A label that stands alone, such as "unknown", and the others of its facet reject one another:
    what the request names is kept, what was there before is rejected.

    Raises:
        LabelUnknownError: If a label to add is not one of the labels in use.
        LabelsExclusiveError: If the request itself names labels that exclude one another.
    """
    decided = list(_decided(request, tags))
    for one in decided:
        if one.decision is Decision.ADDED:
            check_label(labels, one.facet, one.label)
    last = {(one.facet, one.label): one for one in decided}
    for facet in {facet for facet, _ in last}:
        for one in _excluded(facet, last.values(), tags, exclusive_labels(labels, facet)):
            last[one.facet, one.label] = one
    return list(last.values())


def _excluded(
    facet: str, decided: Iterable[TagDecision], tags: Sequence[CaseTag], exclusive: Set[str]
) -> list[TagDecision]:
    """Return what must be rejected in a facet because of what is kept."""
    about = [one for one in decided if one.facet == facet]
    kept = {one.label for one in about if one.decision is not Decision.REJECTED}
    if not exclusive or not kept:
        return []
    if kept & exclusive and len(kept) > 1:
        raise LabelsExclusiveError("One of the labels stands alone: name no other beside it.")
    named = {one.label for one in about}
    return [
        TagDecision(facet, tag.label, Decision.REJECTED)
        for tag in tags
        if tag.facet == facet
        and tag.label not in named
        and tag.state != REJECTED
        and (kept & exclusive or tag.label in exclusive)
    ]


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
