"""How long deals stay in a stage (R16), for the B2B funnel and Pipeline screens and for clean coverage.

A visit is one stay of one deal in one stage; it ends with the next stage, or with the close. A deal that comes back to
a stage visits it again. Times are days of 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from metrics.cube import ensure
from metrics.frame import Frame

VISITS = "stage_visits"
STUCK_SHARE = 0.9
FEW = 10
DAYS = "(epoch_us({later}) - epoch_us({earlier})) / 86400000000.0"
_STAY = DAYS.format(later="left_at", earlier="entered_at")


@dataclass(frozen=True, slots=True)
class StageDwell:
    """One stage: median days of all finished visits, and of won deals' with their 90th percentile; who is in it now.

    `position` orders stages the way deals meet them. `won` counts the won deals' visits behind `limit_days`.
    """

    stage: str
    position: float
    visits: int
    median_days: float | None
    won: int
    won_median_days: float | None
    limit_days: float | None
    open_deals: int
    open_median_days: float | None

    @property
    def few(self) -> bool:
        """Whether fewer than ten visits of won deals stand behind the limit."""
        return self.won < FEW


def ensure_visits(frame: Frame) -> str:
    """Name of the table of visits: `deal_id, stage, position, entered_at, left_at, is_last, status`.

    `left_at` is NULL while a deal is in the stage, `status` where the deal is not in `deals`.
    """
    statement = (Path(__file__).parent / "sql" / "dwell.sql").read_text(encoding="utf-8")

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {VISITS} as {statement}")

    return ensure(frame, VISITS, build, statement)


def limits(frame: Frame) -> dict[str, tuple[float, int]]:
    """Per stage: the 90th percentile (linear between ranks) of won deals' days in it, and the visits behind it."""
    rows = (
        frame.cursor()
        .execute(
            f"""
            select stage, quantile_cont({_STAY}, {STUCK_SHARE}), count(*)
            from {ensure_visits(frame)}
            where status = 'won' and left_at >= entered_at
            group by stage
            """
        )
        .fetchall()
    )
    return {str(stage): (float(days), int(visits)) for stage, days, visits in rows}


def dwell(frame: Frame) -> list[StageDwell]:
    """Every stage of `stage_changes` in the order deals meet them, but those that only stand for the close itself.

    A stay that ends before it begins is left out.
    """
    age = DAYS.format(later="$as_of::timestamp", earlier="entered_at")
    rows = (
        frame.cursor()
        .execute(
            f"""
            with stays as (
              select
                stage,
                position,
                status,
                is_last,
                {_STAY} as days,
                {age} as age,
                is_last and left_at is not null and left_at <= entered_at as is_close
              from {ensure_visits(frame)}
              where left_at is null or left_at >= entered_at
            )
            select
              stage,
              min(position),
              count(days),
              median(days),
              count(days) filter (where status = 'won'),
              median(days) filter (where status = 'won'),
              quantile_cont(days, {STUCK_SHARE}) filter (where status = 'won'),
              count(*) filter (where status = 'open' and is_last),
              median(age) filter (where status = 'open' and is_last)
            from stays
            group by stage
            having not bool_and(is_close)
            order by min(position), stage
            """,
            {"as_of": frame.as_of},
        )
        .fetchall()
    )
    return [StageDwell(*row) for row in rows]


def stage_order(frame: Frame) -> list[str]:
    """Stages in the order deals meet them, from `stage_changes`; empty without that table."""
    rows = frame.cursor().execute(f"select stage, min(position) from {ensure_visits(frame)} group by 1 order by 2, 1")
    return [str(row[0]) for row in rows.fetchall()]
