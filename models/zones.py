"""How far a score may be relied on: suggested, asked about, or passed over in silence.

The borders are chosen on dev by risk control (training/risk_control.py) and stored with the
tagger's thresholds. A tag whose score reaches its facet's `suggest` is right in at least nine
of ten cases there; everything else that is told is a question to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SUGGEST, ASK = "suggest", "ask"
NEVER = 1.01  # above every score: nothing of the facet reaches the zone


@dataclass(frozen=True, slots=True)
class Zones:
    """Borders of one facet's zones, as calibrated scores.

    Attributes:
        suggest: From here a tag is in the zone "suggest", else "ask".
        ask: From here a label that is no tag becomes a question; below it is silent.
    """

    suggest: float = NEVER
    ask: float = NEVER

    def of(self, score: float) -> str:
        """Return the zone of a tag."""
        return SUGGEST if score >= self.suggest else ASK


def zones_from_json(content: Mapping[str, Mapping[str, float]]) -> dict[str, Zones]:
    """Return the zones of each facet."""
    return {facet: Zones(pair["suggest"], pair["ask"]) for facet, pair in content.items()}


def zones_to_json(zones: Mapping[str, Zones]) -> dict[str, dict[str, float]]:
    """Return the zones as they are stored."""
    return {facet: {"suggest": pair.suggest, "ask": pair.ask} for facet, pair in zones.items()}
