"""Find names that the words around them or their own endings give away, with no model.

Form fields, roles ("doctor Saidova"), patronymics, family-name endings, and
initials. Recall before precision: a wrong guess hides a word, a miss hurts a person.
"""

from collections.abc import Callable, Iterator

from models.patterns.family_names import find_family_names
from models.patterns.form_names import find_form_names
from models.patterns.initials import find_initials
from models.patterns.introductions import find_introduced_names
from models.patterns.name_words import Word, read_words_of
from models.patterns.nicknames import find_nicknames
from models.patterns.role_names import find_role_names
from models.placeholders import blank_placeholders
from models.types import Entity, Span

PERSON = "PERSON"
SOURCE = "context"
NameFinder = Callable[[str, list[Word]], Iterator[Span]]
NAME_FINDERS: tuple[NameFinder, ...] = (
    find_form_names,
    find_role_names,
    find_introduced_names,
    find_nicknames,
    find_family_names,
    find_initials,
)


def find_context_names(text: str) -> list[Entity]:
    """Return the names of persons that context gives away, overlapping ones as one."""
    text = blank_placeholders(text)
    words = read_words_of(text)
    joined: list[Span] = []
    for span in sorted({span for find in NAME_FINDERS for span in find(text, words)}):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return [Entity(span.start, span.end, PERSON, SOURCE) for span in joined]
