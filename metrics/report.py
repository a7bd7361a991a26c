"""What the five slides and the HTML file show, gathered once: for report_slides.py, report_html.py and the command.

Scorecard, both funnels, retention, pipeline and actions, from the same result objects as the screens. Nothing is
computed while drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from data.actions import DONE, OPEN, Action
from data.reviews import Review
from metrics import evaluate, funnel
from metrics.board import Board
from metrics.brief import Brief, brief
from metrics.catalog import BY_KEY
from metrics.evaluate import Query
from metrics.funnel import Funnel, FunnelQuery
from metrics.funnel_loss import Short, graded
from metrics.result import Period, Score
from metrics.retention import Retention, RetentionQuery, retention
from metrics.revenue import Retained
from metrics.revenue import trend as revenue_trend
from metrics.standing import Standing, standing

DAY = timedelta(days=1)
ENTRY_DAYS = {"b2c": 28, "b2b": 91}
CURVE_DAYS = (1, 3, 7, 14, 30, 60, 90)
COHORT_WEEKS = 26
MONTHS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Steps:
    """A funnel of one side: the latest entries whose window has passed, and those of as many days before.

    Where nothing is that old yet, all entries, those still open among them (`mature` False), and no `before`.
    `short` is the way between two steps whose KPI is furthest below its benchmark, if any is.
    """

    side: str
    period: Period
    window_days: int | None
    mature: bool
    now: Funnel
    before: Funnel | None
    before_period: Period | None
    short: Short | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An action with its KPI's figure now; `since` is the figure it is compared with: when done, else when made."""

    action: Action
    score: Score | None
    since: float | None

    @property
    def change(self) -> float | None:
        """What the KPI did since, in its unit."""
        if self.score is None or self.score.value is None or self.since is None:
            return None
        return self.score.value - self.since


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the five slides. `trends` are 13 weeks per KPI with a stage, oldest first; None is not mature."""

    brief: Brief
    standings: tuple[Standing, ...]
    trends: Mapping[tuple[str, str], tuple[float | None, ...]]
    funnels: Mapping[str, Steps]
    retention: Retention | None
    revenue: tuple[Retained, ...]
    actions: tuple[Outcome, ...]


def report(
    board: Board,
    query: Query,
    before: Board | None = None,
    review: Review | None = None,
    actions: Sequence[Action] = (),
    told: Brief | None = None,
) -> Report:
    """Gather the report of `board` for `query`; arguments as for `brief`, `actions` as they stand, `told` the brief."""
    found = told or brief(board, query, before, review)
    staged = [score for score in found.scores if score.stage is not None]
    return Report(
        brief=found,
        standings=tuple(standing(found.scores, side) for side in ("b2c", "b2b")),
        trends={(score.kpi, score.side): _trend(board, query, score) for score in staged},
        funnels={side: steps for side in ("b2c", "b2b") if (steps := _steps(board, query, side)) is not None},
        retention=_retention(board, query),
        revenue=_revenue(board, query),
        actions=outcomes(actions, found.scores),
    )


def outcomes(actions: Sequence[Action], scores: Sequence[Score]) -> tuple[Outcome, ...]:
    """What each action's KPI is now, against the day the action was done, or made."""
    known = {f"{score.side}.{score.kpi}": score for score in scores}
    found = []
    for action in actions:
        kept = action.fields.closed if action.fields.status == DONE else action.fields.opened
        since = kept.get("value") if action.fields.kpi in known else None
        found.append(Outcome(action, known.get(action.fields.kpi), since))
    return tuple(sorted(found, key=lambda one: one.action.fields.status != OPEN))


def figure_now(scores: Sequence[Score], kpi: str) -> dict[str, object]:
    """What an action keeps of its KPI when it is made or done: value and days; nothing where there is no value."""
    for score in scores:
        if f"{score.side}.{score.kpi}" == kpi and score.value is not None:
            days = {"from": score.period.first.isoformat(), "to": score.period.last.isoformat()}
            return {"value": score.value, "status": score.grade.status, **days}
    return {}


def _trend(board: Board, query: Query, score: Score) -> tuple[float | None, ...]:
    if BY_KEY[score.kpi, score.side].kind in evaluate.SNAPSHOTS:
        return ()
    return tuple(week.value for week in evaluate.trend(board, query, score.kpi, score.side))


def _steps(board: Board, query: Query, side: str) -> Steps | None:
    """The side's standard funnel; None without its tables."""
    if not ({"events", "orders"} if side == "b2c" else {"leads"}) & board.frame.tables:
        return None
    asked = replace(funnel.default_query(board.frame, side), channel=query.channel, segment=query.segment)
    days = asked.window.days if asked.window else None
    last = board.frame.last - (asked.window or timedelta()) - DAY
    period = Period(last - (ENTRY_DAYS[side] - 1) * DAY, last)
    short = next((one for one in graded(board, query, side, asked.steps) if one.gap < 0), None)
    if period.first < board.frame.first:
        return Steps(side, asked.period, days, False, _one(board, asked), None, None, short)
    now = replace(asked, period=period, include_open=False)
    earlier = Period(period.first - period.days * DAY, period.first - DAY)
    known = earlier.first >= board.frame.first
    before = _one(board, replace(now, period=earlier)) if known else None
    return Steps(side, period, days, True, _one(board, now), before, earlier if known else None, short)


def _one(board: Board, asked: FunnelQuery) -> Funnel:
    return funnel.funnel(board.frame, asked)[0]


def _retention(board: Board, query: Query) -> Retention | None:
    if not {"events", "orders"} & board.frame.tables:
        return None
    first = max(board.frame.first, board.frame.last - (COHORT_WEEKS * 7 - 1) * DAY)
    asked = RetentionQuery(
        Period(first, board.frame.last), days=CURVE_DAYS, channel=query.channel, segment=query.segment
    )
    found = retention(board.frame, asked)
    return found if found.pooled.size else None


def _revenue(board: Board, query: Query) -> tuple[Retained, ...]:
    if "subscriptions" not in board.frame.tables:
        return ()
    return tuple(revenue_trend(board.frame, 12, query.channel, query.segment)[-MONTHS_SHOWN:])
