"""Find names and other identifiers: one spaCy pipeline, several sources, one merge step.

    token_head    the fine-tuned encoder          -> doc.spans["encoder"]
    ner           the trained CNN                 -> doc.spans["cnn"]
    patterns      phones, documents, addresses    -> doc.spans["patterns"]
    context       roles, form fields, patronymics -> doc.spans["context"]
    gazetteer     listed names that are no words  -> doc.spans["gazetteer"]
    merge_sources                                 -> doc.spans["identifiers"]

Each source can be scored alone; `merge_sources` decides, then every name found is looked
for in the rest of the text.
"""

import json
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from models import tokenization
from models.context_names import find_context_names
from models.identifier_patterns import find_identifiers
from models.merging import MergeSettings, merge_sources, no_place
from models.name_gazetteer import NameGazetteer
from models.propagation import propagate
from models.time_limit import check_time, locked_in_time
from models.token_head import TokenHead
from models.types import Entity

NER_FOLDER = "ner"
TOKEN_HEAD_FOLDER = "token_head"
MERGE_FILE = "merge.json"
SOURCES = ("encoder", "cnn", "patterns", "context", "gazetteer")
PERSON = "PERSON"


class Recognizer:
    """Finds the spans to redact in a narrative."""

    def __init__(
        self, nlp: Language, settings: MergeSettings, is_place: Callable[[str], bool] = no_place
    ) -> None:
        self._nlp = nlp
        self._is_place = is_place
        self._settings = settings
        # spaCy keeps every word it reads for the life of the process, names too; a memory
        # zone forgets them, but serves one thread at a time.
        self._lock = threading.Lock()

    @classmethod
    def load(
        cls, folder: Path, *, threads: int = 0, is_place: Callable[[str], bool] = no_place
    ) -> "Recognizer":
        """Load a verified trained folder.

        Args:
            folder: The folder of the recogniser.
            threads: Threads of the token head; 0 takes one for each core.
            is_place: Tells whether a text is the name of a known place.
        """
        nlp = spacy.load(folder / NER_FOLDER)
        # The one on disk has the same rules, but not the bound on the work they do.
        nlp.tokenizer = tokenization.create_tokenizer(nlp.vocab)
        token_head_folder = str(folder / TOKEN_HEAD_FOLDER)
        nlp.add_pipe(
            "token_head", first=True, config={"folder": token_head_folder, "threads": threads}
        )
        nlp.add_pipe("collect_cnn")
        nlp.add_pipe("patterns")
        nlp.add_pipe("context")
        nlp.add_pipe("gazetteer", config={"folder": str(folder)})
        settings = json.loads((folder / MERGE_FILE).read_text(encoding="utf-8"))
        return cls(nlp, MergeSettings(**settings), is_place)

    def recognize(self, text: str) -> list[Entity]:
        """Return the entities to redact; they may overlap."""
        with locked_in_time(self._lock), self._nlp.memory_zone():
            return self.decide(self.read(text), self._settings)

    def read(self, text: str) -> Doc:
        """Run all sources; their candidates are in `doc.spans`, by source."""
        return self._nlp(text)

    @property
    def token_head(self) -> TokenHead:
        """The component whose thresholds training chooses."""
        component: TokenHead = self._nlp.get_pipe("token_head")  # type: ignore[assignment]
        return component

    @property
    def settings(self) -> MergeSettings:
        """What the merge step asks of each source, as chosen on dev."""
        return self._settings

    def decide(self, doc: Doc, settings: MergeSettings) -> list[Entity]:
        """Merge the candidates of a Doc and look for the names found in the rest of it."""
        entities = merge_sources(doc, settings, self._is_place)
        persons = [entity for entity in entities if entity.label == PERSON]
        return [*entities, *propagate(doc.text, persons)]


def entities_of(doc: Doc, source: str) -> list[Entity]:
    """Return what one source found."""
    return [
        Entity(span.start_char, span.end_char, span.label_, source) for span in doc.spans[source]
    ]


def _writer(name: str, find: Callable[[str], Iterable[Entity]]) -> Callable[[Doc], Doc]:
    """Return a spaCy component that writes what a finder finds in plain text to a span group."""

    def component(doc: Doc) -> Doc:
        check_time()
        spans = (
            doc.char_span(entity.start, entity.end, entity.label, alignment_mode="expand")
            for entity in find(doc.text)
        )
        doc.spans[name] = [span for span in spans if span is not None]
        return doc

    return component


@Language.component("collect_cnn")
def collect_cnn(doc: Doc) -> Doc:
    """Move the CNN's entities to a span group of their own."""
    doc.spans["cnn"] = [ent for ent in doc.ents if ent.label_ == PERSON]
    return doc


@Language.factory("gazetteer", default_config={"folder": ""})
def create_gazetteer(nlp: Language, name: str, folder: str) -> Callable[[Doc], Doc]:
    """Make the component for `nlp.add_pipe("gazetteer", config={"folder": ...})`."""
    return _writer(name, NameGazetteer.load(Path(folder)).find)


Language.component("patterns", func=_writer("patterns", find_identifiers))
Language.component("context", func=_writer("context", find_context_names))
