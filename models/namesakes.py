"""Choose between places of the same name in different countries."""

from collections import Counter
from collections.abc import Mapping, Set

from models.gazetteer import Reference
from models.mentions import Mention

_KIND_ORDER = "nipdcew"


class Namesakes:
    """Settle mentions by what else the text names, and how well known each place is.

    Args:
        core: The programme's countries.
        homes: The countries in which a language is at home.
    """

    def __init__(self, core: Set[str], homes: Mapping[str, list[str]]) -> None:
        self._core = core
        self._homes = homes

    def settle(self, mentions: list[Mention], language: str) -> list[Mention]:
        """Choose a country for mentions that fit several; drop those that cannot be settled.

        Args:
            mentions: Mentions of one text, with all they can stand for.
            language: Language of the text; only between namesakes it tips the scales.
        """
        sure = Counter(
            mention.references[0].code
            for mention in mentions
            if len({reference.code for reference in mention.references}) == 1
            and mention.references[0].kind in "npdi"
        )
        settled = []
        for mention in mentions:
            reference = self._choose(mention, sure, language)
            if reference:
                mention.code, mention.kind, mention.level = (
                    reference.code,
                    reference.kind,
                    reference.level,
                )
                settled.append(mention)
        return settled

    def _choose(self, mention: Mention, sure: Counter[str], language: str) -> Reference | None:
        """Return the reading that fits; a small town that fits several stays unread."""
        found = mention.references
        if len({reference.code for reference in found}) == 1:
            return min(found, key=lambda r: (-r.level, _KIND_ORDER.index(r.kind)))
        homes = self._homes.get(language, [])
        core = self._core

        def rank(reference: Reference) -> tuple[int, ...]:
            return (
                -int(reference.kind == "n" and reference.level == 3),
                -sure[reference.code],
                -reference.level,
                -int(reference.code in homes),
                -int(reference.code in core),
                found.index(reference),
            )

        best = min(found, key=rank)
        lone = not sure[best.code] and best.code not in homes
        return None if best.level == 1 and lone else best
