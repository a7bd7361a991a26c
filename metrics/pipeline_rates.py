"""How many deals are won, how fast and for how much: win rates two ways and sales velocity, for the Pipeline screen.

By closing period a rate is early but lopsided (losses are closed sooner, or later, than wins); by creation cohort it is
fair but late. The two stand side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from metrics.frame import Frame
from metrics.pipeline_deals import EVERYONE, Slice, ensure_deals
from metrics.result import Period

MATURITY_SHARE = 0.9
FEW = 10


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """Deals closed in the month of `start` (win rate, F4)."""

    start: date
    won: int
    lost: int

    @property
    def rate(self) -> float | None:
        """Won ÷ (won + lost)."""
        return self.won / (self.won + self.lost) if self.won + self.lost else None


@dataclass(frozen=True, slots=True)
class CreatedMonth:
    """Deals created in the month of `start`: `won` were won within `window` days of their creation.

    `later` were won after that, `lost` are lost, `open` still open. `mature`: the window of all of them has passed.
    """

    start: date
    window: int
    deals: int
    won: int
    later: int
    lost: int
    open: int
    mature: bool

    @property
    def rate(self) -> float | None:
        """Won within the window ÷ created; None (an empty cell) until mature."""
        return self.won / self.deals if self.mature and self.deals else None


@dataclass(frozen=True, slots=True)
class Velocity:
    """Sales velocity over the deals closed in `period`: money per day (None where a factor is missing)."""

    period: Period
    open_deals: int
    won: int
    lost: int
    average_won: Decimal | None
    cycle_days: float | None

    @property
    def win_rate(self) -> float | None:
        """Won ÷ (won + lost)."""
        return self.won / (self.won + self.lost) if self.won + self.lost else None

    @property
    def per_day(self) -> float | None:
        """Open deals × win rate × average won amount ÷ median cycle days."""
        closed = self.won + self.lost
        if not closed or self.average_won is None or not self.cycle_days or self.cycle_days <= 0:
            return None
        expected = Fraction(self.open_deals) * Fraction(self.won, closed) * Fraction(self.average_won)
        return float(expected) / self.cycle_days


def closed_by_month(frame: Frame, slice_: Slice = EVERYONE) -> list[ClosedMonth]:
    """Won and lost deals by calendar month of `closed_at`, oldest first; months without any are left out."""
    rows = frame.cursor().execute(
        f"""
        select
          date_trunc('month', closed_day)::date,
          count(*) filter (where status = 'won'),
          count(*) filter (where status = 'lost')
        from {ensure_deals(frame)}
        where status <> 'open' and closed_day is not null and {slice_.where}
        group by 1
        order by 1
        """,
        slice_.params,
    )
    return [ClosedMonth(*row) for row in rows.fetchall()]


def maturity_days(frame: Frame) -> int | None:
    """Days after which nine of ten won deals were won (90th percentile of creation → close, rounded up).

    It is the window of `created_by_month`; None with fewer than ten won deals to take it from.
    """
    row = (
        frame.cursor()
        .execute(
            f"""
            select quantile_cont(own_days, {MATURITY_SHARE}), count(*)
            from {ensure_deals(frame)}
            where status = 'won' and own_days >= 0
            """
        )
        .fetchone()
    )
    return math.ceil(row[0]) if row and row[1] >= FEW else None


def created_by_month(frame: Frame, slice_: Slice = EVERYONE) -> list[CreatedMonth]:
    """Creation cohorts by calendar month, oldest first; empty while the maturity window is not known."""
    window = maturity_days(frame)
    if window is None:
        return []
    rows = frame.cursor().execute(
        f"""
        select
          date_trunc('month', created_at)::date,
          count(*),
          count(*) filter (where status = 'won' and own_days <= $window),
          count(*) filter (where status = 'won' and not coalesce(own_days <= $window, false)),
          count(*) filter (where status = 'lost'),
          count(*) filter (where status = 'open'),
          bool_and(created_at + to_days($window::integer) <= $as_of::timestamp)
        from {ensure_deals(frame)}
        where created_at is not null and {slice_.where}
        group by 1
        order by 1
        """,
        {"window": window, "as_of": frame.as_of} | slice_.params,
    )
    return [
        CreatedMonth(start, window, deals, won, later, lost, still_open, _month_over(start, frame) and passed)
        for start, deals, won, later, lost, still_open, passed in rows.fetchall()
    ]


def velocity(frame: Frame, period: Period | None = None, slice_: Slice = EVERYONE) -> Velocity:
    """Sales velocity from the deals open at `as_of` and those closed in `period` (default: the last 365 days)."""
    period = period or Period(frame.last - timedelta(days=364), frame.last)
    row = (
        frame.cursor()
        .execute(
            f"""
            with closed as (
              select *
              from {ensure_deals(frame)}
              where status <> 'open' and closed_day between $first and $last and {slice_.where}
            ),
            opened as (
              select count(*) as deals from {ensure_deals(frame)} where status = 'open' and {slice_.where}
            )
            select
              (select deals from opened),
              count(*) filter (where status = 'won'),
              count(*) filter (where status = 'lost'),
              sum(amount) filter (where status = 'won'),
              count(amount) filter (where status = 'won'),
              median(cycle_days) filter (where status = 'won')
            from closed
            """,
            {"first": period.first, "last": period.last} | slice_.params,
        )
        .fetchone()
    )
    assert row is not None  # an aggregate always has its row
    opened, won, lost, amount, with_amount, cycle = row
    return Velocity(period, opened, won, lost, amount / with_amount if with_amount else None, cycle)


def _month_over(start: date, frame: Frame) -> bool:
    """Whether the month of `start` lies wholly before the data's last day, so that no deal of it can be missing."""
    return (start + timedelta(days=32)).replace(day=1) <= frame.last + timedelta(days=1)
