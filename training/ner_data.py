"""Examples for the recogniser's spaCy component: narratives and public NER sentences.

Only PERSON is learned: the other labels mean different things in different sources.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans

from models.types import Entity
from training.augmentation import augment
from training.corpus import AnnotatedNarrative
from training.recognizer_config import RecognizerConfig

PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class NerText:
    """A text and its entities.

    Attributes:
        known: Spans that surely are no persons, such as places.
        is_silver: Annotated by a machine: capitalised words outside of entities and known
            spans may be persons, and nothing is learned of them.
    """

    text: str
    entities: tuple[Entity, ...]
    lang: str
    known: tuple[tuple[int, int], ...] = ()
    is_silver: bool = False


def read_sentences(folder: Path) -> dict[str, list[NerText]]:
    """Read the public NER sentences for training, by file name.

    Only files of train splits; nc/ (non-commercial licences) is a subfolder and never read.
    """
    texts_by_file: dict[str, list[NerText]] = {}
    for path in sorted(folder.glob("*_train.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts_by_file[path.name] = [_sentence(json.loads(line), path.name) for line in lines]
    return texts_by_file


def _sentence(record: dict[str, Any], file: str) -> NerText:
    spans: list[tuple[int, int, str]] = record["spans"]
    return NerText(
        text=record["text"],
        entities=tuple(Entity(start, end, PERSON) for start, end, label in spans if label == "PER"),
        lang=record["lang"].partition("-")[0],
        known=tuple((start, end) for start, end, label in spans if label != "PER"),
        is_silver="silver" in file,
    )


def draw_epoch(
    narratives: Sequence[AnnotatedNarrative],
    sentences: dict[str, list[NerText]],
    config: RecognizerConfig,
    epoch: int,
) -> list[NerText]:
    """Return the texts of an epoch in random order; the same for the same seed and epoch."""
    rng = random.Random(f"{config.seed}-{epoch}")
    texts = list(_draw_narratives(narratives, config, rng))
    words_left = _word_count(texts) * config.sentence_words_per_narrative_word
    for sentence in _draw_sentences(sentences, config, rng):
        words_left -= len(sentence.text.split())
        if words_left < 0:
            break
        texts.append(sentence)
    rng.shuffle(texts)
    return texts


def _draw_narratives(
    narratives: Sequence[AnnotatedNarrative], config: RecognizerConfig, rng: random.Random
) -> Iterator[NerText]:
    for narrative in narratives:
        plain = NerText(narrative.text, narrative.identifiers, narrative.lang)
        for copy in range(config.copies(narrative.lang)):
            yield _augmented(plain, rng) if copy else plain


def _draw_sentences(
    sentences: dict[str, list[NerText]], config: RecognizerConfig, rng: random.Random
) -> Iterator[NerText]:
    drawn: list[NerText] = []
    for texts in sentences.values():
        with_person = [text for text in texts if text.entities]
        without = [text for text in texts if not text.entities]
        wanted = int(config.sentences_per_file * config.share_with_person)
        taken = rng.sample(with_person, min(len(with_person), wanted))
        # A file poor in names adds no flood of sentences without any.
        rest = int(len(taken) * (1 - config.share_with_person) / config.share_with_person)
        drawn += [*taken, *rng.sample(without, min(len(without), rest))]
    rng.shuffle(drawn)
    for text in drawn:
        is_augmented = rng.random() < config.augmented_sentences
        yield _augmented(text, rng) if is_augmented else text


def _augmented(source: NerText, rng: random.Random) -> NerText:
    known = [Entity(start, end, "KNOWN") for start, end in source.known]
    text, entities = augment(source.text, [*source.entities, *known], source.lang, rng)
    return replace(
        source,
        text=text,
        entities=tuple(entity for entity in entities if entity.label != "KNOWN"),
        known=tuple((e.start, e.end) for e in entities if e.label == "KNOWN"),
    )


def _word_count(texts: Sequence[NerText]) -> int:
    return sum(len(text.text.split()) for text in texts)


def to_doc(nlp: Language, text: NerText) -> Doc:
    """Return the tokenised text with its persons as entities, widened to whole tokens."""
    doc = nlp.make_doc(text.text)
    spans = [
        doc.char_span(entity.start, entity.end, label=PERSON, alignment_mode="expand")
        for entity in text.entities
        if entity.label == PERSON
    ]
    persons = filter_spans([span for span in spans if span is not None])
    doc.set_ents(persons, missing=_doubtful(doc, text, persons) if text.is_silver else [])
    return doc


def _doubtful(doc: Doc, text: NerText, persons: Sequence[Span]) -> list[Span]:
    """Return the capitalised words of which a machine's annotation says nothing."""
    certain = {token.i for person in persons for token in person}
    for start, end in text.known:
        span = doc.char_span(start, end, alignment_mode="expand")
        certain |= {token.i for token in span or ()}
    return [
        doc[token.i : token.i + 1]
        for token in doc
        if token.i not in certain and token.i > 0 and token.text[0].isupper()
    ]


def to_example(nlp: Language, text: NerText) -> Example:
    """Return a training example of a text."""
    doc = to_doc(nlp, text)
    return Example(nlp.make_doc(text.text), doc)


def batch_by_words(texts: Sequence[NerText], words_per_batch: int) -> Iterator[list[NerText]]:
    """Cut texts into batches of at least so many words; the last may be smaller."""
    batch: list[NerText] = []
    words = 0
    for text in texts:
        batch.append(text)
        words += len(text.text.split())
        if words >= words_per_batch:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch
