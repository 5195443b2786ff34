"""Find details that together still point to one person in a redacted text: a warning, no deletion.

The rule and its sources are in models/resources/combinations.yaml.
"""

from collections.abc import Mapping

from models.combinations.ages import find_ages
from models.combinations.dates import find_dates
from models.combinations.places import PlaceSizes, place_details
from models.combinations.rule import combination_rule
from models.combinations.windows import combined, without_overlaps
from models.combinations.word_details import (
    WORD_SORTS,
    find_word_details,
    with_founded_uniqueness,
    with_named_villages,
)
from models.combinations.word_keys import WordKeys
from models.combinations.word_table import WordTable, read_rows
from models.gazetteer import Gazetteer
from models.place_words import words_of
from models.types import Combination, CombinationSpan, Countries, RedactedText

IDENTIFYING_COMBINATION = "identifying_combination"
_SECTIONS = (*WORD_SORTS, "sure_age", "age_before", "age", "no_age", "tens", "month")


class CombinationFinder:
    """Find identifying combinations. Safe to call from several threads at once.

    Args:
        gazetteer: What knows the places and folds words.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._rule = combination_rule()
        self._sizes = PlaceSizes(gazetteer, self._rule.written_sizes, self._rule.no_small_place)
        sequences: Mapping[str, str] = gazetteer.rules["folding"]["sequences"]
        self._keys = WordKeys(gazetteer.folding, sequences)
        tables = {*map(tuple, self._rule.lists.values()), tuple(self._rule.other_languages)}
        self._tables = {
            names: WordTable(read_rows(_SECTIONS, names), self._keys.key) for names in tables
        }

    def find(
        self, text: RedactedText, language: str, countries: Countries
    ) -> tuple[Combination, ...]:
        """Return the combinations of a redacted text in order; they do not overlap.

        Args:
            text: The redacted narrative.
            language: Its language.
            countries: The countries found in it; their evidence tells the places.
        """
        rule = self._rule
        table = self._tables[tuple(rule.lists.get(language, rule.other_languages))]
        words = words_of(text)
        keys = [self._keys.key(word.text) for word in words]
        gaps = [word.gap for word in words]
        places = list(self._sizes.places(text, countries, language))
        spans = [span for span, _ in places]
        told = list(find_word_details(words, keys, gaps, table))
        dates = list(find_dates(text, words, keys, gaps, table))
        details = [
            *dates,
            *without_overlaps(place_details(places), told),
            *with_named_villages(told, words, spans, rule),
            *without_overlaps(find_ages(text, words, keys, gaps, table), dates),
        ]
        found = combined(list(with_founded_uniqueness(details, rule)), rule)
        return tuple(
            Combination(
                tuple(
                    CombinationSpan(detail.start, detail.end, rule.kind_of[detail.sort])
                    for detail in stretch
                )
            )
            for stretch in found
        )
