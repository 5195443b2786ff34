"""From judgements to figures: one nested dictionary that the report, the card and tests read."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from models.labels import LabelSet, LabelSets
from models.types import Tag
from training.judgements import OTHER_IDENTIFIERS, Judgement
from training.metrics import (
    BoolArray,
    Figures,
    bootstrap_interval,
    calibration_error,
    label_score,
    macro_f1,
    share,
    wilson_interval,
)
from training.redaction_scores import person_figures
from training.source_scores import source_figures
from training.trust_figures import calibration_by_language, seen_error, zone_figures

SEED = 20261125  # of the bootstrap
_FIRST_UNSEEN_REMAINDER = 7  # the sample was crc32(id) % 10 < 7


def summarize(judgements: Sequence[Judgement], labels: LabelSets) -> Figures:
    """Return every figure of an evaluation."""
    facets = {f: facet_figures(s, judgements) for f, s in labels.facets.items()}
    return {
        "narratives": len(judgements),
        "facets": facets,
        "flags": facet_figures(labels.flags, judgements),
        "record_type": record_type_figures(judgements),
        "country": country_figures(judgements),
        "language": share([j.tagged.language == j.narrative.lang for j in judgements]),
        "redaction": redaction_figures(judgements),
        "evidence": evidence_figures(judgements),
        "zones": {
            label_set.facet: zone_figures(label_set, judgements)
            for label_set in (*labels.facets.values(), labels.flags)
        },
        "calibration_by_language": calibration_by_language(judgements, labels),
        "by_language": {
            lang: language_figures(part, labels)
            for lang, part in sorted(_by(judgements, lambda j: j.narrative.lang).items())
        },
    }


def gold_and_tagged(
    label_set: LabelSet, judgements: Sequence[Judgement]
) -> tuple[BoolArray, BoolArray]:
    """Return gold and given labels of a facet, each of shape (narratives, labels)."""
    gold = [[i in j.narrative.labels[label_set.facet] for i in label_set.ids] for j in judgements]
    given = [{tag.label for tag in _tags(j, label_set)} for j in judgements]
    return np.array(gold), np.array([[i in ids for i in label_set.ids] for ids in given])


def _tags(judgement: Judgement, label_set: LabelSet) -> tuple[Tag, ...]:
    tagged = judgement.tagged
    return tagged.tags.get(label_set.facet, tagged.flags)


def facet_figures(label_set: LabelSet, judgements: Sequence[Judgement]) -> Figures:
    """Return macro and micro F1, calibration and the score of each label of a facet."""
    gold, tagged = gold_and_tagged(label_set, judgements)
    outputs = [label.output for label in label_set.labels]
    scores = np.array([[j.scores[output] for output in outputs] for j in judgements])
    columns = dict(zip(label_set.ids, range(len(outputs)), strict=True))
    micro = label_score(gold, tagged)
    return {
        "macro_f1": macro_f1(gold, tagged),
        "macro_f1_interval": bootstrap_interval(gold, tagged, seed=SEED),
        "micro_f1": micro.f1,
        "micro_precision": micro.precision,
        "micro_recall": micro.recall,
        "calibration_error": calibration_error(scores.ravel(), gold.ravel()),
        "calibration_error_of_seen": seen_error(scores.ravel(), gold.ravel()),
        "reliability": _reliability(scores.ravel(), gold.ravel()),
        "labels": {
            label: asdict(label_score(gold[:, c], tagged[:, c])) for label, c in columns.items()
        },
    }


def _reliability(scores: np.ndarray[Any, Any], gold: BoolArray) -> list[tuple[float, float, int]]:
    """Return for each tenth of the scores the mean score, the share that holds, and the count."""
    place = np.minimum((scores * 10).astype(int), 9)
    return [
        (float(scores[place == b].mean()), float(gold[place == b].mean()), int((place == b).sum()))
        for b in range(10)
        if (place == b).any()
    ]


def record_type_figures(judgements: Sequence[Judgement]) -> Figures:
    """Return the accuracy over record types, and how often each was taken for which."""
    pairs = [(j.narrative.labels["record_type"][0], j.tagged.record_type.label) for j in judgements]
    confusion: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for gold, given in pairs:
        confusion[gold][given] += 1
    hits = sum(gold == given for gold, given in pairs)
    return {
        "accuracy": hits / len(pairs),
        "interval": wilson_interval(hits, len(pairs)),
        "confusion": {gold: dict(row) for gold, row in confusion.items()},
    }


def country_figures(judgements: Sequence[Judgement]) -> Figures:
    """Return exact match of the incident countries, false countries, and F1 of the others."""
    exact = [_incident(j) == set(j.narrative.country_incident) for j in judgements]
    untold = [bool(_incident(j)) for j in judgements if not j.narrative.country_incident]
    gold = {(j.narrative.id, code) for j in judgements for code in j.narrative.country_other}
    given = {(j.narrative.id, tag.code) for j in judgements for tag in j.tagged.countries.other}
    told = [
        (j.narrative.country_basis, next((t.basis for t in j.tagged.countries.incident), "none"))
        for j in judgements
    ]
    unseen = [hit for hit, j in zip(exact, judgements, strict=True) if _unseen(j)]
    return {
        "exact": share(exact),
        "exact_unseen_by_rules": share(unseen),
        "unseen_by_rules": len(unseen),
        "interval": wilson_interval(sum(exact), len(exact)),
        "false_country": share(untold),
        "without_country": len(untold),
        "basis_accuracy": share([gold_basis == given_basis for gold_basis, given_basis in told]),
        "other_f1": 2 * len(gold & given) / max(1, len(gold) + len(given)),
    }


def _incident(judgement: Judgement) -> set[str]:
    return {tag.code for tag in judgement.tagged.countries.incident}


def redaction_figures(judgements: Sequence[Judgement]) -> Figures:
    """Return leaks, recall and over-redaction of names, by source too, and other identifiers."""
    others = {}
    for label in OTHER_IDENTIFIERS:
        mentions = sum(j.identifiers[label][0] for j in judgements)
        missed = sum(j.identifiers[label][1] for j in judgements)
        others[label] = {"mentions": mentions, "recall": 1 - missed / max(1, mentions)}
    return {
        **person_figures([j.redaction for j in judgements]),
        "unseen_by_rules": person_figures([j.redaction for j in judgements if _unseen(j)]),
        "by_source": source_figures(j.by_source for j in judgements),
        "identifiers": others,
    }


def _unseen(judgement: Judgement) -> bool:
    """Tell whether nobody who wrote patterns, context or place rules looked at the narrative.

    They worked on a sample drawn before the splits were made, so part of the test split was
    in it; the report shows the rest apart.
    """
    return zlib.crc32(judgement.narrative.id.encode()) % 10 >= _FIRST_UNSEEN_REMAINDER


def evidence_figures(judgements: Sequence[Judgement]) -> Figures:
    """Return how often the evidence of a right tag overlaps the human quote."""
    hits: list[bool] = []
    for judgement in judgements:
        for facet, tags in judgement.tagged.tags.items():
            for tag in tags:
                quote = judgement.quotes.get(f"{facet}/{tag.label}")
                if quote:
                    hits.append(any(span.overlaps(quote) for span in tag.evidence))
    return {"compared": len(hits), "overlap": share(hits)}


def language_figures(judgements: Sequence[Judgement], labels: LabelSets) -> Figures:
    """Return the main figures of one language."""
    micro = {}
    for facet, label_set in labels.facets.items():
        micro[facet] = label_score(*gold_and_tagged(label_set, judgements)).f1
    return {
        "narratives": len(judgements),
        "micro_f1": micro,
        "record_type": record_type_figures(judgements)["accuracy"],
        "country": share([_incident(j) == set(j.narrative.country_incident) for j in judgements]),
        "language": share([j.tagged.language == j.narrative.lang for j in judgements]),
        **person_figures([j.redaction for j in judgements]),
    }


def _by(
    judgements: Sequence[Judgement], key: Callable[[Judgement], str]
) -> dict[str, list[Judgement]]:
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[key(judgement)].append(judgement)
    return groups
