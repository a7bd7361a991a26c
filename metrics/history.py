"""Was history rewritten, or did the business move? Two versions of a data set compared, for the Brief.

A past period's figure must be the same in every later version. Where it is not, the upload restated history, and a
change on screen is partly no change of the business. Only figures that can no longer change by themselves are compared:
KPIs whose window had passed for the whole period in the earlier version, before its last day.
"""

from __future__ import annotations

from datetime import timedelta

from metrics.board import Board
from metrics.catalog import KPIS, Kpi
from metrics.changes import Told, tell_apart
from metrics.evaluate import Query, score
from metrics.facts import window_days
from metrics.result import Period, Score

SETTLED_KINDS = ("ratio", "snapshot", "median")
# Figures that later days complete although no window says so: who answers or succeeds late, money paid back later, CRM
# fields filled in later.
GROWING = ("first_value_days", "lead_response_minutes", "refund_rate", "crm_fields_filled")


def settled(board: Board, kpi: Kpi, period: Period) -> Period | None:
    """The latest period as long as `period`, at or before it, in which `kpi` was settled at `board`'s last day.

    None for KPIs that never are: lifetime values, payback and `GROWING` go on changing, coverage and velocity are of
    today, and retention "on or after" a day may still gain people.
    """
    open_ended = board.benchmarks.kpi(kpi.key, kpi.side).mode == "on_or_after"
    if kpi.kind not in SETTLED_KINDS or kpi.key in GROWING or open_ended:
        return None
    window = window_days(board.benchmarks, kpi.key) if kpi.young is not None else 0
    last = min(period.last, board.frame.last - timedelta(days=window + 1))
    first = last - (period.last - period.first)
    return Period(first, last) if first >= board.frame.first else None


def told(before: Board, after: Board, query: Query) -> list[Told]:
    """Every KPI's figure of a settled past period by the earlier version `before` and by the later one `after`.

    `query` is what the screen shows now: its figure by `after` is `now`, so that `moved` is what the business did.
    KPIs without a settled period in `before`, or without any figure, are left out.
    """
    found: list[Told] = []
    for kpi in KPIS:
        period = settled(before, kpi, query.period)
        if period is None:
            continue
        past = Query(period, query.compare, query.channel, query.segment)
        then, then_now = (_figure(board, past, kpi) for board in (before, after))
        now = score(after, query, kpi.key, kpi.side)
        if then is not None or then_now is not None:
            found += tell_apart([then] if then else [], [then_now] if then_now else [], [now])
    return found


def rewritten(before: Board, after: Board, query: Query) -> list[Told]:
    """Only the KPIs whose past figure was restated."""
    return [one for one in told(before, after, query) if one.restated]


def _figure(board: Board, query: Query, kpi: Kpi) -> Score | None:
    """The score, if it has one for exactly these days."""
    found = score(board, query, kpi.key, kpi.side)
    return found if found.period == query.period and (found.value is not None or found.denominator) else None
