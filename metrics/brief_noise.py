"""Which changes are real: the brief names nothing that chance alone brings about. For brief_changes.py.

Shares of countable things: two-proportion test with Yates' correction; the mix: a test of the mean group rate. Both at
0.05 % per KPI, shared among its groups (Bonferroni), and a change must also be large enough to matter. Everything else
(money, multiples, levels of the same accounts) must leave the natural limits of its own past weeks (Shewhart's chart of
individuals: 2.66 × the mean step from week to week); medians must have intervals that do not touch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist, fmean

from metrics.catalog import BY_KEY
from metrics.changes import Change
from metrics.result import Score

ALPHA = 0.0005
MATTERS = 0.05  # of the value before
MATTERS_MIX = 0.02
NATURAL = 2.66
FEWEST_STEPS = 6


def countable(score: Score) -> bool:
    """Whether the score is a share of independent, countable things."""
    kpi = BY_KEY[score.kpi, score.side]
    return kpi.kind == "ratio" and kpi.unit == "share" and kpi.count != "money"


def critical(tests: int = 1) -> float:
    """The |z| that is to be passed when `tests` are made at once."""
    return NormalDist().inv_cdf(1 - ALPHA / 2 / max(1, tests))


def z_shares(before: tuple[float, float], after: tuple[float, float]) -> float:
    """z of the change between two shares (numerator, denominator), with continuity correction; 0 where undefined."""
    (x0, n0), (x1, n1) = before, after
    if not (n0 > 0 and n1 > 0 and 0 <= x0 <= n0 and 0 <= x1 <= n1):
        return 0.0
    pooled = (x0 + x1) / (n0 + n1)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1))
    gap = x1 / n1 - x0 / n0
    held = max(0.0, abs(gap) - (1 / n0 + 1 / n1) / 2)
    return math.copysign(held / spread, gap) if spread else 0.0


def z_mix(change: Change, n0: float, n1: float) -> float:
    """z of the mix part: entries drawn anew from the same groups would move it this much by chance."""
    if change.mix is None or change.before is None or change.after is None or not (n0 > 0 and n1 > 0):
        return 0.0
    middle = float(change.before + change.after) / 2
    variances = []
    for weight in ("weight_before", "weight_after"):
        pairs = [(float(getattr(part, weight)), _own(part.before, part.after, middle)) for part in change.parts]
        mean = sum(w * r for w, r in pairs)
        variances.append(sum(w * (r - mean) ** 2 for w, r in pairs))
    spread = math.sqrt(variances[0] / n0 + variances[1] / n1)
    return float(change.mix) / spread if spread > 0 else 0.0


def matters(change: float | Fraction, before: float | Fraction | None, least: float = MATTERS) -> bool:
    """Whether a change is at least `least` of the value before."""
    return bool(before) and abs(float(change)) >= least * abs(float(before or 0))


def beyond_habit(before: float, after: float, history: Sequence[float | None]) -> bool:
    """Whether a step leaves the natural limits of `history` (past weeks, oldest first); False with too short a past."""
    steps = [abs(b - a) for a, b in pairwise(history) if a is not None and b is not None]
    if len(steps) < FEWEST_STEPS:
        return False
    return abs(after - before) > NATURAL * fmean(steps)


def apart(before: Score, after: Score) -> bool:
    """Whether two medians' intervals do not touch."""
    if before.interval is None or after.interval is None:
        return False
    return before.interval[1] < after.interval[0] or after.interval[1] < before.interval[0]


def _own(before: Fraction | None, after: Fraction | None, middle: float) -> float:
    known = [float(rate) for rate in (before, after) if rate is not None]
    return sum(known) / len(known) if known else middle
