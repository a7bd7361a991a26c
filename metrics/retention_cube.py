"""What retention tables are summed from: cohort sizes and retained persons per start day, from a cube or raw.

One cube per start and kind of activity holds every offset, so it answers any list of days, any cohort and any mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import duckdb

from metrics import cube, sessions, store
from metrics.frame import Frame
from metrics.sessions import read_sql

if TYPE_CHECKING:
    from metrics.retention import RetentionQuery

# which of the cube's rows answer a mode, and with which offsets
IN_CUBE = {
    "exact": ("on", "cube.after = wanted.day"),
    "within": ("first", "cube.after <= wanted.day"),
    "on_or_after": ("last", "cube.after >= wanted.day"),
}
IN_RAW = {
    "exact": "offsets.after = wanted.day",
    "within": "offsets.after between 1 and wanted.day",
    "on_or_after": "offsets.after >= wanted.day",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """`sizes`: persons who started, per day. `retained`: of them, per (start day, N), whether N has passed or not."""

    sizes: Mapping[date, int]
    retained: Mapping[tuple[date, int], int]


def ensure_cube(frame: Frame, start: str, activity: str) -> tuple[store.Log, str]:
    """The person log, and the name of the cube for this start (purchase, activity) and activity (any, purchase)."""
    log = store.open_log(frame, "person")
    buying = store.ORDER if "orders" in frame.tables else store.KINDS["purchase"]
    matters = {"purchase": f"kind = {buying}", "activity": "true", "any": "true"}
    sql = read_sql("retention_cube").replace("{log}", log.name)
    sql = sql.replace("{reach}", str(1 << log.shift)).replace("{day}", str(log.day))
    sql = sql.replace("{starts}", matters[start]).replace("{active}", matters[activity])
    name = f"retention_{start}_{activity}"

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        log.ensure()
        cursor.execute(f"create table {name} as\n{sql}")

    return log, cube.ensure(frame, name, build, sql)


def from_cube(frame: Frame, query: RetentionQuery) -> Counts:
    """The counts of `query` from its cube."""
    log, name = ensure_cube(frame, query.start, query.activity)
    what, offsets = IN_CUBE[query.mode]
    where = "cube.start between $first and $last"
    values: dict[str, object] = {"first": log.days(query.period.first), "last": log.days(query.period.last)}
    for column, wanted in (("channel", query.channel), ("segment", query.segment)):
        if wanted is not None:
            where += f" and cube.{column} = ${column}"
            values[column] = log.code(column, wanted)
    sql = f"""
select cube.start, null as day, sum(cube.persons)
from {name} as cube
where cube.what = 'size' and {where}
group by cube.start
union all
select cube.start, wanted.day, sum(cube.persons)
from {name} as cube
inner join (select unnest(cast($days as integer[])) as day) as wanted on {offsets}
where cube.what = '{what}' and {where}
group by cube.start, wanted.day"""
    rows = frame.cursor().execute(sql, {**values, "days": list(query.days)}).fetchall()
    base = log.base.date()
    return _counts([(base + timedelta(days=start), day, persons) for start, day, persons in rows])


def from_raw(frame: Frame, query: RetentionQuery) -> Counts:
    """The counts of `query` straight from events and orders."""
    sessions.ensure_refunds(frame)
    sessions.ensure_persons(frame)
    matters = {"purchase": "activity.buys", "activity": "true", "any": "true"}
    values: dict[str, object] = {"first": query.period.first, "last": query.period.last, "days": list(query.days)}
    filters = ["true"]
    for column, wanted in (("channel", query.channel), ("segment", query.segment)):
        if wanted is not None:
            filters.append(f"persons.{column} = ${column}")
            values[column] = wanted
    sql = read_sql("retention_raw").replace("{filter}", " and ".join(filters))
    sql = sql.replace("{starts}", matters[query.start]).replace("{active}", matters[query.activity])
    return _counts(frame.cursor().execute(sql.replace("{retained}", IN_RAW[query.mode]), values).fetchall())


def _counts(rows: list[tuple[Any, ...]]) -> Counts:
    sizes = {start: int(persons) for start, day, persons in rows if day is None}
    retained = {(start, day): int(persons) for start, day, persons in rows if day is not None}
    return Counts(sizes, retained)
