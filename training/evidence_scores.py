"""Whether evidence is evidence: does it meet the human quote, and does the tag go without it?

Deletion: the evidence is cut out of the redacted text and the tagger reads what is left. A tag
that falls under its threshold hung on those words (the "comprehensiveness" of DeYoung et al.
2020, ERASER, as a decision).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.classifier import Classifier
from models.decisive_evidence import without
from models.labels import LabelSets
from models.types import Span, Tag, TaggedNarrative


@dataclass(frozen=True, slots=True)
class EvidenceCheck:
    """What became of one tag.

    Attributes:
        output: The label, "facet/label".
        meets_quote: Whether the evidence overlaps the human quote; None without a quote.
        falls: Whether the score falls under its threshold when the evidence is cut out.
    """

    output: str
    meets_quote: bool | None
    falls: bool


def check_evidence(
    classifier: Classifier, labels: LabelSets, tagged: TaggedNarrative, quotes: Mapping[str, Span]
) -> list[EvidenceCheck]:
    """Check the evidence of every tag of a narrative that reached its threshold.

    Args:
        classifier: What gave the tags.
        labels: Its labels.
        tagged: The answer.
        quotes: Output to the human quote's span in the redacted text.
    """
    checks: list[EvidenceCheck] = []
    for output, tag in _tags(labels, tagged):
        threshold = classifier.decisions.thresholds[output]
        if tag.score < threshold or not tag.evidence:
            continue
        quote = quotes.get(output)
        meets = None if quote is None else any(span.overlaps(quote) for span in tag.evidence)
        rest = without(str(tagged.redacted_text), tag.evidence)
        falls = not rest.strip() or classifier.scores(rest)[output] < threshold
        checks.append(EvidenceCheck(output, meets, falls))
    return checks


def deletion_figures(checks: Sequence[EvidenceCheck]) -> dict[str, object]:
    """Return the share of tags that fall without their evidence, by facet too."""
    by_facet: dict[str, list[bool]] = {}
    for check in checks:
        by_facet.setdefault(check.output.partition("/")[0], []).append(check.falls)
    met = [check.meets_quote for check in checks if check.meets_quote is not None]
    return {
        "tags": len(checks),
        "falls": _share([check.falls for check in checks]),
        "falls_by_facet": {facet: _share(falls) for facet, falls in sorted(by_facet.items())},
        "quoted": len(met),
        "meets_quote": _share(met),
    }


def _tags(labels: LabelSets, tagged: TaggedNarrative) -> Iterable[tuple[str, Tag]]:
    for facet, tags in {**tagged.tags, labels.flags.facet: tagged.flags}.items():
        for tag in tags:
            yield f"{facet}/{tag.label}", tag


def _share(parts: Sequence[bool]) -> float:
    return sum(parts) / len(parts) if parts else 0.0
