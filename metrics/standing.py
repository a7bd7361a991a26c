"""How a side stands against its benchmarks: the sentence and the chart on top of the scorecard and of slide 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.result import COLOURS, Band, Score


@dataclass(frozen=True, slots=True)
class Standing:
    """One side: how many stage KPIs have each status, and the one furthest below its benchmark, if any is below."""

    side: str
    counts: Mapping[str, int]
    worst: Score | None

    @property
    def coloured(self) -> int:
        """Number of KPIs that carry a colour."""
        return sum(self.counts.get(colour, 0) for colour in COLOURS)


def standing(scores: Iterable[Score], side: str) -> Standing:
    """Where `side` stands, from its stage KPIs (table F); others are left out."""
    mine = [score for score in scores if score.side == side and score.stage is not None]
    below = [(gap, score) for score in mine if (gap := distance(score)) is not None and gap < 0]
    worst = min(below, key=lambda pair: pair[0])[1] if below else None
    return Standing(side, Counter(score.grade.status for score in mine), worst)


def distance(score: Score) -> float | None:
    """How far a coloured value lies from its benchmark's nearest edge, as a share of that edge.

    0.1 is 10 % better than needed, −0.1 is 10 % short of it; None where there is no colour or no edge.
    """
    if score.value is None or score.benchmark is None or score.grade.status not in COLOURS:
        return None
    gaps = _gaps(score.value, score.benchmark)
    return min(gaps) if gaps else None


def _gaps(value: float, band: Band) -> list[float]:
    """Distances to the edges that count for the band's direction; negative on the wrong side."""
    gaps = []
    if band.direction in ("higher", "within") and band.low:
        gaps.append(value / band.low - 1)
    if band.direction in ("lower", "within") and band.high:
        gaps.append(1 - value / band.high)
    return gaps
