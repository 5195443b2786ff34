"""Which country named is the scene of the incident, which is origin, transit or comparison.

Signs beside each mention (prepositions, case endings, words such as "citizen of") become features;
a small linear model with weights from `training.train_country_roles` weighs them.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from models.gazetteer import Gazetteer
from models.mentions import Mention, Scene
from models.word_sets import WordSet

_BEFORE = 4
_AFTER = 3
_OPENING_WORDS = 3
_STATED = frozenset("ndep")
_LIST_GAP = 2
_CROSSED = (
    "in",
    "from",
    "to",
    "bare",
    "alone",
    "demonym_only",
    "place",
    "name",
    "works",
    "official",
    "citizen",
    "returned",
    "came",
    "going",
    "kin",
    "person",
    "listed",
    "first",
    "opening",
    "several",
)


class RoleScorer:
    """Score each country of a scene: the probability that the incident happened there."""

    def __init__(self, gazetteer: Gazetteer, weights: Mapping[str, Any]) -> None:
        rules = gazetteer.rules
        self._core = gazetteer.core
        self._cues = {name: WordSet(words) for name, words in rules["cues"].items()}
        self._asks = self._cues.pop("asks")
        self._place_words = WordSet(rules["place_words"])
        self._prepositions: dict[str, frozenset[str]] = {
            case: frozenset(words) for case, words in rules["prepositions"].items()
        }
        self._weights: Mapping[str, float] = weights.get("weights", {})
        self.threshold: float = weights.get("threshold", 0.5)
        self.threshold_further: float = weights.get("threshold_further", 0.9)

    def scores(self, scene: Scene) -> dict[str, float]:
        """Return the probability of each country mentioned to be the scene of the incident."""
        return {
            code: _logistic(sum(self._weights.get(n, 0.0) * v for n, v in features.items()))
            for code, features in self.features(scene).items()
        }

    def features(self, scene: Scene) -> dict[str, dict[str, float]]:
        """Return the features of each country mentioned, in order of first mention."""
        groups: dict[str, list[Mention]] = {}
        for mention in scene.mentions:
            if mention.kind != "w":
                groups.setdefault(mention.code, []).append(mention)
        own = {code: self._own(scene, mentions) for code, mentions in groups.items()}
        total = sum(map(len, groups.values()))
        listed = {code for row in lists(scene) for code in row}
        asks = float(any(self._asks.has(key) for key in scene.keys))
        features = {}
        for rank, (code, mentions) in enumerate(groups.items()):
            row = dict(own[code])
            row |= self._standing(code, rank, len(groups), len(mentions) / total)
            row["listed"] = float(code in listed)
            row |= self._rivals(row, [own[other] for other in groups if other != code])
            features[code] = row | self._crossed(row, asks)
        return features

    def _standing(self, code: str, rank: int, count: int, share: float) -> dict[str, float]:
        """Describe a country among the others of the text."""
        return {
            "bias": 1.0,
            "core": float(code in self._core),
            "alone": float(count == 1),
            "many": float(count > 2),
            "first": float(rank == 0 and count > 1),
            "last": float(rank == count - 1 and count > 1),
            "share": share,
        }

    @staticmethod
    def _crossed(row: Mapping[str, float], asks: float) -> dict[str, float]:
        """Join signs that mean more together: abroad, contested, or in a text that only asks."""
        crossed = {}
        for name, side in (("abroad", 1.0 - row["core"]), ("contested", 1.0 - row["alone"])):
            for sign in _CROSSED:
                crossed[f"{name}_{sign}"] = side * row.get(sign, 0.0)
        crossed["abroad_asks"] = asks * (1.0 - row["core"])
        return crossed

    @staticmethod
    def _rivals(row: Mapping[str, float], others: list[dict[str, float]]) -> dict[str, float]:
        """Describe what the other countries have that this one may lack."""
        result = {}
        for sign in ("in", "place", "works", "official", "opening", "citizen", "demonym_only"):
            rival = max((other.get(sign, 0.0) for other in others), default=0.0)
            result[f"rival_{sign}"] = rival
            result[f"only_this_{sign}"] = float(bool(others) and row.get(sign, 0.0) > rival)
        return result

    def _own(self, scene: Scene, mentions: list[Mention]) -> dict[str, float]:
        """Describe a country by its own mentions: what kind they are and what stands beside."""
        kinds = {mention.kind for mention in mentions}
        row: dict[str, float] = {
            "name": float("n" in kinds),
            "place": float("p" in kinds),
            "institution": float(bool(kinds & set("ic"))),
            "demonym_only": float(kinds <= set("de")),
            "people_only": float(kinds == {"e"}),
            "no_statement": float(not kinds & _STATED),
            "several": float(len(mentions) > 1),
            "small_only": float(all(mention.level == 1 for mention in mentions)),
        }
        for mention in mentions:
            for sign in self._signs(scene, mention):
                row[sign] = 1.0
        return row

    def _signs(self, scene: Scene, mention: Mention) -> Iterator[str]:
        """Yield the signs beside one mention."""
        case = self._case(scene, mention)
        yield case
        if mention.first < _OPENING_WORDS:
            yield "opening"
        if scene.words[mention.first].opens and case == "bare":
            yield "heading"
        near = self._near(scene, mention)
        for name, cue in self._cues.items():
            if any(cue.has(key) for key in near):
                yield name
                yield f"{name}_{case}"
                if mention.kind in "de":
                    yield f"{name}_people"

    def _case(self, scene: Scene, mention: Mention) -> str:
        """Return in, from, to or bare, by the preposition before or the case ending."""
        for index in range(mention.first - 1, max(-1, mention.first - 3), -1):
            if scene.words[index + 1].opens:
                break
            for case, words in self._prepositions.items():
                if scene.keys[index] in words:
                    return case
            if not self._place_words.has(scene.keys[index]):
                break
        return mention.case if mention.case in self._prepositions else "bare"

    @staticmethod
    def _near(scene: Scene, mention: Mention) -> list[str]:
        """Return the words around a mention that belong to its sentence."""
        start = mention.first
        while start > max(0, mention.first - _BEFORE) and not scene.words[start].opens:
            start -= 1
        end = mention.last + 1
        last = min(len(scene.words), end + _AFTER)
        while end < last and not scene.words[end].opens:
            end += 1
        return scene.keys[start : mention.first] + scene.keys[mention.last + 1 : end]


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def lists(scene: Scene) -> list[list[str]]:
    """Return the enumerations of countries: names that follow one another with little between."""
    rows: list[list[str]] = []
    previous: Mention | None = None
    for mention in scene.mentions:
        if mention.kind != "n":
            continue
        near = previous is not None and mention.first - previous.last <= _LIST_GAP
        if near and rows and mention.code not in rows[-1]:
            rows[-1].append(mention.code)
        elif not near:
            rows.append([mention.code])
        previous = mention
    return [row for row in rows if len(row) > 1]
