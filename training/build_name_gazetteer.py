"""Make the recogniser's list of names: case forms of data/names, and names of train narratives.

Those that are also words are left out. `python -m training.build_name_gazetteer` writes
models/trained/recognizer/names.txt.gz.
What counts as a word is read off texts whose names are marked: the train narratives, and the
public NER sentences where they are there (without them more forms stay that are words).
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.artifacts import TRAINED_FOLDER
from models.inflection import NO_FORMS, NOMINATIVE, read_varieties
from models.letter_case import WORD
from models.name_gazetteer import SHORTEST, NameGazetteer, fold
from models.name_lists import NameLists
from training.corpus import AnnotatedNarrative, read_corpus, read_splits, select
from training.name_lists import NAMES_FOLDER, read_name_lists

# Lists that only the gazetteer reads: those above are also what augmentation draws from.
MORE_NAMES_FOLDER = NAMES_FOLDER / "more"
PERSON = "PERSON"
Spans = Iterable[tuple[int, int]]


def build_name_gazetteer(
    lists: Iterable[NameLists], mentions: Iterable[str], texts: Iterable[tuple[str, Spans]]
) -> NameGazetteer:
    """Return the list of names.

    Args:
        lists: Names of every variety.
        mentions: Names as they stand in narratives.
        texts: Texts and the spans in them that are no words: names, places and the like.
    """
    words = {word for text, spans in texts for word in _words(text, spans)}
    forms = {form for names in lists for form in _forms(names)}
    forms |= {form for mention in mentions for form in _words(mention, [])}
    return NameGazetteer({form for form in forms if len(form) >= SHORTEST and form not in words})


def _forms(lists: NameLists) -> Iterator[str]:
    """Yield the folded case forms of all names of one word."""
    variety = read_varieties().get(lists.variety, NO_FORMS)
    for kind, names in lists.names.items():
        for name in names:
            if WORD.fullmatch(name):
                for case in (NOMINATIVE, *variety.cases):
                    yield fold(variety.inflect(name, case, kind))


def _words(text: str, spans: Spans) -> Iterator[str]:
    covered = {at for start, end in spans for at in range(start, end)}
    for match in WORD.finditer(text):
        if covered.isdisjoint(range(match.start(), match.end())):
            yield fold(match.group())


def mentions_of(narratives: Iterable[AnnotatedNarrative]) -> Iterator[str]:
    """Yield the names of narratives, less words in small letters such as "oglu"."""
    for narrative in narratives:
        for found in narrative.identifiers:
            if found.label == PERSON:
                words = narrative.text[found.start : found.end].split()
                yield " ".join(word for word in words if not word[0].islower())


def narrative_texts(narratives: Iterable[AnnotatedNarrative]) -> Iterator[tuple[str, Spans]]:
    """Yield narratives with the spans of their identifiers."""
    for narrative in narratives:
        yield narrative.text, [(found.start, found.end) for found in narrative.identifiers]


def sentence_texts(folder: Path) -> Iterator[tuple[str, Spans]]:
    """Yield the public train sentences with their entities.

    Only those annotated by people: elsewhere a name that was missed would pass for a word.
    """
    for path in sorted(folder.glob("*_train.jsonl.gz")):
        if "silver" not in path.name:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    yield record["text"], [(start, end) for start, end, _ in record["spans"]]


def main() -> None:
    """Write the list into a recogniser's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, default=Path("../shared/ner"))
    parser.add_argument("--to", type=Path, default=TRAINED_FOLDER / "recognizer")
    parser.add_argument("--last-part", type=int, help="of the corpus")
    arguments = parser.parse_args()
    build(arguments.ner, arguments.to, arguments.last_part)


def build(ner: Path, folder: Path, last_part: int | None = None) -> None:
    """Read lists and texts, write the list of names into a folder.

    Args:
        ner: The folder of public NER data.
        folder: Where the list goes.
        last_part: Later parts of the corpus are left out.
    """
    lists = [
        *read_name_lists(shared_ner=ner).values(),
        *read_name_lists(MORE_NAMES_FOLDER, shared_ner=ner / "none").values(),
    ]
    train = select(read_corpus(), read_splits(), "train", last_part=last_part)
    texts = [*narrative_texts(train), *sentence_texts(ner)]
    build_name_gazetteer(lists, mentions_of(train), texts).save(folder)


if __name__ == "__main__":
    main()
