"""spaCy's DocBin: labels as categories, evidence as span groups, placeholders as entities."""

import json
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from models.errors import AnnotationError
from models.export_formats.jsonl import json_line
from models.export_formats.records import ExportRecord, from_json
from models.placeholders import PLACEHOLDER

ATTRIBUTES = ["ORTH", "SPACY", "ENT_TYPE", "ENT_IOB"]
EVIDENCE = "evidence"
# spaCy's tokens cannot cut a word as evidence may: the record as it was travels beside them.
RECORD = "casetag"


def to_bytes(records: Iterable[ExportRecord]) -> bytes:
    """Return the records as the content of a .spacy file."""
    nlp = spacy.blank("xx")
    docs = [_to_doc(nlp, record) for record in records]
    return DocBin(attrs=ATTRIBUTES, store_user_data=True, docs=docs).to_bytes()


def from_bytes(content: bytes) -> Iterator[ExportRecord]:
    """Read the records of a .spacy file.

    Raises:
        AnnotationError: If it is none that `to_bytes` wrote.
    """
    vocab = spacy.blank("xx").vocab
    try:
        docs = list(DocBin().from_bytes(content).get_docs(vocab))
    except Exception:
        # The library raises what its decompressor and decoder raise.
        raise AnnotationError("the file is no DocBin") from None
    for number, doc in enumerate(docs, start=1):
        try:
            yield from_json(json.loads(doc.user_data[RECORD]))
        except (AnnotationError, KeyError, ValueError):
            raise AnnotationError(f"document {number} is not one of a casetag export") from None


def _to_doc(nlp: Language, record: ExportRecord) -> Doc:
    doc: Doc = nlp.make_doc(record.text)
    doc.cats = {tag.name: float(tag.holds) for tag in record.tags}
    doc.cats[f"record_type/{record.record_type}"] = 1.0
    doc.spans[EVIDENCE] = [
        span
        for tag in record.tags
        for stretch in tag.evidence
        if (span := _span(doc, stretch.start, stretch.end, tag.name)) is not None
    ]
    entities = [
        _span(doc, match.start(), match.end(), record.placeholders[match.group()])
        for match in PLACEHOLDER.finditer(record.text)
        if match.group() in record.placeholders
    ]
    doc.set_ents(filter_spans([entity for entity in entities if entity is not None]))
    doc.user_data[RECORD] = json_line(record)
    return doc


def _span(doc: Doc, start: int, end: int, label: str) -> Span | None:
    """Return the tokens that a stretch touches."""
    return doc.char_span(start, end, label=label, alignment_mode="expand")
