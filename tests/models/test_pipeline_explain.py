"""An answer with the evidence its tags hang on is the same answer but for the evidence."""

import time
from dataclasses import replace

import pytest

from models.errors import NarrativeTooSlowError
from models.label_sets import load_label_sets
from models.pipeline import Pipeline
from models.redactor import redact
from models.time_limit import check_time
from models.types import Countries, Span, Tag, TaggedNarrative

TEXT = "He refused and refused again. She is in danger."
TAGGED = TaggedNarrative(
    language="en",
    redacted_text=redact(TEXT, ()).text,
    identifiers=(),
    record_type=Tag("violation", 0.9),
    tags={
        "violation_type": (Tag("denial_of_care", 0.8, (Span(3, 10),), "suggest"),),
        "perpetrator": (),
    },
    countries=Countries(),
    flags=(Tag("urgent_risk", 0.7, (Span(40, 46),)),),
    warnings=("no_letters",),
    model_version="1",
)


class Explainer:
    """Says that everything hangs on the first word."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.seconds = seconds

    def explain(self, text, outputs):
        time.sleep(self.seconds)
        check_time()
        self.asked.append((text, list(outputs)))
        return {output: (Span(0, 2),) for output in outputs}


def pipeline(explainer: Explainer) -> Pipeline:
    return Pipeline(
        recognizer=None,  # type: ignore[arg-type]
        classifier=explainer,  # type: ignore[arg-type]
        resolver=None,  # type: ignore[arg-type]
        labels=load_label_sets(),
        version="1",
    )


def test_only_the_evidence_of_tags_and_flags_changes():
    explainer = Explainer()
    explained = pipeline(explainer).explain(TAGGED)
    assert explainer.asked == [(TEXT, ["violation_type/denial_of_care", "flags/urgent_risk"])]
    (tag,) = explained.tags["violation_type"]
    (flag,) = explained.flags
    assert tag == replace(TAGGED.tags["violation_type"][0], evidence=(Span(0, 2),))
    assert flag.evidence == (Span(0, 2),)
    assert replace(explained, tags=TAGGED.tags, flags=TAGGED.flags) == TAGGED


def test_it_takes_no_longer_than_one_narrative_may():
    slow = replace(pipeline(Explainer(seconds=0.05)), max_seconds=0.01)
    with pytest.raises(NarrativeTooSlowError):
        slow.explain(TAGGED)
