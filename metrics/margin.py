"""What cohorts of first-time buyers spend by days since their first purchase: for CAC payback (F7) and its curve."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb

from metrics.cube import ensure
from metrics.frame import Frame
from metrics.result import Period
from metrics.sessions import ensure_people, ensure_purchases

CUBE = "cube_margin"


def ensure_margin_cube(frame: Frame) -> str:
    """Name of the cube `(cohort_day, day_offset, channel, segment, net, buyers)`.

    `cohort_day` is the calendar day of the first purchase, `day_offset` calendar days since, `net` ordered minus
    refunded money, `buyers` the cohort's size, on its rows of day 0 only. Channel and segment are the person's.
    """
    statement = (Path(__file__).parent / "sql" / "margin.sql").read_text(encoding="utf-8")

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        ensure_people(frame)
        ensure_purchases(frame)
        cursor.execute(f"create table {CUBE} as {statement}")

    return ensure(frame, CUBE, build, statement)


def margins_of(
    frame: Frame, period: Period, channel: str | None = None, segment: str | None = None
) -> list[tuple[int, Decimal]]:
    """(days since first purchase, net revenue on that day) of the buyers whose first purchase is in `period`."""
    cube = ensure_margin_cube(frame)
    rows = frame.cursor().execute(
        f"""
        select day_offset, sum(net)
        from {cube}
        where cohort_day between $first and $last
          and ($channel::varchar is null or channel = $channel)
          and ($segment::varchar is null or segment = $segment)
        group by day_offset
        order by day_offset
        """,
        {"first": period.first, "last": period.last, "channel": channel, "segment": segment},
    )
    return [(int(day), Decimal(net)) for day, net in rows.fetchall()]
