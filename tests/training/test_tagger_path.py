"""The tagger's whole path with a tiny network: train, export, calibrate, load, classify."""

import dataclasses
import json

import pytest
import torch

from models.classifier import LABELS_FILE, Classifier
from models.errors import ArtifactError
from models.label_sets import load_label_sets
from models.redactor import redact
from tests.training.tiny_base import tiny_encoder, tiny_tokenizer
from training import build_tagger, train_tagger
from training.build_tagger import gold_matrix, read_logits
from training.config import CONFIG_FOLDER, TaggerConfig, load_config
from training.corpus import read_corpus
from training.tagger_data import TaggerEncoder, evidence_spans, redact_gold


@pytest.fixture(scope="module")
def narratives():
    return read_corpus()[:12]


@pytest.fixture(scope="module")
def labels():
    return load_label_sets()


@pytest.fixture(scope="module")
def config():
    config = load_config(CONFIG_FOLDER / "tagger.yaml", TaggerConfig)
    return dataclasses.replace(config, epochs=2, max_examples_per_batch=4)


@pytest.fixture(scope="module")
def trained_folder(tmp_path_factory, narratives, labels, config):
    tokenizer = tiny_tokenizer([narrative.text for narrative in narratives])

    def load_tiny(source):
        torch.manual_seed(1)
        return tiny_encoder(tokenizer), tokenizer

    run = tmp_path_factory.mktemp("run")
    folder = tmp_path_factory.mktemp("trained") / "tagger"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_tagger, "load_base", load_tiny)
        patch.setattr(build_tagger, "load_base", load_tiny)
        train_tagger.train_tagger(config, labels, narratives, run)
        build_tagger.build_tagger(run, config, labels, narratives, folder)
    return folder


def test_exported_tagger_tags_with_labels_and_evidence_inside_the_text(
    trained_folder, labels, narratives
):
    classifier = Classifier.load(trained_folder, labels)
    text = redact_gold(narratives[0]).text
    classification = classifier.classify(text)
    assert set(classification.scores) == set(labels.outputs)
    assert all(0 <= score <= 1 for score in classification.scores.values())
    assert classification.record_type.label in labels.record_types.ids
    for tags in (*classification.tags.values(), classification.flags):
        for tag in tags:
            assert all(0 <= span.start < span.end <= len(text) for span in tag.evidence)


def test_record_type_scores_sum_to_one(trained_folder, labels, narratives):
    classifier = Classifier.load(trained_folder, labels)
    scores = classifier.classify(redact_gold(narratives[0]).text).scores
    total = sum(score for output, score in scores.items() if output.startswith("record_type/"))
    assert total == pytest.approx(1.0)


def test_long_text_takes_the_highest_logit_of_its_windows(trained_folder, labels, narratives):
    classifier = Classifier.load(trained_folder, labels)
    text = redact("\n".join(n.text for n in narratives), []).text
    reading = classifier.read(text)
    assert len(reading.windows) > 1
    assert reading.logits.shape == (len(labels.outputs),)
    assert reading.window_of.max() > 0


def test_classifying_twice_gives_the_same_answer(trained_folder, labels, narratives):
    classifier = Classifier.load(trained_folder, labels)
    text = redact_gold(narratives[1]).text
    assert classifier.classify(text) == classifier.classify(text)


def test_numbers_of_placeholders_do_not_matter(trained_folder, labels):
    classifier = Classifier.load(trained_folder, labels)
    scores = [
        classifier.scores(f"[PERSON_{one}] видел, как [PERSON_{two}] ударил [PERSON_{one}].")
        for one, two in ((1, 2), (2, 1), (17, 123))
    ]
    assert scores[0] == scores[1] == scores[2]


def test_folder_trained_on_other_labels_is_refused(trained_folder, labels, tmp_path):
    snapshot = json.loads((trained_folder / LABELS_FILE).read_text())
    copy = tmp_path / "tagger"
    copy.mkdir()
    (copy / LABELS_FILE).write_text(json.dumps({**snapshot, "fingerprint": "0" * 64}))
    with pytest.raises(ArtifactError, match="other labels"):
        Classifier.load(copy, labels)


def test_int8_and_gold_have_the_shape_calibration_needs(trained_folder, labels, narratives):
    logits = read_logits(Classifier.load(trained_folder, labels), narratives)
    assert logits.shape == gold_matrix(narratives, labels).shape == (12, len(labels.outputs))


def test_every_quote_is_found_again_in_the_redacted_text(narratives):
    for narrative in read_corpus():
        redaction = redact_gold(narrative)
        for output, span in evidence_spans(narrative, redaction.identifiers).items():
            quote = narrative.evidence[output.split("/")[1]]
            found = redaction.text[span.start : span.end]
            assert found
            start = narrative.text.find(quote)
            end = start + len(quote)
            if not any(start < e.end and e.start < end for e in redaction.identifiers):
                assert found == quote


def test_evidence_tokens_cover_the_quote(narratives, labels):
    tokenizer = tiny_tokenizer([narrative.text for narrative in narratives])
    encoder = TaggerEncoder(tokenizer, labels.outputs)
    narrative = next(n for n in narratives if n.labels["violation_type"])
    example = encoder.encode(narrative)
    output = f"violation_type/{narrative.labels['violation_type'][0]}"
    column = labels.outputs.index(output)
    text = redact_gold(narrative).text
    _, offsets = encoder.tokens(text)
    first, last = example.evidence[column][0], example.evidence[column][-1]
    span = evidence_spans(narrative, redact_gold(narrative).identifiers)[output]
    assert offsets[first][0] <= span.start
    assert offsets[last][1] >= span.end


def test_evidence_on_demand_is_at_most_three_stretches_of_the_text(
    trained_folder, labels, narratives
):
    classifier = Classifier.load(trained_folder, labels)
    text = redact_gold(narratives[0]).text
    outputs = ["violation_type/denial_of_care", "flags/urgent_risk"]
    evidence = classifier.explain(text, outputs)
    assert list(evidence) == outputs
    for spans in evidence.values():
        assert 1 <= len(spans) <= 3
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
