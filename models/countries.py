"""Tell in which country an incident happened, and which other countries a narrative names.

Works on the redacted text: placeholders never match, so a name is never evidence, and neither
is the language of the text. It only helps to choose between towns of the same name.
"""

import json
from pathlib import Path

from models.country_roles import RoleScorer
from models.errors import ArtifactError
from models.gazetteer import Gazetteer
from models.mentions import Mention, Scene
from models.place_matcher import PlaceMatcher
from models.types import Countries, CountryTag, Span

WEIGHTS_FILE = "roles.json"
STATED, INFERRED = "stated", "inferred"
_STATED_KINDS = frozenset("ndep")
_CLUES_NEEDED = 2


class CountryResolver:
    """Find the countries of a narrative with a gazetteer and a small role model."""

    def __init__(self, gazetteer: Gazetteer, scorer: RoleScorer) -> None:
        self.gazetteer = gazetteer
        self._matcher = PlaceMatcher(gazetteer)
        self._scorer = scorer

    @classmethod
    def load(cls, folder: Path) -> "CountryResolver":
        """Load a folder that `training.build_gazetteer` made.

        Raises:
            ArtifactError: If a file is missing or damaged.
        """
        gazetteer = Gazetteer.load(folder)
        try:
            weights = json.loads((folder / WEIGHTS_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ArtifactError(f"{folder.name}/{WEIGHTS_FILE} is missing or damaged.") from error
        return cls(gazetteer, RoleScorer(gazetteer, weights))

    def knows(self, text: str) -> bool:
        """Tell whether a text by itself names a place or country."""
        found = self.resolve(text, "")
        return bool(found.incident or found.other)

    def resolve(self, text: str, language: str) -> Countries:
        """Return the country of the incident and the others named.

        Args:
            text: The redacted narrative.
            language: Its language; used for endings and between namesakes only.

        Returns:
            The countries with their basis, evidence spans and reason. Both lists may be empty:
            no evidence, no country.
        """
        scene = self._matcher.scene(text, language)
        scores = self._scorer.scores(scene)
        incident = self._incident(scores)
        others = [code for code in scores if code not in incident and _is_named(scene, code)]
        tags = [self._tag(text, scene, code) for code in incident]
        if not tags:
            tags = self._inferred_from_clues(text, scene)
            others = [code for code in others if code not in {tag.code for tag in tags}]
        return Countries(tuple(tags), tuple(self._tag(text, scene, code) for code in others))

    def _incident(self, scores: dict[str, float]) -> list[str]:
        """Return the surest country, and further ones only when they are very sure."""
        ranked = sorted(scores, key=lambda code: -scores[code])
        chosen = [code for code in ranked[:1] if scores[code] >= self._scorer.threshold]
        if chosen:
            further = self._scorer.threshold_further
            chosen += [code for code in ranked[1:] if scores[code] >= further]
        return chosen

    def _tag(self, text: str, scene: Scene, code: str) -> CountryTag:
        mentions = [m for m in scene.mentions if m.code == code and m.kind != "w"]
        stated = [mention for mention in mentions if mention.kind in _STATED_KINDS]
        return self._made(text, scene, code, stated or mentions, STATED if stated else INFERRED)

    def _made(
        self, text: str, scene: Scene, code: str, mentions: list[Mention], basis: str
    ) -> CountryTag:
        spans = [_span(scene, mention) for mention in mentions]
        words = ", ".join(dict.fromkeys(text[span.start : span.end] for span in spans))
        country = self.gazetteer.countries.get(code, code)
        return CountryTag(code, basis, tuple(spans), f"{words} → {country}")

    def _inferred_from_clues(self, text: str, scene: Scene) -> list[CountryTag]:
        """Infer a country from two weak clues that together fit one country only."""
        clues = {tuple(m.references): m for m in scene.mentions if m.kind == "w"}
        fits: dict[str, list[Mention]] = {}
        for mention in clues.values():
            for code in {reference.code for reference in mention.references}:
                fits.setdefault(code, []).append(mention)
        best = sorted(fits, key=lambda code: -len(fits[code]))[:2]
        is_clear = best and len(fits[best[0]]) >= _CLUES_NEEDED
        if not is_clear or (len(best) > 1 and len(fits[best[1]]) == len(fits[best[0]])):
            return []
        return [self._made(text, scene, best[0], fits[best[0]], INFERRED)]


def _is_named(scene: Scene, code: str) -> bool:
    """Tell whether a country is named, and not only meant by an institution or a people."""
    return any(m.code == code and m.kind in "ndp" for m in scene.mentions)


def _span(scene: Scene, mention: Mention) -> Span:
    return Span(scene.words[mention.first].start, scene.words[mention.last].end)
