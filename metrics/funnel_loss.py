"""Where a funnel loses most: against the benchmark, against the days before, and in plain numbers. For its screens.

A benchmark belongs to a KPI, which has its own window and way of counting: the KPI itself is compared, not the funnel's
share that looks like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from metrics.board import Board
from metrics.evaluate import Query, score
from metrics.funnel import Funnel, FunnelStep
from metrics.intervals import wilson
from metrics.result import COLOURS, Score
from metrics.standing import distance

KPIS = {  # what the documents have a figure for, by the two steps it leads from and to
    "b2c": {
        ("visit", "add_to_cart"): "lp_conversion",
        ("visit", "purchase"): "checkout_conversion",
        ("trial_start", "purchase"): "trial_to_purchase",
        ("purchase", "repurchase"): "repurchase_rate",
        ("purchase", "referral"): "referral_rate",
    },
    "b2b": {
        ("lead", "sql"): "lead_to_sql",
        ("mql", "sql"): "mql_to_sql",
        ("poc", "opportunity"): "poc_to_opportunity",
        ("opportunity", "won"): "win_rate",
        ("won", "onboarded"): "onboarding_30d",
    },
}


@dataclass(frozen=True, slots=True)
class Short:
    """A way between two steps with its KPI; `gap` is its distance to the benchmark, below 0 where it falls short."""

    first: str
    last: str
    score: Score
    gap: float


@dataclass(frozen=True, slots=True)
class Fallen:
    """A step converting worse than before: `fewer` entities got through than at the rate before.

    `sure` when the 95 % intervals of the two rates do not touch.
    """

    first: str
    last: str
    before: float
    after: float
    fewer: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """The step at which most leave: `lost` of `entities`."""

    first: str
    last: str
    lost: int
    entities: int
    share: float


def graded(board: Board, query: Query, side: str, steps: Sequence[str]) -> list[Short]:
    """The ways between two of `steps` whose KPI has a colour, furthest below its benchmark first."""
    found = []
    for first, last in combinations(steps, 2):
        key = KPIS[side].get((first, last))
        if key is not None:
            scored = score(board, query, key, side)
            gap = distance(scored) if scored.grade.status in COLOURS else None
            if gap is not None:
                found.append(Short(first, last, scored, gap))
    return sorted(found, key=lambda short: short.gap)


def fallen(found: Funnel, before: Funnel | None) -> Fallen | None:
    """The step through which most fewer got than at its rate before; None when no step converts worse."""
    if before is None:
        return None
    steps = zip(pairwise(found.steps), pairwise(before.steps), strict=True)
    worse = [one for now, then in steps if (one := _fallen(*now, *then)) is not None]
    return max(worse, key=lambda one: one.fewer, default=None)


def leaving(found: Funnel) -> Leaving | None:
    """The step at which most entities leave; None when nobody does."""
    lost = [
        Leaving(
            step.step, after.step, step.entities - after.entities, step.entities, 1 - after.entities / step.entities
        )
        for step, after in pairwise(found.steps)
        if step.entities > after.entities
    ]
    return max(lost, key=lambda one: one.lost, default=None)


def _fallen(step: FunnelStep, after: FunnelStep, step_before: FunnelStep, after_before: FunnelStep) -> Fallen | None:
    now, then = after.of_previous, after_before.of_previous
    if now is None or then is None or now >= then:
        return None
    intervals = wilson(after.entities, step.entities), wilson(after_before.entities, step_before.entities)
    sure = intervals[0] is not None and intervals[1] is not None and intervals[0][1] < intervals[1][0]
    return Fallen(step.step, after.step, then, now, (then - now) * step.entities, sure)
